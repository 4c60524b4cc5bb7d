package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Life.Telling;
import dev.countersign.acceptance.history.Reply.Body;
import dev.countersign.acceptance.history.Reply.Seen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A list has everything that was there when it began and still is when it ends, once, in order, and nothing that it was not
 * asked for. One that breaks off is whole up to its last row.
 */
final class ListsWhole implements Rule {
    @Override
    public void check(Story story, Consumer<Violation> found) {
        Map<Deed.Walk, List<Operation>> walks = new HashMap<>();
        Map<Integer, Deed.Walk> inOrder = new TreeMap<>();
        for (Operation o : story.operations()) {
            if (o.done() && o.deed() instanceof Deed.Page(Deed.Walk walk, int _)) {
                walks.computeIfAbsent(walk, _ -> new ArrayList<>()).add(o);
                inOrder.put(walk.number(), walk);
            }
        }
        Map<String, List<Life>> byIdentity = byIdentity(story);
        for (Deed.Walk walk : inOrder.values()) {
            List<Operation> pages = walks.getOrDefault(walk, List.of()).stream()
                    .sorted(Comparator.comparingLong(Operation::invoked))
                    .toList();
            List<Seen> rows =
                    pages.stream().flatMap(o -> o.reply().seen().stream()).toList();
            ordered(walk, rows, pages, found);
            asAsked(walk, rows, pages, found);
            whole(story, byIdentity.getOrDefault(walk.identity(), List.of()), walk, pages, found);
        }
    }

    private static Map<String, List<Life>> byIdentity(Story story) {
        Map<String, List<Life>> byIdentity = new HashMap<>();
        for (Life life : story.lives()) {
            Operation birth = life.birth();
            if (birth != null && birth.done()) {
                byIdentity
                        .computeIfAbsent(birth.deed().identity(), _ -> new ArrayList<>())
                        .add(life);
            }
        }
        return byIdentity;
    }

    private static void ordered(Deed.Walk walk, List<Seen> rows, List<Operation> pages, Consumer<Violation> found) {
        for (int i = 1; i < rows.size(); i++) {
            if (!before(walk, rows.get(i - 1).sid(), rows.get(i).sid())) {
                String words = "in a list " + rows.get(i - 1).sid() + " is followed by "
                        + rows.get(i).sid();
                found.accept(Violation.of(words, pages.toArray(Operation[]::new)));
                return;
            }
        }
    }

    private static boolean before(Deed.Walk walk, String one, String other) {
        return walk.descending() ? one.compareTo(other) > 0 : one.compareTo(other) < 0;
    }

    private static void asAsked(Deed.Walk walk, List<Seen> rows, List<Operation> pages, Consumer<Violation> found) {
        for (Seen row : rows) {
            boolean status = walk.status() == null || walk.status() == row.status();
            boolean factor = walk.factor() == null || walk.factor().equals(row.factor());
            if (!status || !factor) {
                found.accept(Violation.of(
                        "a list has " + row.sid() + ", which was not asked for", pages.toArray(Operation[]::new)));
                return;
            }
        }
    }

    private static void whole(
            Story story, List<Life> lives, Deed.Walk walk, List<Operation> pages, Consumer<Violation> found) {
        Operation first = pages.getFirst();
        Operation last = pages.getLast();
        Set<String> there = new HashSet<>();
        String end = "";
        for (Operation page : pages) {
            for (Seen row : page.reply().seen()) {
                there.add(row.sid());
                end = row.sid();
            }
        }
        boolean ended = last.reply().body() instanceof Body.OfPage(List<Seen> _, boolean more) && !more;
        for (Life life : lives) {
            boolean within = ended || (!end.isEmpty() && before(walk, life.sid(), end));
            Operation birth = life.birth();
            if (within
                    && birth != null
                    && !there.contains(life.sid())
                    && birth.precedes(first)
                    && story.maybeGone(birth, life.factor()) > last.completed()
                    && (walk.factor() == null || walk.factor().equals(life.factor()))
                    && stood(life, walk.status(), first, last)) {
                found.accept(Violation.of(life.sid() + " is missing in a list", birth, first, last));
            }
        }
    }

    /** Whether the challenge is known to have stood so all the time from that page to that one. */
    private static boolean stood(Life life, @Nullable Status status, Operation first, Operation last) {
        if (status == null) {
            return true;
        }
        for (Telling t : life.tellings()) {
            if (t.status() == status && (t.pending() ? last.precedes(t.by()) : t.by().precedes(first))) {
                return true;
            }
        }
        return false;
    }
}
