package dev.countersign.phone;

import org.jspecify.annotations.Nullable;

/** Where a phone wants to be told of challenges; {@link #NONE} for a phone that asks by itself. */
public record Push(String platform, @Nullable String token) {
    public static final Push NONE = new Push("none", null);

    public static Push apn(String token) {
        return new Push("apn", token);
    }

    public static Push fcm(String token) {
        return new Push("fcm", token);
    }
}
