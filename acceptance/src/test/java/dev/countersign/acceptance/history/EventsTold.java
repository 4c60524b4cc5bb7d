package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Life.Telling;
import dev.countersign.acceptance.history.Reply.Body;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Of whatever happened a webhook is told, under one id, and of nothing else. What befell a factor is told in its order, from
 * its creation to its end; of two answers that were given at the same time either may be told first.
 */
final class EventsTold implements Rule {
    static final String CHALLENGE = "challenge.";
    private static final List<String> ORDER = List.of("factor.created", "factor.verified", CHALLENGE, "factor.deleted");

    @Override
    public void check(Story story, Consumer<Violation> found) {
        oneId(story, found);
        inOrder(story, found);
        nothingIsUntold(story, found);
        nothingIsMadeUp(story, found);
    }

    private static void oneId(Story story, Consumer<Violation> found) {
        Map<String, String> ids = new HashMap<>();
        Map<String, String> matters = new HashMap<>();
        for (Told told : story.told()) {
            String other = ids.putIfAbsent(told.matter(), told.uuid());
            if (other != null && !other.equals(told.uuid())) {
                found.accept(Violation.of(told.matter() + " was told as " + other + " and as " + told.uuid()));
            }
            String another = matters.putIfAbsent(told.uuid(), told.matter());
            if (another != null && !another.equals(told.matter())) {
                found.accept(Violation.of(told.uuid() + " was both " + another + " and " + told.matter()));
            }
        }
    }

    private static void inOrder(Story story, Consumer<Violation> found) {
        Moments moments = new Moments(story);
        Map<String, Told> latest = new HashMap<>();
        Map<String, Told> furthest = new HashMap<>();
        Set<String> heard = new HashSet<>();
        for (Told told : story.told()) {
            Told before = latest.get(told.factor());
            Told further = heard.add(told.uuid()) ? furthest.put(told.factor(), told) : null;
            if (before != null && moments.of(told).isOver(moments.of(before))) {
                found.accept(Violation.of(told.matter() + " was told after " + before.matter()));
            } else if (further != null && rank(further) > rank(told)) {
                found.accept(Violation.of(told.matter() + " was told after " + further.matter()));
            }
            if (before == null || moments.of(told).from() > moments.of(before).from()) {
                latest.put(told.factor(), told);
            }
        }
    }

    private static int rank(Told told) {
        return ORDER.indexOf(told.type().startsWith(CHALLENGE) ? CHALLENGE : told.type());
    }

    private static void nothingIsUntold(Story story, Consumer<Violation> found) {
        Map<String, Operation> happened = new TreeMap<>();
        for (Life life : story.lives()) {
            for (Telling t : life.tellings()) {
                if (t.status() == Status.APPROVED || t.status() == Status.DENIED) {
                    happened.putIfAbsent(CHALLENGE + t.status().word() + " " + life.sid(), t.by());
                }
            }
        }
        for (Operation o : story.operations()) {
            if (o.reply().body() instanceof Body.OfFactor(String sid, String entity, boolean verified)) {
                happened.putIfAbsent("factor.created " + sid, o);
                if (verified) {
                    happened.putIfAbsent("factor.verified " + sid, o);
                }
                Operation ofEntity = story.endOfEntity(o.deed().identity(), entity);
                Operation end = story.endOfFactor(sid);
                // An Entity takes with it those of its factors that are known to have been there.
                if (end == null && ofEntity != null && o.precedes(ofEntity)) {
                    end = ofEntity;
                }
                if (end != null) {
                    happened.putIfAbsent("factor.deleted " + sid, end);
                }
            }
        }
        for (Told told : story.told()) {
            happened.remove(told.matter());
        }
        happened.forEach((matter, by) -> found.accept(Violation.of(matter + " was never told", by)));
    }

    private static void nothingIsMadeUp(Story story, Consumer<Violation> found) {
        Set<String> proved = new HashSet<>();
        for (Operation o : story.operations()) {
            if (!o.refused() && o.deed() instanceof Deed.Verify(String _, String factor)) {
                proved.add(factor);
            }
        }
        Unseen unseen = new Unseen(story);
        for (Told told : story.told()) {
            Operation enrolment = story.operation(Numbered.number(told.name()));
            boolean happened =
                    switch (told.type()) {
                        case "factor.created" ->
                            enrolment != null && !enrolment.refused() && enrolment.deed() instanceof Deed.Enrol;
                        case "factor.verified" -> proved.contains(told.factor());
                        case "factor.deleted" -> story.maybeRemoved(told.identity(), told.factor());
                        default -> answered(story.find(told.challenge()), told, unseen);
                    };
            if (!happened) {
                found.accept(Violation.of(
                        told.matter() + " was told and did not happen",
                        about(story, told).toArray(Operation[]::new)));
            }
        }
    }

    private static boolean answered(@Nullable Life life, Told told, Unseen unseen) {
        if (!told.type().startsWith(CHALLENGE)) {
            return false;
        }
        Status word = Status.of(told.type().substring(CHALLENGE.length()));
        if (life == null) {
            return unseen.mayHaveEnded(told, word);
        }
        boolean otherwise =
                life.tellings().stream().anyMatch(t -> t.by().client() == Operation.AUDITOR && t.status() != word);
        return !otherwise && OneFinalAnswer.answerable(life, word, Operation.NEVER);
    }

    /** What was asked of what is told of, as far as the records name it. */
    private static List<Operation> about(Story story, Told told) {
        Life life = story.find(told.challenge());
        Operation birth = life == null ? null : life.birth();
        return story.operations().stream()
                .filter(o -> switch (o.deed()) {
                    case Deed.Create create ->
                        o.equals(birth) || (birth == null && create.factor().equals(told.factor()));
                    case Deed.Answer answer -> answer.challenge().equals(told.challenge());
                    case Deed.Fetch fetch -> fetch.challenge().equals(told.challenge());
                    case Deed.Verify verify -> verify.factor().equals(told.factor());
                    case Deed.DeleteFactor deletion -> deletion.factor().equals(told.factor());
                    case Deed.Enrol _, Deed.Page _, Deed.DeleteEntity _ -> false;
                })
                .toList();
    }
}
