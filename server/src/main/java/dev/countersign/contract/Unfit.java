package dev.countersign.contract;

import org.jspecify.annotations.Nullable;

/** A value is not of the shape that was declared. Says how, in words that follow the parameter's name; costs no stack trace. */
public final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unfit(String words) {
        this(words, null);
    }

    Unfit(String words, @Nullable Throwable cause) {
        super(words, cause, false, false);
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
