package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one AccessToken: {@code YK} and 32 hex digits. */
public record AccessTokenSid(Id id) implements Sid {
    public static final String PREFIX = "YK";

    public static @Nullable AccessTokenSid parse(String text) {
        return Sid.parse(PREFIX, AccessTokenSid::new, text);
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public String toString() {
        return text();
    }
}
