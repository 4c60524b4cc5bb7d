package dev.countersign.acceptance.history;

import java.util.List;
import java.util.function.Consumer;

/**
 * Five wrong codes on a challenge, and no code is looked at any more. That they are spent is said to nobody before there were
 * so many.
 */
final class AttemptsLimited implements Rule {
    private static final int MOST = 5;
    private static final int SPENT = 60308;

    private final int mostCounts;

    /** @param mostCounts how often one wrong code may count at most */
    AttemptsLimited(int mostCounts) {
        this.mostCounts = mostCounts;
    }

    @Override
    public void check(Story story, Consumer<Violation> found) {
        for (Life life : story.lives()) {
            List<Operation> tries =
                    life.tries().stream().filter(o -> Life.proof(o).isCode()).toList();
            if (!tries.isEmpty()) {
                of(life, tries, found);
            }
        }
    }

    private void of(Life life, List<Operation> tries, Consumer<Violation> found) {
        List<Operation> wrong = tries.stream()
                .filter(o -> o.done() && Life.shown(o) == Status.PENDING)
                .toList();
        if (wrong.size() > MOST) {
            found.accept(Violation.of(
                    life.sid() + " took " + wrong.size() + " wrong codes", wrong.toArray(Operation[]::new)));
        }
        for (Operation o : tries) {
            if (o.done()
                    && Life.shown(o) == Status.APPROVED
                    && wrong.stream().filter(w -> w.precedes(o)).count() >= MOST) {
                found.accept(Violation.of(life.sid() + " was approved after " + MOST + " wrong codes", o));
            }
            if (o.refused(SPENT)) {
                long possible = tries.stream()
                        .filter(t -> !t.refused() && Life.shown(t) != Status.APPROVED)
                        .filter(t -> t.invoked() < o.completed())
                        .count();
                if (possible * mostCounts < MOST) {
                    found.accept(
                            Violation.of(life.sid() + " had its attempts spent after " + possible + " wrong codes", o));
                }
            }
        }
    }
}
