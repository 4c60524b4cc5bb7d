package dev.countersign.crypto;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The spelling of TOTP seeds: RFC 4648 Base32. Read as forgivingly as authenticator apps read it (any case, padding or
 * none), written in one way: upper case, no padding.
 */
public final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;
    private static final int GROUP = 8;
    private static final byte[] VALUES = values();

    private Base32() {}

    /** The bytes spelt by the text, or null where it is not Base32. An empty text spells no bytes. */
    public static byte @Nullable [] decode(String text) {
        int length = unpaddedLength(text);
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[(int) ((long) length * BITS / Byte.SIZE)];
        int pending = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < length; i++) {
            int value = value(text.charAt(i));
            if (value < 0) {
                return null;
            }
            pending = (pending << BITS | value) & 0xfff;
            bits += BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes[at++] = (byte) (pending >> bits);
            }
        }
        // spec RFC 4648 3.5: a decoder may refuse bits left over that are not zero; authenticator apps do not, nor do
        // we
        return bytes;
    }

    public static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((int) (((long) bytes.length * Byte.SIZE + BITS - 1) / BITS));
        int pending = 0;
        int bits = 0;
        for (byte b : bytes) {
            pending = (pending << Byte.SIZE | (b & 0xff)) & 0xfff;
            bits += Byte.SIZE;
            while (bits >= BITS) {
                bits -= BITS;
                text.append(ALPHABET.charAt(pending >> bits & 31));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(pending << (BITS - bits) & 31));
        }
        return text.toString();
    }

    /** How many characters stand before the padding, or -1 where length and padding do not fit each other. */
    private static int unpaddedLength(String text) {
        int length = text.length();
        while (length > 0 && text.charAt(length - 1) == '=') {
            length--;
        }
        int padding = text.length() - length;
        int last = length % GROUP;
        // spec RFC 4648 6: a last group holds 2, 4, 5 or 7 characters (1 to 4 bytes); 1, 3 and 6 spell no whole byte
        // more
        boolean possible = last != 1 && last != 3 && last != 6;
        boolean padded = padding == 0 || (last != 0 && padding == GROUP - last);
        return possible && padded ? length : -1;
    }

    private static int value(char c) {
        return c < VALUES.length ? VALUES[c] : -1;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            char c = ALPHABET.charAt(i);
            values[c] = (byte) i;
            values[Character.toLowerCase(c)] = (byte) i;
        }
        return values;
    }
}
