package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one Entity as it stands: {@code YE} and 32 hex digits, drawn anew when an identity is created again. */
public record EntitySid(Id id) implements Sid {
    public static final String PREFIX = "YE";

    public static @Nullable EntitySid parse(String text) {
        return Sid.parse(PREFIX, EntitySid::new, text);
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
