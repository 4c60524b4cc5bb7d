package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one account: {@code AC} and 32 hex digits. */
public record AccountSid(Id id) implements Sid {
    public static final String PREFIX = "AC";

    public static @Nullable AccountSid parse(String text) {
        return Sid.parse(PREFIX, AccountSid::new, text);
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
