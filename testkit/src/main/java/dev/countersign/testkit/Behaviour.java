package dev.countersign.testkit;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** How a counterpart is told to treat the requests to come. It does as it should until it is told otherwise. */
public final class Behaviour {
    private final Deque<Misbehaviour> next = new ArrayDeque<>();
    private Misbehaviour then = Misbehaviour.none();

    /** The next requests are treated so, in turn, after those for which something is planned already. */
    public synchronized void next(Misbehaviour... inTurn) {
        next.addAll(List.of(inTurn));
    }

    /** The next so many requests are treated so. */
    public synchronized void next(int requests, Misbehaviour each) {
        next.addAll(Collections.nCopies(requests, each));
    }

    /** Every request is treated so until further notice, whatever was planned. */
    public synchronized void always(Misbehaviour each) {
        next.clear();
        then = each;
    }

    /** It does as it should from now on. */
    public void well() {
        always(Misbehaviour.none());
    }

    synchronized Misbehaviour take() {
        return next.isEmpty() ? then : next.remove();
    }
}
