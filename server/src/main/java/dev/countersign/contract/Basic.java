package dev.countersign.contract;

import dev.countersign.domain.Caller;
import dev.countersign.domain.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** HTTP Basic credentials. */
// spec RFC 7617 2: user and password are split at the first colon
final class Basic {
    private static final String SCHEME = "basic ";

    private Basic() {}

    static Caller admit(@Nullable String authorization, Guard guard) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        String pair;
        try {
            pair = new String(
                    Base64.getDecoder()
                            .decode(authorization.substring(SCHEME.length()).strip()),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        return guard.admit(pair.substring(0, colon), pair.substring(colon + 1));
    }
}
