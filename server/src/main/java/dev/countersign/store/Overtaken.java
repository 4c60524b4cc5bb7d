package dev.countersign.store;

import dev.countersign.domain.Unavailable;

/** Somebody else wrote between this unit's look and its write: it is to be done again from its start. */
final class Overtaken extends Unavailable {
    private static final long serialVersionUID = 1;

    Overtaken(String words) {
        super(words, null);
    }
}
