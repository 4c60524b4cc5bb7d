package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/**
 * The record cannot serve this just now: the disk is full, the wait was too long, the store is stopping. The unit of work
 * did not happen, or (after a failed commit, when the process stops) nobody may rely on it.
 */
public class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unavailable(String words, @Nullable Throwable cause) {
        super(words, cause, false, false);
    }
}
