package dev.countersign.crypto;

import org.jspecify.annotations.Nullable;

/**
 * A sealed value that cannot be opened: damaged, carried to where it does not belong, or sealed under a key that is not
 * ours. Which of these it was, the cipher does not know.
 */
public class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable(String words) {
        this(words, null);
    }

    Unreadable(String words, @Nullable Throwable cause) {
        super(words, cause);
    }
}
