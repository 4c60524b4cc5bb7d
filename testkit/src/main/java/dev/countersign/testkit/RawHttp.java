package dev.countersign.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that says exactly what it is told to, byte for byte, and reads HTTP/1.1 answers. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE = 20_000;

    private final Socket socket;
    private final InputStream in;

    public RawHttp(String host, int port) throws IOException {
        this(new Socket(host, port));
    }

    /** On a connection that is there already, one with TLS for instance. */
    public RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** @param headers lines, in the order in which they came and as they were spelt */
    public record Answer(int status, List<String> headers, String body) {

        /** The values of a header, whatever its case, joined by a bar. */
        public String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return String.join(
                    "|",
                    headers.stream()
                            .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(start))
                            .map(h -> h.substring(start.length()).strip())
                            .toList());
        }
    }

    /** Sends a text, line ends as HTTP has them, and reads the answer. */
    public Answer ask(String text) throws IOException {
        return send(text).read();
    }

    public RawHttp send(String text) throws IOException {
        return send(text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException e) {
            // Who is refused early may be hung up on while still talking; the answer is what counts.
            if (socket.isClosed()) {
                throw e;
            }
        }
        return this;
    }

    public Answer read() throws IOException {
        String start = line();
        List<String> headers = new ArrayList<>();
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Answer(Integer.parseInt(start.split(" ", 3)[1]), headers, body);
    }

    private String line() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("hung up after: " + bytes.toString(StandardCharsets.ISO_8859_1));
            }
            if (b != '\r') {
                bytes.write(b);
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
