package dev.countersign.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * One line of JSON in the making, used again and again by one thread. Whatever is put in, out comes one line of plain
 * ASCII: control characters and everything beyond ASCII are escaped, so nobody can forge a line by what they send.
 */
final class JsonLine {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int size;
    private int start;
    private long second = Long.MIN_VALUE;
    private String secondText = "";

    JsonLine text(String name, String value) {
        name(name);
        quoted(value, Integer.MAX_VALUE);
        return this;
    }

    /** At most so many characters of the value. */
    JsonLine text(String name, String value, int most) {
        name(name);
        quoted(value, most);
        return this;
    }

    JsonLine number(String name, long value) {
        name(name);
        ascii(Long.toString(value));
        return this;
    }

    /** Nanoseconds as milliseconds with three decimals. */
    JsonLine millis(String name, long nanos) {
        long micros = Math.max(0, nanos / 1000);
        name(name);
        ascii(Long.toString(micros / 1000));
        thousandths((int) (micros % 1000));
        return this;
    }

    JsonLine time(long epochMillis) {
        long now = Math.floorDiv(epochMillis, 1000L);
        if (now != second) {
            String text = Instant.ofEpochSecond(now).toString();
            secondText = text.substring(0, text.length() - 1);
            second = now;
        }
        name("time");
        add('"');
        ascii(secondText);
        thousandths((int) Math.floorMod(epochMillis, 1000L));
        add('Z');
        add('"');
        return this;
    }

    /** Ends the line; the next name begins another. */
    JsonLine next() {
        if (size == start) {
            add('{');
        }
        add('}');
        add('\n');
        start = size;
        return this;
    }

    /** Forgets what was put into the line so far. */
    JsonLine scrap() {
        size = start;
        return this;
    }

    /** Ends the line and gives all lines as text. */
    String end() {
        next();
        return new String(bytes, 0, size, StandardCharsets.US_ASCII);
    }

    int size() {
        return size;
    }

    void drainTo(OutputStream out) throws IOException {
        try {
            out.write(bytes, 0, size);
        } finally {
            size = 0;
            start = 0;
        }
    }

    private void name(String name) {
        add(size == start ? '{' : ',');
        quoted(name, Integer.MAX_VALUE);
        add(':');
    }

    private void quoted(String value, int most) {
        int length = Math.min(value.length(), most);
        room(6 * length + 2);
        bytes[size++] = '"';
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                escape(whole(value, i, length) ? c : '\ufffd');
            } else {
                if (c == '"' || c == '\\') {
                    bytes[size++] = '\\';
                }
                bytes[size++] = (byte) c;
            }
        }
        bytes[size++] = '"';
    }

    /** Half a pair is no character, and strict readers would refuse the line for it. */
    private static boolean whole(String value, int at, int length) {
        char c = value.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < length && Character.isLowSurrogate(value.charAt(at + 1));
        }
        return !Character.isLowSurrogate(c) || (at > 0 && Character.isHighSurrogate(value.charAt(at - 1)));
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        bytes[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[c >> shift & 15];
        }
    }

    private void thousandths(int value) {
        add('.');
        add((char) ('0' + value / 100));
        add((char) ('0' + value / 10 % 10));
        add((char) ('0' + value % 10));
    }

    private void ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    private void add(char c) {
        room(1);
        bytes[size++] = (byte) c;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
