package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Life.Telling;
import java.util.HashMap;
import java.util.Map;

/** When what was told of happened, as nearly as those who caused it can tell. */
final class Moments {
    private final Story story;
    private final Map<String, Moment> verified = new HashMap<>();

    /**
     * Some moment between these two.
     *
     * @param from nobody had asked for it before
     * @param until somebody was told that it was done; {@link Operation#NEVER} for nobody
     */
    record Moment(long from, long until) {
        private static final Moment ANY = new Moment(Long.MIN_VALUE, Operation.NEVER);

        /** Whether it was over before the other can have begun. */
        boolean isOver(Moment other) {
            return until < other.from;
        }

        private Moment or(Moment other) {
            return new Moment(Math.min(from, other.from), Math.min(until, other.until));
        }

        private static Moment of(Operation o) {
            return new Moment(o.invoked(), o.completed());
        }
    }

    Moments(Story story) {
        this.story = story;
        for (Operation o : story.operations()) {
            if (!o.refused() && o.deed() instanceof Deed.Verify(String _, String factor)) {
                verified.merge(factor, Moment.of(o), Moment::or);
            }
        }
    }

    Moment of(Told told) {
        Operation enrolment = story.operation(Numbered.number(told.name()));
        if (enrolment == null) {
            return Moment.ANY;
        }
        return switch (told.type()) {
            case "factor.created" -> Moment.of(enrolment);
            case "factor.verified" -> verified.getOrDefault(told.factor(), Moment.ANY);
            case "factor.deleted" -> deleted(enrolment, told.factor());
            default -> answered(told);
        };
    }

    private Moment deleted(Operation enrolment, String factor) {
        Operation end = story.endOfFactor(factor);
        return new Moment(story.maybeGone(enrolment, factor), end == null ? Operation.NEVER : end.completed());
    }

    private Moment answered(Told told) {
        Life life = story.find(told.challenge());
        if (life == null) {
            return Moment.ANY;
        }
        Status word = Status.of(told.type().substring(EventsTold.CHALLENGE.length()));
        long from = life.tries().stream()
                .filter(o -> !o.refused() && Life.proof(o).decides() == word)
                .mapToLong(Operation::invoked)
                .min()
                .orElse(Long.MIN_VALUE);
        long until = life.tellings().stream()
                .filter(t -> t.status() == word)
                .map(Telling::by)
                .mapToLong(Operation::completed)
                .min()
                .orElse(Operation.NEVER);
        return new Moment(from, until);
    }
}
