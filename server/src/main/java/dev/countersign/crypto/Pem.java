package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The textual wrapping of keys and certificates: blocks of Base64 between two lines that say what is in them. */
final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII));

    private Pem() {}

    static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }

    private static String end(String label) {
        return "-----END " + label + "-----";
    }

    /** What is in the blocks of that label, in their order; whatever stands around them is passed over. */
    // spec RFC 7468 2: text before, between and after the blocks is permitted
    static List<byte[]> all(String label, String text) {
        List<byte[]> blocks = new ArrayList<>();
        int at = text.indexOf(begin(label));
        while (at >= 0) {
            int from = at + begin(label).length();
            int to = text.indexOf(end(label), from);
            if (to < 0) {
                break;
            }
            byte[] block = decoded(text.substring(from, to));
            if (block != null) {
                blocks.add(block);
            }
            at = text.indexOf(begin(label), to);
        }
        return blocks;
    }

    static byte @Nullable [] first(String label, String text) {
        List<byte[]> all = all(label, text);
        return all.isEmpty() ? null : all.getFirst();
    }

    private static byte @Nullable [] decoded(String block) {
        try {
            return Base64.getDecoder().decode(block.replaceAll("\\s", ""));
        } catch (IllegalArgumentException _) { // its words may hold a piece of the text
            return null;
        }
    }

    static String write(String label, byte[] bytes) {
        return begin(label) + "\n" + LINES.encodeToString(bytes) + "\n" + end(label) + "\n";
    }
}
