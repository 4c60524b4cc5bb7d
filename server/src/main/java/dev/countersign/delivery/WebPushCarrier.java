package dev.countersign.delivery;

import dev.countersign.crypto.PushIdentity;
import dev.countersign.crypto.WebPushCipher;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Subscription;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Rings browsers, and apps with a UnifiedPush distributor, through whichever push service their subscription names. */
final class WebPushCarrier {
    /** So long is every message, so that its length says nothing: twice what the longest of ours takes. */
    private static final int PADDED = 2048;

    private final GuardedHttp http;
    private final InstantSource clock;
    private final WebPushCipher cipher;
    private final Kept<PushIdentity.Vapid, VapidTokens> tokens;

    WebPushCarrier(GuardedHttp http, InstantSource clock, RandomGenerator random) {
        this.http = http;
        this.clock = clock;
        this.cipher = new WebPushCipher(random);
        this.tokens = new Kept<>(identity -> new VapidTokens(identity, clock), _ -> {});
    }

    /** @param identity who we are; null where the Service names nobody, which most distributors do not mind */
    Outcome carry(
            Parcel.Push push,
            String token,
            @Nullable CredentialSid sid,
            PushIdentity.@Nullable Vapid identity,
            Deadline deadline) {
        Subscription to = Subscription.parse(token);
        URI endpoint = to == null ? null : GuardedHttp.target(to.endpoint());
        byte[] body = to == null ? null : encrypted(Payloads.webPush(push), to);
        if (endpoint == null || body == null) {
            return new Outcome.Rejected("the token is no subscription that can be encrypted for and posted to");
        }
        // spec RFC 8030 5.2: how long it is kept; 5.3: and how urgent it is; 5.4: a newer one takes its place
        Map<String, String> headers = new HashMap<>();
        headers.put("TTL", Long.toString(push.ttl().toSeconds()));
        headers.put("Urgency", "high");
        headers.put("Topic", push.challenge().text().substring(2));
        headers.put("Content-Encoding", "aes128gcm");
        headers.put("Content-Type", "application/octet-stream");
        if (sid != null && identity != null) {
            headers.put("Authorization", tokens.of(sid, identity).authorization(origin(endpoint)));
        }
        return outcome(http.post(endpoint.toString(), headers, body, deadline));
    }

    private byte @Nullable [] encrypted(byte[] payload, Subscription to) {
        return payload.length > PADDED ? null : cipher.encrypt(payload, to.p256dh(), to.auth(), PADDED);
    }

    // spec RFC 6454 6.2: scheme and host, and the port unless it goes without saying
    private static String origin(URI endpoint) {
        String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
        int port = endpoint.getPort();
        boolean usual = port < 0 || port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + endpoint.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + port);
    }

    // spec RFC 8030 7.3: a subscription that is no more is 404 or 410
    private Outcome outcome(Reply reply) {
        return switch (reply) {
            case Reply.Unanswered none -> none.later();
            case Reply.Answered answered when answered.good() -> answered.accepted();
            case Reply.Answered answered
            when answered.status() == 404 || answered.status() == 410 ->
                new Outcome.Gone(clock.instant(), answered.words(null));
            case Reply.Answered answered -> answered.refused(answered.words(null));
        };
    }

    void forget(CredentialSid sid) {
        tokens.forget(sid);
    }
}
