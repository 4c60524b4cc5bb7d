package dev.countersign.acceptance.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A step of a TOTP factor is accepted once, and none after a later one. Where nobody was told which code approved a
 * challenge, there must be one left for it.
 */
final class StepsOnce implements Rule {
    @Override
    public void check(Story story, Consumer<Violation> found) {
        Map<String, List<Life>> byFactor = new TreeMap<>();
        for (Life life : story.lives()) {
            boolean byCode = life.tries().stream().anyMatch(o -> Life.proof(o).isCode());
            if (byCode && approved(life)) {
                byFactor.computeIfAbsent(life.factor(), _ -> new ArrayList<>()).add(life);
            }
        }
        byFactor.forEach((factor, lives) -> of(factor, lives, found));
    }

    private static boolean approved(Life life) {
        return life.sightings().stream().anyMatch(s -> s.seen().status() == Status.APPROVED);
    }

    private static void of(String factor, List<Life> lives, Consumer<Violation> found) {
        Map<Long, Operation> accepted = new TreeMap<>();
        List<Life> untold = new ArrayList<>();
        for (Life life : lives) {
            List<Operation> deciders = life.deciders();
            if (deciders.isEmpty()) {
                untold.add(life);
            }
            for (Operation decider : deciders) {
                if (Life.proof(decider) instanceof Proof.Code(long step)) {
                    Operation other = accepted.putIfAbsent(step, decider);
                    if (other != null) {
                        found.accept(Violation.of(
                                "step " + step + " of " + factor + " was accepted more than once", other, decider));
                    }
                }
            }
        }
        inOrder(factor, accepted, found);
        oneLeftForEach(factor, accepted.keySet(), untold, found);
    }

    private static void inOrder(String factor, Map<Long, Operation> accepted, Consumer<Violation> found) {
        List<Operation> byStep = List.copyOf(accepted.values());
        for (int i = 0; i < byStep.size(); i++) {
            for (int later = i + 1; later < byStep.size(); later++) {
                if (byStep.get(later).precedes(byStep.get(i))) {
                    found.accept(Violation.of(
                            "a step of " + factor + " was accepted after a later one",
                            byStep.get(later),
                            byStep.get(i)));
                    return;
                }
            }
        }
    }

    private static void oneLeftForEach(
            String factor, Set<Long> accepted, List<Life> untold, Consumer<Violation> found) {
        Map<Long, Life> taken = new HashMap<>();
        for (Life life : untold) {
            if (!place(life, accepted, taken, new HashSet<>())) {
                found.accept(Violation.of(
                        life.sid() + " was approved, and each step of " + factor + " that was tried on it was used up",
                        life.tries().toArray(Operation[]::new)));
            }
        }
    }

    /** Finds a step for that challenge, moving others to other steps where need be. */
    private static boolean place(Life life, Set<Long> accepted, Map<Long, Life> taken, Set<Long> tried) {
        for (Operation o : life.tries()) {
            boolean maybe = o.reply().outcome() == Reply.Outcome.UNKNOWN;
            if (maybe
                    && Life.proof(o) instanceof Proof.Code(long step)
                    && !accepted.contains(step)
                    && tried.add(step)) {
                Life holder = taken.get(step);
                if (holder == null || place(holder, accepted, taken, tried)) {
                    taken.put(step, life);
                    return true;
                }
            }
        }
        return false;
    }
}
