package dev.countersign.phone;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A signed text in the compact form of RFC 7515. */
public final class Jws {
    private Jws() {}

    /** Both trees as the SDK writes them, signed. */
    public static String of(
            Map<String, ? extends @Nullable Object> header,
            Map<String, ? extends @Nullable Object> payload,
            DeviceKey key,
            Habits habits) {
        String signed = part(Json.text(header, habits)) + "." + part(Json.text(payload, habits));
        // spec RFC 7515 7.1: header, payload and signature, each in Base64url, with dots between them
        return signed + "." + part(key.raw(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    public static String part(String text) {
        return part(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
