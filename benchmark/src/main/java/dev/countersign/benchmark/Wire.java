package dev.countersign.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is kept and asked again and again, one question at a time. It knows no more of HTTP than our own
 * answers need, so as to take little of the processors it shares with what it asks.
 */
final class Wire implements AutoCloseable {
    private static final int LARGEST = 64 * 1024;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String LENGTH = "\r\nContent-Length: ";

    private final Socket socket = new Socket();
    private final String host;
    private final byte[] buffer = new byte[LARGEST];

    Wire(int port) throws IOException {
        this.host = "\r\nHost: 127.0.0.1:" + port + "\r\n";
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    }

    /** @param head status line and headers */
    record Answer(int status, String head, String body) {
        @Nullable
        String header(String name) {
            return head.lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** What Basic credentials look like. */
    static String basic(String user, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.US_ASCII))
                + "\r\n";
    }

    Answer get(String path, String authorization) throws IOException {
        return ask("GET " + path + " HTTP/1.1" + host + authorization + "\r\n");
    }

    Answer post(String path, String authorization, String form) throws IOException {
        return ask("POST " + path + " HTTP/1.1" + host + authorization
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                + form);
    }

    private Answer ask(String question) throws IOException {
        socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
        int have = 0;
        int head = -1;
        while (head < 0) {
            int from = Math.max(0, have - 3);
            have += more(have);
            head = end(from, have);
        }
        String heading = new String(buffer, 0, head, StandardCharsets.ISO_8859_1);
        int at = heading.indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("an answer without a length");
        }
        int length = Integer.parseInt(heading, at + LENGTH.length(), heading.indexOf("\r\n", at + LENGTH.length()), 10);
        while (have < head + 2 + length) {
            have += more(have);
        }
        return new Answer(
                Integer.parseInt(heading, 9, 12, 10),
                heading,
                new String(buffer, head + 2, length, StandardCharsets.UTF_8));
    }

    private int more(int have) throws IOException {
        InputStream in = socket.getInputStream();
        int count = in.read(buffer, have, LARGEST - have);
        if (count <= 0) {
            throw new EOFException("the answer ends early, or is too large");
        }
        return count;
    }

    /** Where the empty line begins that ends the headers; less than 0 where it is not there yet. */
    private int end(int from, int have) {
        for (int i = from; i + 3 < have; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i + 2;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
