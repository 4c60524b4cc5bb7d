package dev.countersign.contract;

import org.jspecify.annotations.Nullable;

/**
 * The cookie that keeps a session of the console, as it is written for a caller who reaches us by this URL. Scripts do not see
 * it, other sites' requests do not carry it, and over TLS no other host can have set it.
 */
public record SessionCookie(String base) {
    /** Below this everything is behind the session, and nothing else is. */
    public static final String PATH = "/console/api";

    static final String NAME = "countersign_session";

    /** Whether this is the path of something behind the session. */
    public static boolean guards(String path) {
        return path.startsWith(PATH) && (path.length() == PATH.length() || path.charAt(PATH.length()) == '/');
    }

    private boolean tls() {
        return base.startsWith("https://");
    }

    // spec Cookies (draft-ietf-httpbis-rfc6265bis) 4.1.3.2: this prefix is taken from nobody but the host itself, over
    // TLS, and for every path
    private String name() {
        return tls() ? "__Host-" + NAME : NAME;
    }

    /** What it holds, out of a header {@code Cookie}; null where it is not there. */
    @Nullable
    String find(@Nullable String cookies) {
        if (cookies == null) {
            return null;
        }
        String begin = name() + "=";
        for (String pair : cookies.split(";", -1)) {
            String cookie = pair.strip();
            if (cookie.startsWith(begin)) {
                return cookie.substring(begin.length());
            }
        }
        return null;
    }

    /** Sets it for so many seconds. */
    public Reply.Header set(String secret, long seconds) {
        return new Reply.Header(
                "Set-Cookie",
                name() + "=" + secret + "; Max-Age=" + seconds + (tls() ? "; Path=/; Secure" : "; Path=" + PATH)
                        + "; HttpOnly; SameSite=Strict");
    }

    public Reply.Header clear() {
        return set("", 0);
    }
}
