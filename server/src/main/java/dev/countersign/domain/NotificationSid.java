package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one Notification, the ringing of a device once more: {@code NT} and 32 hex digits. */
public record NotificationSid(Id id) implements Sid {
    public static final String PREFIX = "NT";

    public static @Nullable NotificationSid parse(String text) {
        return Sid.parse(PREFIX, NotificationSid::new, text);
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
