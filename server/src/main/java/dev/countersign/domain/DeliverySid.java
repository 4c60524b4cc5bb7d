package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one event on its way to one Webhook; a prefix of ours: {@code YD} and 32 hex digits. */
public record DeliverySid(Id id) implements Sid {
    public static final String PREFIX = "YD";

    public static @Nullable DeliverySid parse(String text) {
        return Sid.parse(PREFIX, DeliverySid::new, text);
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
