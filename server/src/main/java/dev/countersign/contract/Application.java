package dev.countersign.contract;

import org.jspecify.annotations.Nullable;

/** The API as a function. Never throws for anything a caller sent; what is unforeseen answers 500. */
@FunctionalInterface
public interface Application {
    Reply answer(Request request);

    /**
     * What to say to whoever sent this before their body is even waited for; null to wait for it. Asked only where the
     * body is late: strangers are not to keep places for bodies that never come.
     */
    default @Nullable Reply early(Request head) {
        return null;
    }
}
