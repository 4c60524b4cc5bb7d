package dev.countersign.delivery;

import dev.countersign.crypto.Jwt;
import dev.countersign.crypto.PushIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one application server shows to push services, to each its own; the last ones shown are kept, since signing takes
 * longer than all the rest.
 */
final class VapidTokens {
    // spec RFC 8292 2: at most 24 hours; services have asked for less
    private static final Duration LIFE = Duration.ofHours(12);
    private static final Duration EARLY = Duration.ofHours(1);
    private static final int MOST = 256;

    private record Kept(String token, Instant until) {}

    private final PushIdentity.Vapid identity;
    private final InstantSource clock;
    // Which services there are, devices decide: so there is an end to what is kept
    private final Map<String, Kept> all = LinkedHashMap.newLinkedHashMap(16);

    VapidTokens(PushIdentity.Vapid identity, InstantSource clock) {
        this.identity = identity;
        this.clock = clock;
    }

    /**
     * The field {@code Authorization}.
     *
     * @param origin the push service's
     */
    // spec RFC 8292 3: the token, and the key it was signed with
    synchronized String authorization(String origin) {
        Instant now = clock.instant();
        Kept kept = all.get(origin);
        if (kept == null || !now.isBefore(kept.until.minus(EARLY))) {
            all.remove(origin);
            if (all.size() >= MOST) {
                all.remove(all.keySet().iterator().next());
            }
            Instant until = now.plus(LIFE);
            kept = new Kept(token(origin, until), until);
            all.put(origin, kept);
        }
        return "vapid t=" + kept.token + ", k=" + identity.publicKey();
    }

    // spec RFC 8292 2: for whom, until when, and whom to write to
    private String token(String origin, Instant until) {
        Map<String, Object> claims = Map.of("aud", origin, "exp", until.getEpochSecond(), "sub", identity.subject());
        return Jwt.es256(identity.key(), claims);
    }
}
