package dev.countersign.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of carrying a parcel, in the same few words whoever carried it. */
public sealed interface Outcome {
    /** One line for the operator: a status, a reason, never a secret and never anything of the parcel's contents. */
    String answer();

    /** It was taken over there. */
    record Accepted(String answer) implements Outcome {}

    /** The token reaches no device any more; {@code since} is when that became so, as far as the push service says. */
    record Gone(Instant since, String answer) implements Outcome {}

    /** Not now: try again, at the earliest after {@code pause} where the other side asked for one. */
    record Later(@Nullable Duration pause, String answer) implements Outcome {}

    /** Refused, and would be again. */
    record Rejected(String answer) implements Outcome {}
}
