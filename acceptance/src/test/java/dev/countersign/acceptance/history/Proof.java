package dev.countersign.acceptance.history;

import org.jspecify.annotations.Nullable;

/** What came with an answer, as its sender knows it. */
public sealed interface Proof {
    /** Nothing at all. */
    record None() implements Proof {}

    /** The code of that step of the factor's, counted from the epoch; good once, and at its time. */
    record Code(long step) implements Proof {}

    /** A code that is on the display at no time near. */
    record WrongCode() implements Proof {}

    /** What the device signed: one of the two words. */
    record Signed(Status word) implements Proof {}

    /** The same, by a key that is not the device's. */
    record Forged(Status word) implements Proof {}

    /** What a challenge may become by it; null where it must become nothing. */
    default @Nullable Status decides() {
        return switch (this) {
            case Code _ -> Status.APPROVED;
            case Signed(Status word) -> word;
            case None _, WrongCode _, Forged _ -> null;
        };
    }

    /** Whether it is a code, which is counted where it is not taken. */
    default boolean isCode() {
        return this instanceof Code || this instanceof WrongCode;
    }
}
