package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Life.Sighting;
import dev.countersign.acceptance.history.Reply.Seen;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Each acknowledged creation is there afterwards, and at every moment in between, unless somebody may have removed it. What
 * is there was asked for, by one request each.
 */
final class CreatedIsKept implements Rule {
    private static final int NOT_FOUND = 20404;

    @Override
    public void check(Story story, Consumer<Violation> found) {
        everyThingWasAskedFor(story, found);
        nothingIsMissed(story, found);
        allIsThereInTheEnd(story, found);
    }

    private static void everyThingWasAskedFor(Story story, Consumer<Violation> found) {
        Map<Integer, String> made = new HashMap<>();
        for (Life life : story.lives()) {
            for (Sighting s : life.sightings().stream().limit(1).toList()) {
                Operation birth = life.birth();
                if (birth == null) {
                    found.accept(Violation.of("a challenge is there that nobody asked for", s.by()));
                } else if (birth.refused()) {
                    found.accept(Violation.of("a challenge is there that was refused", birth, s.by()));
                } else {
                    String other = made.putIfAbsent(birth.number(), life.sid());
                    if (other != null) {
                        found.accept(Violation.of("one request made both " + other + " and " + life.sid(), birth));
                    }
                }
            }
        }
    }

    private static void nothingIsMissed(Story story, Consumer<Violation> found) {
        for (Operation o : story.operations()) {
            String sid =
                    switch (o.deed()) {
                        case Deed.Fetch fetch -> fetch.challenge();
                        case Deed.Answer answer -> answer.challenge();
                        default -> "";
                    };
            Life life = story.find(sid);
            Operation birth = life == null ? null : life.birth();
            if (o.refused(NOT_FOUND)
                    && life != null
                    && birth != null
                    && birth.precedes(o)
                    && o.completed() < story.maybeGone(birth, life.factor())) {
                found.accept(Violation.of("a challenge that nobody removed was not found", birth, o));
            }
        }
    }

    private static void allIsThereInTheEnd(Story story, Consumer<Violation> found) {
        Set<String> seen = new HashSet<>();
        for (Operation o : story.operations()) {
            if (o.client() == Operation.AUDITOR && o.deed() instanceof Deed.Fetch) {
                o.reply().seen().stream().map(Seen::sid).forEach(seen::add);
            }
        }
        for (Operation o : story.operations()) {
            if (o.done() && o.deed() instanceof Deed.Create create) {
                for (Seen made : o.reply().seen()) {
                    boolean stands = story.maybeGone(o, create.factor()) == Operation.NEVER;
                    if (stands && !seen.contains(made.sid())) {
                        found.accept(Violation.of("what was created was not there in the end", o));
                    }
                }
            }
        }
    }
}
