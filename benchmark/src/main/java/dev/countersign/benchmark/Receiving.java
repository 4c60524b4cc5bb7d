package dev.countersign.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An application that is told of events: it reads each whole, says 204 and keeps the connection. It knows no more of HTTP
 * than our own requests need. Of what it is told it keeps enough to say whether anything came twice, or before something of
 * the same factor that happened earlier.
 */
final class Receiving {
    private static final byte[] GOOD = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int WAITING = 1024;

    /** Of an event's id, the digits that are milliseconds, with the hyphen among them. */
    private static final int MILLIS = 13;

    private final int port;
    private final Set<String> ids = new HashSet<>();
    private final Map<String, String> latest = new HashMap<>();
    private int arrived;
    private int twice;
    private int early;
    private long first;
    private long last;

    Receiving(int port) {
        this.port = port;
    }

    /**
     * Receives, and each time that so many have come as {@code counts} says next prints how many in a second from the first
     * to the last of them; how many came again and too early; and forgets them.
     */
    void run(List<String> counts) throws IOException, InterruptedException {
        try (ServerSocket door = new ServerSocket(port, WAITING, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> admit(door));
            for (String count : counts) {
                System.out.println(await(Integer.parseInt(count)));
            }
        }
    }

    private void admit(ServerSocket door) {
        while (true) {
            try {
                Socket socket = door.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> hear(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void hear(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), 8192)) {
            OutputStream out = socket.getOutputStream();
            for (String body = body(in); body != null; body = body(in)) {
                note(body);
                out.write(GOOD);
            }
        } catch (IOException e) {
            // Whoever told us has gone; what they told is counted.
        }
    }

    private static @Nullable String body(InputStream in) throws IOException {
        int length = 0;
        String line = line(in);
        if (line.isEmpty()) {
            return null;
        }
        while (!line.isEmpty()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            }
            line = line(in);
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Without its end; empty where the connection ends, too. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        int c = in.read();
        while (c >= 0 && c != '\n') {
            if (c != '\r') {
                line.append((char) c);
            }
            c = in.read();
        }
        return line.toString();
    }

    private synchronized void note(String body) {
        last = System.nanoTime();
        if (arrived++ == 0) {
            first = last;
        }
        String id = value(body, "uuid=");
        if (!ids.add(id)) {
            twice++;
            return;
        }
        String millis = id.substring(0, MILLIS);
        String before = latest.put(value(body, "factor_sid="), millis);
        if (before != null && before.compareTo(millis) > 0) {
            early++;
        }
        notifyAll();
    }

    private static String value(String body, String name) {
        int from = body.indexOf(name) + name.length();
        int end = body.indexOf('&', from);
        return body.substring(from, end < 0 ? body.length() : end);
    }

    private synchronized String await(int count) throws InterruptedException {
        while (ids.size() < count) {
            wait();
        }
        String told = String.format(Locale.ROOT, "%.1f %d %d", (arrived - 1) / ((last - first) / 1e9), twice, early);
        ids.clear();
        latest.clear();
        arrived = 0;
        twice = 0;
        early = 0;
        return told;
    }
}
