package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one Challenge: {@code YC} and 32 hex digits. */
public record ChallengeSid(Id id) implements Sid {
    public static final String PREFIX = "YC";

    public static @Nullable ChallengeSid parse(String text) {
        return Sid.parse(PREFIX, ChallengeSid::new, text);
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
