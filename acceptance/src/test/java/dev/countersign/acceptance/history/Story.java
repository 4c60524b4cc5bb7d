package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Reply.Body;
import dev.countersign.acceptance.history.Reply.Seen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A history in the order in which it is asked about: by challenge, factor, Entity and identity. */
final class Story {
    private final List<Operation> operations;
    private final List<Told> told;
    private final Map<Integer, Operation> byNumber = new HashMap<>();
    private final Map<String, Life> lives = new TreeMap<>();
    private final Map<String, List<Operation>> deletionsOfIdentity = new HashMap<>();
    private final Map<String, List<Operation>> deletionsOfFactor = new HashMap<>();
    private final Map<String, Long> entityKnownFrom = new HashMap<>();

    Story(List<Operation> operations, List<Told> told) {
        this.operations = operations;
        this.told = told;
        operations.forEach(o -> byNumber.put(o.number(), o));
        operations.forEach(this::read);
    }

    private void read(Operation o) {
        switch (o.deed()) {
            case Deed.DeleteEntity d when !o.refused() -> add(deletionsOfIdentity, d.identity(), o);
            case Deed.DeleteFactor d when !o.refused() -> add(deletionsOfFactor, d.factor(), o);
            case Deed.Answer d -> life(d.challenge()).answered(o);
            default -> {}
        }
        for (Seen seen : o.reply().seen()) {
            Life life = life(seen.sid());
            life.seen(o, seen);
            Operation birth = byNumber.get(seen.request());
            if (birth != null && birth.deed() instanceof Deed.Create) {
                life.born(birth);
            }
            entityKnownFrom.merge(seen.entity(), o.completed(), Math::min);
        }
        if (o.reply().body() instanceof Body.OfFactor(String _, String entity, boolean _)) {
            entityKnownFrom.merge(entity, o.completed(), Math::min);
        }
    }

    private static void add(Map<String, List<Operation>> map, String key, Operation value) {
        map.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }

    private Life life(String sid) {
        return lives.computeIfAbsent(sid, Life::new);
    }

    List<Operation> operations() {
        return operations;
    }

    List<Told> told() {
        return told;
    }

    /** Every challenge that was shown or answered, by SID. */
    Collection<Life> lives() {
        return lives.values();
    }

    @Nullable
    Life find(String sid) {
        return lives.get(sid);
    }

    /** The operation of that number; null where there was none. */
    @Nullable
    Operation operation(int number) {
        return byNumber.get(number);
    }

    /** From when on what {@code made} made may be gone, since somebody may have removed it or what it hung on. */
    long maybeGone(Operation made, String factor) {
        long gone = deletionsOfFactor.getOrDefault(factor, List.of()).stream()
                .mapToLong(Operation::invoked)
                .min()
                .orElse(Operation.NEVER);
        return deletionsOfIdentity.getOrDefault(made.deed().identity(), List.of()).stream()
                .filter(deletion -> !deletion.precedes(made))
                .mapToLong(Operation::invoked)
                .reduce(gone, Math::min);
    }

    /** The first that removed this factor, and was told so; null where nobody was. */
    @Nullable
    Operation endOfFactor(String factor) {
        return firstDone(deletionsOfFactor.getOrDefault(factor, List.of()), Long.MIN_VALUE);
    }

    /** The first that removed this Entity of that identity, and was told so. */
    @Nullable
    Operation endOfEntity(String identity, String entity) {
        long known = entityKnownFrom.getOrDefault(entity, Operation.NEVER);
        return firstDone(deletionsOfIdentity.getOrDefault(identity, List.of()), known);
    }

    private static @Nullable Operation firstDone(List<Operation> deletions, long after) {
        Operation first = null;
        for (Operation deletion : deletions) {
            boolean counts = deletion.done() && deletion.invoked() > after;
            if (counts && (first == null || deletion.completed() < first.completed())) {
                first = deletion;
            }
        }
        return first;
    }

    /** Whether anybody may have removed this factor. */
    boolean maybeRemoved(String identity, String factor) {
        return deletionsOfFactor.containsKey(factor) || deletionsOfIdentity.containsKey(identity);
    }
}
