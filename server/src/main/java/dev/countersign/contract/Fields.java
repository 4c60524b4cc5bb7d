package dev.countersign.contract;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Names and values as they travel in a query or a form, in the order in which they were sent. */
public final class Fields {
    private static final int MOST = 1000;

    public static final Fields NONE = new Fields(List.of(), false);

    private final List<String> pairs;
    private final boolean anyCase;

    private Fields(List<String> pairs, boolean anyCase) {
        this.pairs = pairs;
        this.anyCase = anyCase;
    }

    /**
     * The pairs in {@code text}.
     *
     * @param anyCase whether names are the same in any case
     * @throws Unfit for a bad escape, bytes that are no UTF-8, or more than a thousand pairs
     */
    // spec WHATWG URL 5.1: pairs are split at &, names from values at the first =; + is a space
    public static Fields parse(String text, boolean anyCase) {
        List<String> pairs = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('&', start);
            end = end < 0 ? text.length() : end;
            if (end > start) {
                int eq = text.indexOf('=', start);
                boolean bare = eq < 0 || eq > end;
                pairs.add(decode(text.substring(start, bare ? end : eq), true));
                pairs.add(bare ? "" : decode(text.substring(eq + 1, end), true));
            }
            if (pairs.size() > 2 * MOST) {
                throw new Unfit("has more than " + MOST + " parameters");
            }
            start = end + 1;
        }
        return new Fields(pairs, anyCase);
    }

    /** Every value under that name, in order. */
    public List<String> all(String name) {
        List<String> found = List.of();
        for (int i = 0; i < pairs.size(); i += 2) {
            if (anyCase ? pairs.get(i).equalsIgnoreCase(name) : pairs.get(i).equals(name)) {
                if (found.isEmpty()) {
                    found = List.of(pairs.get(i + 1));
                } else {
                    found = new ArrayList<>(found);
                    found.add(pairs.get(i + 1));
                }
            }
        }
        return found;
    }

    /** What an escaped text stands for; see {@link #parse} for what is refused. */
    public static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0) {
            return plusIsSpace ? ascii(text.replace('+', ' ')) : ascii(text);
        }
        byte[] bytes = new byte[text.length()];
        int n = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length()
                        || !HexFormat.isHexDigit(text.charAt(i + 1))
                        || !HexFormat.isHexDigit(text.charAt(i + 2))) {
                    throw new Unfit("has a malformed escape");
                }
                bytes[n++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
                i += 2;
            } else {
                bytes[n++] = (byte) (plusIsSpace && c == '+' ? ' ' : c);
            }
        }
        return utf8(ByteBuffer.wrap(bytes, 0, n));
    }

    /** {@code text} holds a char for each byte; where some are beyond ASCII they must be UTF-8. */
    private static String ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return utf8(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return text;
    }

    private static String utf8(ByteBuffer bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new Unfit("is not UTF-8", e);
        }
    }

    /** {@code text} so that it can stand in a query. */
    public static String encode(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
