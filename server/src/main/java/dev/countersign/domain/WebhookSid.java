package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one Webhook: {@code YW} and 32 hex digits. */
public record WebhookSid(Id id) implements Sid {
    public static final String PREFIX = "YW";

    public static @Nullable WebhookSid parse(String text) {
        return Sid.parse(PREFIX, WebhookSid::new, text);
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
