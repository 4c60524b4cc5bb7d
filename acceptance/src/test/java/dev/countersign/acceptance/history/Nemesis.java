package dev.countersign.acceptance.history;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Lets one thing after another go wrong, at moments that chance picks, until it is over. */
final class Nemesis implements Runnable {
    private final History history;
    private final Crowd crowd;
    private final RandomGenerator random;
    private final List<Fault> faults;
    private final Map<String, Integer> struck = new TreeMap<>();

    Nemesis(History history, Crowd crowd, RandomGenerator random, List<Fault> faults) {
        this.history = history;
        this.crowd = crowd;
        this.random = random;
        this.faults = faults;
    }

    @Override
    public void run() {
        while (!crowd.over()) {
            pause(random.nextInt(300, 2_500));
            Fault fault = faults.get(random.nextInt(faults.size()));
            if (crowd.over()) {
                return;
            }
            history.note(fault.kind() + " of " + fault.whom());
            fault.strike().accept(random);
            history.note(fault.kind() + " of " + fault.whom() + " is over");
            struck.merge(fault.kind(), 1, Integer::sum);
        }
    }

    /** How often each kind of fault struck; asked when it is over. */
    Map<String, Integer> struck() {
        return struck;
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
