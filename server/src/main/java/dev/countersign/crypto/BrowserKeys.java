package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a browser hands its application so that it can be pushed to, read from the JSON of its {@code PushSubscription}: an
 * address, and keys that are found to be some.
 *
 * @param endpoint any text
 * @param p256dh a point on P-256, 65 bytes in base64url without padding
 * @param auth 16 bytes likewise
 */
public record BrowserKeys(String endpoint, String p256dh, String auth) {
    // spec RFC 8291 3.2: the authentication secret has 16 octets
    private static final int AUTH_BYTES = 16;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** Null where it is no such JSON, or its keys are none; further members are passed over. */
    public static @Nullable BrowserKeys read(String json) {
        Claims c = Claims.read(json.getBytes(UTF_8));
        String endpoint = c == null ? null : c.text("endpoint");
        if (c == null || endpoint == null) {
            return null;
        }
        byte[] point = decoded(c.text("keys", "p256dh"));
        byte[] auth = decoded(c.text("keys", "auth"));
        // spec RFC 8291 3.1: a key on P-256, as its uncompressed point
        if (point == null || !P256.isPoint(point) || auth == null || auth.length != AUTH_BYTES) {
            return null;
        }
        return new BrowserKeys(endpoint, BASE64.encodeToString(point), BASE64.encodeToString(auth));
    }

    /** With padding or without: what browsers agree on, libraries around them do not. */
    private static byte @Nullable [] decoded(@Nullable String text) {
        return text == null ? null : Base64Url.decode(text.replaceFirst("={1,2}$", ""));
    }
}
