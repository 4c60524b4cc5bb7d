package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one Factor: {@code YF} and 32 hex digits. */
public record FactorSid(Id id) implements Sid {
    public static final String PREFIX = "YF";

    public static @Nullable FactorSid parse(String text) {
        return Sid.parse(PREFIX, FactorSid::new, text);
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
