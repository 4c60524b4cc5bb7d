package dev.countersign.crypto;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The spelling of the parts of a JWS, in which every content has one text only: what spells it otherwise is none. */
final class Base64Url {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private Base64Url() {}

    /** The bytes spelt by the text, or null where it is not how they are spelt. An empty text spells no bytes. */
    static byte @Nullable [] decode(String text) {
        byte[] bytes;
        try {
            bytes = DECODER.decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
        // spec RFC 7515 2: no padding, no line breaks, no white space
        // spec RFC 4648 3.5: bits that are left over are zero; were they not, one signature would have many texts
        return ENCODER.encodeToString(bytes).equals(text) ? bytes : null;
    }
}
