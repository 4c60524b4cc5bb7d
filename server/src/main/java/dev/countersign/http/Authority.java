package dev.countersign.http;

/** The {@code host[:port]} somebody called us by, checked before it may stand in a URL that we hand out. */
final class Authority {
    private static final int LONGEST = 255 + 6;

    private Authority() {}

    // spec RFC 9110 7.2: a Host that is not host[:port] is refused; of the grammar we take names, IPv4 and [IPv6]
    static boolean valid(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        int end = text.charAt(0) == '[' ? bracketed(text) : named(text);
        return end > 0 && (end == text.length() || port(text, end));
    }

    private static int named(String text) {
        int at = 0;
        while (at < text.length() && nameChar(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean nameChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || (c >= 'A' && c <= 'Z')
                || c == '_';
    }

    private static int bracketed(String text) {
        int close = text.indexOf(']');
        for (int at = 1; at < close; at++) {
            char c = text.charAt(at);
            if (c != ':' && c != '.' && !hex(c)) {
                return -1;
            }
        }
        return close < 3 ? -1 : close + 1;
    }

    private static boolean hex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean port(String text, int colon) {
        int digits = text.length() - colon - 1;
        if (text.charAt(colon) != ':' || digits < 1 || digits > 5) {
            return false;
        }
        int port = 0;
        for (int at = colon + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
        }
        return port <= 65_535;
    }
}
