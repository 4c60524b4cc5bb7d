package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one Service: {@code VA} and 32 hex digits. */
public record ServiceSid(Id id) implements Sid {
    public static final String PREFIX = "VA";

    public static @Nullable ServiceSid parse(String text) {
        return Sid.parse(PREFIX, ServiceSid::new, text);
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
