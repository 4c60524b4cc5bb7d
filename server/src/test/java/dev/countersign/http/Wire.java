package dev.countersign.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A client that says exactly what it is told to, byte for byte, and reads HTTP/1.1 answers. */
final class Wire implements AutoCloseable {
    record Answer(int status, List<String> headers, String body) {
        String header(String name) {
            return String.join("|", all(name));
        }

        /** Names compared exactly: their spelling is part of what we promise. */
        List<String> all(String name) {
            return headers.stream()
                    .filter(h -> h.startsWith(name + ": "))
                    .map(h -> h.substring(name.length() + 2))
                    .toList();
        }

        Map<String, String> json() {
            return Json.object(body);
        }
    }

    private final Socket socket;
    private final InputStream in;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Wire send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Lines as HTTP ends them. */
    static String crlf(String lines) {
        return lines.replace("\n", "\r\n");
    }

    Answer ask(String text) throws IOException {
        return send(text).read();
    }

    Answer read() throws IOException {
        return read(true);
    }

    /** An answer of which only the head comes. */
    Answer readHead() throws IOException {
        return read(false);
    }

    private Answer read(boolean body) throws IOException {
        String start = line();
        List<String> headers = new ArrayList<>();
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring(16));
            }
        }
        String text = body ? new String(in.readNBytes(length), StandardCharsets.UTF_8) : "";
        return new Answer(Integer.parseInt(start.split(" ", 3)[1]), headers, text);
    }

    /** The next chunk of a body whose length nobody knows; empty at its end. */
    String chunk() throws IOException {
        // The engine sends the line's end behind a chunk only before the next.
        String size = line();
        size = size.isEmpty() ? line() : size;
        String text = new String(in.readNBytes(Integer.parseInt(size, 16)), StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            line();
        }
        return text;
    }

    /** Waits for the server to hang up. */
    boolean closed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed after: " + bytes.toString(StandardCharsets.ISO_8859_1));
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
