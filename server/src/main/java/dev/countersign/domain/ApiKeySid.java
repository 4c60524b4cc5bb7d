package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one API key: {@code SK} and 32 hex digits. */
public record ApiKeySid(Id id) implements Sid {
    public static final String PREFIX = "SK";

    public static @Nullable ApiKeySid parse(String text) {
        return Sid.parse(PREFIX, ApiKeySid::new, text);
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
