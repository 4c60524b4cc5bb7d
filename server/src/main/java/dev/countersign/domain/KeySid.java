package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/**
 * Names a push factor's public key: {@code CR} and the 32 hex digits of its Factor. A key is bound to one factor for
 * life, so neither has to be looked up to find the other.
 */
public record KeySid(Id id) implements Sid {
    public static final String PREFIX = "CR";

    public static @Nullable KeySid parse(String text) {
        return Sid.parse(PREFIX, KeySid::new, text);
    }

    /** The Factor whose key it is. */
    public FactorSid factor() {
        return new FactorSid(id);
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
