package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/** Names one push Credential: {@code CR} and 32 hex digits. */
public record CredentialSid(Id id) implements Sid {
    public static final String PREFIX = "CR";

    public static @Nullable CredentialSid parse(String text) {
        return Sid.parse(PREFIX, CredentialSid::new, text);
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
