package dev.countersign.acceptance.history;

import java.util.Locale;

/** Where a challenge stands, by the wire's words. */
public enum Status {
    PENDING,
    APPROVED,
    DENIED,
    EXPIRED;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
        return word;
    }

    static Status of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    boolean isFinal() {
        return this != PENDING;
    }
}
