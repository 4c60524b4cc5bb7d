package dev.countersign.acceptance.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds a history against what is promised. The history ends with the auditor's reading of all that is left, so what is
 * there afterwards is asked about like everything that was seen on the way.
 */
public final class Checker {
    private final List<Rule> rules;

    /** @param mostCounts how often one wrong code may count at most: twice where a commit's reply can be lost */
    public Checker(int mostCounts) {
        this.rules = List.of(
                new CreatedIsKept(),
                new OneFinalAnswer(),
                new StepsOnce(),
                new AttemptsLimited(mostCounts),
                new ListsWhole(),
                new EventsTold(),
                new DeadStayDead(),
                new FailsInWords());
    }

    /**
     * What was broken.
     *
     * @param told every event that a webhook took, in the order in which it did
     */
    public List<Violation> check(List<Operation> operations, List<Told> told) {
        Story story = new Story(operations, told);
        List<Violation> found = new ArrayList<>();
        rules.forEach(rule -> rule.check(story, found::add));
        return found;
    }
}
