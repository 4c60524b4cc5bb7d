package dev.countersign.store;

import org.jspecify.annotations.Nullable;

/** The database cannot be opened by this server. The message is one plain sentence for the operator. */
public final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusable(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
