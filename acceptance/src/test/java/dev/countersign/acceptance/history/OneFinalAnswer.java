package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Life.Sighting;
import dev.countersign.acceptance.history.Life.Telling;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A challenge is pending, then ends once: everybody who was told of its end was told of the same one, nobody sees it pending
 * who asks after that, one request brought the answer, and somebody who could answer did.
 */
final class OneFinalAnswer implements Rule {
    @Override
    public void check(Story story, Consumer<Violation> found) {
        for (Life life : story.lives()) {
            List<Telling> told = life.tellings();
            List<Telling> ends = told.stream().filter(Telling::ended).toList();
            oneEnd(life, ends, found);
            neverPendingAgain(life, told, ends, found);
            oneDecider(life, found);
            shownAlike(life, found);
            ends.stream()
                    .min(Comparator.comparingLong(t -> t.by().completed()))
                    .ifPresent(first -> somebodyAnswered(life, ends, first.by(), found));
        }
    }

    private static void oneEnd(Life life, List<Telling> ends, Consumer<Violation> found) {
        // That it was answered goes with either answer, so it is compared with what says more.
        ends.stream().filter(t -> t.status() != null).findFirst().ifPresent(one -> {
            for (Telling other : ends) {
                if (!one.agrees(other)) {
                    found.accept(Violation.of(life.sid() + " ended in two ways", one.by(), other.by()));
                    return;
                }
            }
        });
    }

    private static void neverPendingAgain(
            Life life, List<Telling> told, List<Telling> ends, Consumer<Violation> found) {
        Operation ended = ends.stream()
                .map(Telling::by)
                .min(Comparator.comparingLong(Operation::completed))
                .orElse(null);
        for (Telling t : told) {
            if (t.pending() && ended != null && ended.precedes(t.by())) {
                found.accept(Violation.of(life.sid() + " was pending after it had ended", ended, t.by()));
                return;
            }
        }
    }

    private static void oneDecider(Life life, Consumer<Violation> found) {
        List<Operation> deciders = life.deciders();
        if (deciders.size() > 1) {
            found.accept(Violation.of(life.sid() + " was decided more than once", deciders.toArray(Operation[]::new)));
        }
    }

    private static void shownAlike(Life life, Consumer<Violation> found) {
        Map<Status, Sighting> shown = new HashMap<>();
        for (Sighting s : life.sightings()) {
            Sighting first = shown.putIfAbsent(s.seen().status(), s);
            if (first != null
                    && !Objects.equals(first.seen().responded(), s.seen().responded())) {
                found.accept(Violation.of(life.sid() + " was answered at two times", first.by(), s.by()));
                return;
            }
        }
    }

    private static void somebodyAnswered(Life life, List<Telling> ends, Operation first, Consumer<Violation> found) {
        Status end = ends.stream()
                .map(Telling::status)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (end != Status.EXPIRED && !answerable(life, end, first.completed())) {
            found.accept(Violation.of(life.sid() + " was answered by nobody", first));
        }
    }

    /**
     * Whether a request that began by then may have ended it so.
     *
     * @param end null for whichever answer
     */
    static boolean answerable(Life life, @Nullable Status end, long by) {
        return life.tries().stream()
                .filter(o -> !o.refused() && o.invoked() < by)
                .anyMatch(o -> {
                    Status brought = Life.proof(o).decides();
                    return brought != null && (end == null || end == brought);
                });
    }
}
