package dev.countersign.testkit;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How an application server says to a push service who it is. */
final class Vapid {
    private static final Pattern SCHEME = Pattern.compile("vapid +([tk])=([\\w.-]+) *, *([tk])=([\\w.-]+)");
    private static final Duration LONGEST = Duration.ofHours(24);

    private Vapid() {}

    /**
     * Holds the header to what it must say.
     *
     * @param boundTo the only application server that may send, by its key; null where any may
     * @param origin of the push service
     */
    static void check(@Nullable String authorization, @Nullable String boundTo, String origin, Instant now)
            throws Objection {
        if (authorization == null) {
            // spec RFC 8292 4.2: 401 where a restricted subscription is sent to without a token, 403 with a bad one
            if (boundTo != null) {
                throw new Objection(401, "the subscription takes nothing from who does not say who it is");
            }
            return;
        }
        Matcher said = SCHEME.matcher(authorization);
        require(said.matches() && !said.group(1).equals(said.group(3)), "no vapid with one t and one k");
        boolean tokenFirst = said.group(1).equals("t");
        String key = said.group(tokenFirst ? 4 : 2);
        require(boundTo == null || boundTo.equals(key), "the subscription is bound to another application server");
        checkToken(said.group(tokenFirst ? 2 : 4), key, origin, now);
    }

    private static void checkToken(String token, String key, String origin, Instant now) throws Objection {
        SignedToken jwt;
        try {
            jwt = SignedToken.read(token);
            // spec RFC 8292 2: ES256, by the key that is named
            require(
                    jwt.verifies(SignedToken.Algorithm.ES256, P256.publicKey(SignedToken.base64Url(key))),
                    "the token is not signed by k with ES256");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Objection(403, "t is no JWT, or k is no key: " + e.getMessage());
        }
        require(origin.equals(jwt.claims().get("aud")), "aud is not " + origin);
        // spec RFC 8292 2: no longer than 24 hours from the request
        long expiry = jwt.seconds("exp");
        require(expiry > now.getEpochSecond(), "exp is missing or past");
        require(expiry <= now.plus(LONGEST).getEpochSecond(), "exp is more than a day away");
        // spec RFC 8292 2.1: somebody to write to, by mail or on the web; large push services insist on it
        require(
                jwt.claims().get("sub") instanceof String sub && sub.matches("mailto:.+@.+|https://.+"),
                "sub is nobody to write to");
    }

    private static void require(boolean holds, String otherwise) throws Objection {
        if (!holds) {
            throw new Objection(403, otherwise);
        }
    }
}
