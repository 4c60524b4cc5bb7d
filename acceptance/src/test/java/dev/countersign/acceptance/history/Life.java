package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Reply.Seen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a history knows of one challenge. */
final class Life {
    private static final int ANSWERED = 60322;
    private static final int EXPIRED = 60323;
    private static final int UNPROVEN = 60324;
    private static final int ATTEMPTS_SPENT = 60308;

    private final String sid;
    private final List<Sighting> sightings = new ArrayList<>();
    private final List<Operation> answers = new ArrayList<>();
    private @Nullable Operation birth;

    Life(String sid) {
        this.sid = sid;
    }

    /** Somebody was shown it. */
    record Sighting(Operation by, Seen seen) {}

    /**
     * Somebody was told where it stands.
     *
     * @param status null for approved or denied, whichever it is
     */
    record Telling(Operation by, @Nullable Status status) {
        boolean pending() {
            return status == Status.PENDING;
        }

        boolean ended() {
            return status != Status.PENDING;
        }

        /** Whether both can be true of a challenge that has ended. */
        boolean agrees(Telling other) {
            return status == other.status
                    || (status == null && other.status != Status.EXPIRED)
                    || (other.status == null && status != Status.EXPIRED);
        }
    }

    String sid() {
        return sid;
    }

    void born(Operation create) {
        if (birth == null) {
            birth = create;
        }
    }

    void seen(Operation by, Seen seen) {
        sightings.add(new Sighting(by, seen));
    }

    void answered(Operation answer) {
        answers.add(answer);
    }

    /** The request that made it; null where nobody knows of one. */
    @Nullable
    Operation birth() {
        return birth;
    }

    List<Sighting> sightings() {
        return sightings;
    }

    /** Empty where no request is known that made it. */
    String factor() {
        return birth != null && birth.deed() instanceof Deed.Create create ? create.factor() : "";
    }

    /** Every telling of where it stands: by what shows it, and by what refuses to change it. */
    List<Telling> tellings() {
        List<Telling> told = new ArrayList<>();
        for (Sighting s : sightings) {
            told.add(new Telling(s.by(), s.seen().status()));
        }
        for (Operation answer : answers) {
            if (answer.refused(ANSWERED)) {
                told.add(new Telling(answer, null));
            } else if (answer.refused(EXPIRED)) {
                told.add(new Telling(answer, Status.EXPIRED));
            } else if (answer.refused(UNPROVEN) || answer.refused(ATTEMPTS_SPENT)) {
                told.add(new Telling(answer, Status.PENDING));
            }
        }
        return told;
    }

    /** The requests that brought something to answer it with: its own creation, where a code came with that, and answers. */
    List<Operation> tries() {
        List<Operation> tries = new ArrayList<>();
        if (birth != null && !(proof(birth) instanceof Proof.None)) {
            tries.add(birth);
        }
        tries.addAll(answers);
        return tries;
    }

    /** Those that were told that they ended it. */
    List<Operation> deciders() {
        return tries().stream()
                .filter(o -> o.done() && shown(o) != null && shown(o) != Status.PENDING)
                .toList();
    }

    /** What such a request brought. */
    static Proof proof(Operation attempt) {
        return switch (attempt.deed()) {
            case Deed.Create create -> create.proof();
            case Deed.Answer answer -> answer.proof();
            default -> new Proof.None();
        };
    }

    /** Where the challenge stood by its reply; null where it shows none. */
    static @Nullable Status shown(Operation attempt) {
        return attempt.reply().body() instanceof Reply.Body.OfChallenge(Seen seen) ? seen.status() : null;
    }
}
