package dev.countersign.acceptance.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Challenges that nobody was shown and an event tells of. One request made and answered each, nobody knows what came of that
 * request, and what it made was removed before anybody looked.
 */
final class Unseen {
    private final List<Operation> makers = new ArrayList<>();
    private final Map<String, @Nullable Operation> madeBy = new HashMap<>();

    Unseen(Story story) {
        Set<Operation> known = new HashSet<>();
        for (Life life : story.lives()) {
            Operation birth = life.birth();
            if (birth != null) {
                known.add(birth);
            }
        }
        for (Operation o : story.operations()) {
            boolean unknown = o.reply().outcome() == Reply.Outcome.UNKNOWN && !known.contains(o);
            if (unknown
                    && o.deed() instanceof Deed.Create create
                    && story.maybeGone(o, create.factor()) != Operation.NEVER) {
                makers.add(o);
            }
        }
    }

    /** Whether there may have been the challenge told of, and it may have ended so. */
    boolean mayHaveEnded(Told told, Status word) {
        return madeBy.computeIfAbsent(told.challenge(), _ -> maker(told.factor(), word)) != null;
    }

    private @Nullable Operation maker(String factor, Status word) {
        Operation maker = makers.stream()
                .filter(o -> o.deed() instanceof Deed.Create create
                        && create.factor().equals(factor)
                        && create.proof().decides() == word)
                .findFirst()
                .orElse(null);
        makers.remove(maker);
        return maker;
    }
}
