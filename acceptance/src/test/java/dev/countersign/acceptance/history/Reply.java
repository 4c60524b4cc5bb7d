package dev.countersign.acceptance.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came back.
 *
 * @param status HTTP's; 0 where nothing came
 * @param code the error's; 0 where it was none
 */
public record Reply(int status, int code, Body body) {
    /** Nothing came, or not all of it: what was asked for may have been done, and may be done yet. */
    public static final Reply NONE = new Reply(0, 0, new Body.Nothing());

    /** What is known of what was asked for. */
    public enum Outcome {
        DONE,
        REFUSED,
        UNKNOWN
    }

    /** What a reply says of the things that it shows. */
    public sealed interface Body {
        record Nothing() implements Body {}

        record OfFactor(String sid, String entity, boolean verified) implements Body {}

        record OfChallenge(Seen seen) implements Body {}

        /** @param more whether another page follows */
        record OfPage(List<Seen> rows, boolean more) implements Body {}
    }

    /**
     * A challenge as a reply shows it.
     *
     * @param request the number of the request that made it, which its message carries; 0 where there is none
     * @param responded when somebody answered, as it is shown; null for nobody
     */
    public record Seen(
            String sid,
            String entity,
            String factor,
            Status status,
            int request,
            @Nullable String responded) {}

    // A server that fails may fail after it has done what was asked.
    public Outcome outcome() {
        return status == 0 || status >= 500 ? Outcome.UNKNOWN : status < 300 ? Outcome.DONE : Outcome.REFUSED;
    }

    /** Every challenge that it shows. */
    List<Seen> seen() {
        return switch (body) {
            case Body.OfChallenge(Seen seen) -> List.of(seen);
            case Body.OfPage(List<Seen> rows, boolean _) -> rows;
            case Body.OfFactor _, Body.Nothing _ -> List.of();
        };
    }
}
