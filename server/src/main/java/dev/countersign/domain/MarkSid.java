package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one mark on a trail: {@code TR} and 32 hex digits, which begin with when it was made. */
public record MarkSid(Id id) implements Sid {
    public static final String PREFIX = "TR";

    public static @Nullable MarkSid parse(String text) {
        return Sid.parse(PREFIX, MarkSid::new, text);
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
