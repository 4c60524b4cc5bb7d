package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Reply.Seen;
import dev.countersign.acceptance.history.Wire.Came;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Reads all that is left once everything is over, at every server in turn. */
final class Auditor {
    private static final int PAGE = 200;
    private static final int TRIES = 20;

    private final Site site;
    private final List<Desk> desks;
    private final AtomicInteger turn = new AtomicInteger();

    Auditor(Site site, List<Wire> wires) {
        this.site = site;
        this.desks = wires.stream()
                .map(wire -> new Desk(site, wire, Operation.AUDITOR))
                .toList();
    }

    void read() {
        Map<String, String> challenges = new TreeMap<>();
        TreeSet<String> identities = new TreeSet<>();
        for (Operation o : site.history().operations()) {
            identities.add(o.deed().identity());
            for (Seen seen : o.reply().seen()) {
                challenges.put(seen.sid(), o.deed().identity());
            }
        }
        for (String identity : identities) {
            for (Seen seen : walk(identity)) {
                challenges.put(seen.sid(), identity);
            }
        }
        challenges.entrySet().parallelStream().forEach(e -> answered(desk -> desk.fetch(e.getValue(), e.getKey())));
    }

    private List<Seen> walk(String identity) {
        Deed.Walk walk = new Deed.Walk(site.history().draw(), identity, false, null, null);
        List<Seen> rows = new ArrayList<>();
        Came came = answered(desk -> desk.list(walk, PAGE));
        for (int page = 1; came.done(); page++) {
            rows.addAll(came.operation().reply().seen());
            String next = Wire.next(came.body());
            if (next == null) {
                break;
            }
            int number = page;
            came = answered(desk -> desk.list(walk, number, next));
        }
        return rows;
    }

    private Came answered(Function<Desk, Came> asked) {
        for (int i = 0; i < TRIES; i++) {
            Came came = asked.apply(desks.get(Math.floorMod(turn.getAndIncrement(), desks.size())));
            if (!came.unknown()) {
                return came;
            }
            Nemesis.pause(250);
        }
        throw new AssertionError("There are no faults any more, and the servers do not answer.");
    }
}
