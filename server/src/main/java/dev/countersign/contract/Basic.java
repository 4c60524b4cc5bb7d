package dev.countersign.contract;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * HTTP Basic credentials as they were sent.
 *
 * @param user a name that anybody may have made up
 */
// spec RFC 7617 2: user and password are split at the first colon
record Basic(String user, String password) {
    private static final String SCHEME = "basic ";

    /** Null where there are none, or none that could be read. */
    static @Nullable Basic parse(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(unspaced(authorization)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int colon = pair.indexOf(':');
        return colon < 0 ? null : new Basic(pair.substring(0, colon), pair.substring(colon + 1));
    }

    // spec RFC 9110 11.4: spaces part them from the scheme, and nothing else that some take for a space
    private static String unspaced(String authorization) {
        int from = SCHEME.length();
        int to = authorization.length();
        while (from < to && authorization.charAt(from) == ' ') {
            from++;
        }
        while (from < to && authorization.charAt(to - 1) == ' ') {
            to--;
        }
        return authorization.substring(from, to);
    }

    /** Passwords have no words. */
    @Override
    public String toString() {
        return "Basic[" + user + "]";
    }
}
