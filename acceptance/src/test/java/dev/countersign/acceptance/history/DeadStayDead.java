package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Life.Sighting;
import dev.countersign.acceptance.history.Reply.Body;
import dev.countersign.acceptance.history.Reply.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What hung on an Entity or Factor that was deleted is never seen again, least of all under another that is called the same. An
 * identity has one Entity at a time, and once it has another it never has the first again.
 */
final class DeadStayDead implements Rule {
    @Override
    public void check(Story story, Consumer<Violation> found) {
        story.lives().forEach(life -> unseenAfterItsEnd(story, life, found));
        story.lives().forEach(life -> staysWhereItWas(life, found));
        oneEntityAtATime(story, found);
    }

    private static void unseenAfterItsEnd(Story story, Life life, Consumer<Violation> found) {
        Map<String, @Nullable Operation> ends = new HashMap<>();
        for (Sighting s : life.sightings()) {
            String identity = s.by().deed().identity();
            Operation end = ends.computeIfAbsent(s.seen().entity(), entity -> story.endOfEntity(identity, entity));
            Operation of = ends.computeIfAbsent(s.seen().factor(), story::endOfFactor);
            for (Operation deletion : new @Nullable Operation[] {end, of}) {
                if (deletion != null && deletion.precedes(s.by())) {
                    found.accept(Violation.of(life.sid() + " was seen after its end", deletion, s.by()));
                    return;
                }
            }
        }
    }

    private static void staysWhereItWas(Life life, Consumer<Violation> found) {
        for (Sighting s : life.sightings()) {
            Seen first = life.sightings().getFirst().seen();
            boolean same = s.seen().entity().equals(first.entity())
                    && s.seen().factor().equals(first.factor());
            if (!same || !(life.birth() == null || s.seen().factor().equals(life.factor()))) {
                found.accept(Violation.of(
                        life.sid() + " hangs now on this and now on that",
                        life.sightings().getFirst().by(),
                        s.by()));
                return;
            }
        }
    }

    /** When an Entity was seen: surely there by the first, and still there at the last. */
    private record Span(long first, long last) {
        Span with(Operation o) {
            return new Span(Math.min(first, o.completed()), Math.max(last, o.invoked()));
        }
    }

    private static void oneEntityAtATime(Story story, Consumer<Violation> found) {
        Map<String, Map<String, Span>> spans = new HashMap<>();
        Map<String, List<Operation>> seen = new HashMap<>();
        for (Operation o : story.operations()) {
            List<String> entities = entities(o);
            if (entities.size() > 1) {
                found.accept(Violation.of("one answer shows two Entities of one identity", o));
            }
            for (String entity : entities) {
                String identity = o.deed().identity();
                spans.computeIfAbsent(identity, _ -> new HashMap<>())
                        .merge(entity, new Span(o.completed(), o.invoked()), (span, _) -> span.with(o));
                seen.computeIfAbsent(identity, _ -> new ArrayList<>()).add(o);
            }
        }
        seen.forEach((identity, those) -> those.stream()
                .filter(o -> amid(entities(o).getFirst(), o, spans.getOrDefault(identity, Map.of())))
                .findFirst()
                .ifPresent(o ->
                        found.accept(Violation.of("an Entity was seen while another of " + identity + " stood", o))));
    }

    /** Whether another Entity was seen before that, and again after it. */
    private static boolean amid(String entity, Operation o, Map<String, Span> spans) {
        return spans.entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(entity)
                        && other.getValue().first() < o.invoked()
                        && o.completed() < other.getValue().last());
    }

    private static List<String> entities(Operation o) {
        return o.reply().body() instanceof Body.OfFactor factor
                ? List.of(factor.entity())
                : o.reply().seen().stream().map(Seen::entity).distinct().collect(Collectors.toList());
    }
}
