package dev.countersign.acceptance.history;

import java.util.function.Consumer;

/** One promise. */
@FunctionalInterface
interface Rule {
    /** Hands over whatever of that story breaks it. */
    void check(Story story, Consumer<Violation> found);
}
