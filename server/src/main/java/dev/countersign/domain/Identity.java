package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/**
 * The name an application gives to one of its users: 8 to 64 letters, digits and dashes, compared exactly.
 *
 * <p>One oddity is kept: an identity of a SID's shape has its first two letters in capitals.
 */
public record Identity(String text) {
    public static final int SHORTEST = 8;
    public static final int LONGEST = 64;

    /** The identity in {@code text}, normalised; null where it is none. */
    public static @Nullable Identity parse(String text) {
        if (text.length() < SHORTEST || text.length() > LONGEST) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!letter(c) && !digit(c) && c != '-') {
                return null;
            }
        }
        return new Identity(
                shapedLikeASid(text) ? capital(text.charAt(0)) + capital(text.charAt(1)) + text.substring(2) : text);
    }

    // spec Verify 3.2: identities of two letters and 32 hex digits come back with the letters in capitals
    private static boolean shapedLikeASid(String text) {
        if (text.length() != 34 || !letter(text.charAt(0)) || !letter(text.charAt(1))) {
            return false;
        }
        for (int i = 2; i < 34; i++) {
            char c = text.charAt(i);
            if (!digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return true;
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String capital(char c) {
        return String.valueOf((char) (c & ~0x20));
    }

    @Override
    public String toString() {
        return text;
    }
}
