package dev.countersign.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection's HTTP/1.1 as a counterpart speaks it, well or badly. Offers of another protocol are passed over. */
final class HttpTalk {
    private static final int LONGEST_LINE = 16_384;
    private static final int MOST_HEADERS = 100;
    private static final int LARGEST_BODY = 1 << 20;
    private static final byte[] FILLER = "all work and no play\n".repeat(400).getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final OutputStream out;

    HttpTalk(Socket socket) throws IOException {
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream(), FILLER.length);
    }

    /** The next request, or null where the other end has said its last. */
    @Nullable
    HttpAsked read() throws IOException, Objection {
        String line = line();
        if (line == null) {
            return null;
        }
        String[] start = line.split(" ", -1);
        if (start.length != 3 || !start[2].equals("HTTP/1.1") || !start[1].startsWith("/")) {
            throw new Objection(400, "this is no request of HTTP/1.1: " + line);
        }
        Map<String, List<String>> headers = headers();
        return new HttpAsked(start[0], start[1], headers, body(headers));
    }

    private Map<String, List<String>> headers() throws IOException, Objection {
        Map<String, List<String>> headers = new HashMap<>();
        for (int i = 0; i <= MOST_HEADERS; i++) {
            String line = line();
            if (line == null) {
                throw new EOFException("hung up within the head");
            }
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new Objection(400, "this is no header: " + line);
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        throw new Objection(431, "there are more headers than " + MOST_HEADERS);
    }

    private byte[] body(Map<String, List<String>> headers) throws IOException, Objection {
        if (headers.containsKey("transfer-encoding")) {
            throw new Objection(411, "a body here is of a length that is told beforehand");
        }
        List<String> lengths = headers.getOrDefault("content-length", List.of("0"));
        if (lengths.size() != 1 || !lengths.getFirst().matches("[0-9]{1,9}")) {
            throw new Objection(400, "this is no length: " + lengths);
        }
        int length = Integer.parseInt(lengths.getFirst());
        if (length > LARGEST_BODY) {
            throw new Objection(413, "a body of " + length + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("hung up within the body");
        }
        return body;
    }

    private @Nullable String line() throws IOException, Objection {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (bytes.size() == LONGEST_LINE) {
                throw new Objection(431, "a line of more than " + LONGEST_LINE + " bytes");
            }
            bytes.write(b);
        }
        String line = bytes.toString(StandardCharsets.ISO_8859_1);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    void write(HttpAnswer answer) throws IOException {
        out.write(answer.head(answer.body().length));
        out.write(answer.body());
        out.flush();
    }

    /** Half of a body that is announced whole; where there is none, of one that was never to come. */
    void writeHalf(HttpAnswer answer) throws IOException {
        out.write(answer.head(Math.max(answer.body().length, 2)));
        out.write(answer.body(), 0, answer.body().length / 2);
        out.flush();
    }

    void drip(HttpAnswer answer, Duration pause) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(answer.head(answer.body().length));
        all.writeBytes(answer.body());
        for (byte b : all.toByteArray()) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("stopped");
            }
            out.write(b);
            out.flush();
        }
    }

    void writeHuge(HttpAnswer answer, long bytes) throws IOException {
        out.write(answer.head(bytes));
        for (long left = bytes; left > 0; left -= FILLER.length) {
            out.write(FILLER, 0, (int) Math.min(left, FILLER.length));
        }
        out.flush();
    }

    /** Says nothing until the other end has gone. */
    void hang() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }
}
