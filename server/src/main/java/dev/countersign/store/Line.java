package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The tickets that wait, first come first served, and the few threads that serve them, asleep only while it is empty. */
final class Line {
    private final Queue<Ticket<?>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicReferenceArray<@Nullable Thread> asleep;
    private final long patience;
    private final LongSupplier nanos;
    private volatile boolean closing;
    private volatile boolean ended;

    Line(int servers, Limits limits, LongSupplier nanos) {
        this.asleep = new AtomicReferenceArray<>(servers);
        this.patience = limits.patience().toNanos();
        this.nanos = nanos;
    }

    /** Stands in line until served, and returns what came of it. */
    <T extends @Nullable Object> T await(Ticket<T> ticket) {
        if (!offer(ticket)) {
            throw stopped();
        }
        return ticket.await(patience, nanos);
    }

    /** False when it will not be served any more. */
    boolean offer(Ticket<?> ticket) {
        if (closing) {
            ticket.withdraw();
            return false;
        }
        waiting.add(ticket);
        wakeOne();
        // Either the last server to leave saw this ticket, or we see here that it has left.
        return !(ended && ticket.withdraw());
    }

    @Nullable
    Ticket<?> poll() {
        return waiting.poll();
    }

    /** Sleeps while nobody waits. False when the line is closed and empty. */
    boolean await(int server) {
        while (waiting.isEmpty()) {
            if (closing) {
                return false;
            }
            asleep.set(server, Thread.currentThread());
            if (waiting.isEmpty() && !closing) {
                LockSupport.park(this);
                Thread.interrupted();
            }
            asleep.set(server, null);
        }
        return true;
    }

    /** Forgets those at the head who have given up. */
    void dropWithdrawn() {
        for (Ticket<?> first = waiting.peek(); first != null && first.withdrawn(); first = waiting.peek()) {
            waiting.poll();
        }
    }

    /** Nobody waiting is served any more. */
    void failAll(Throwable why) {
        for (Ticket<?> ticket = waiting.poll(); ticket != null; ticket = waiting.poll()) {
            if (ticket.take()) {
                ticket.fail(why);
                ticket.complete();
            }
        }
    }

    void close() {
        closing = true;
        for (int i = 0; i < asleep.length(); i++) {
            LockSupport.unpark(asleep.get(i));
        }
    }

    void end() {
        closing = true;
        ended = true;
        failAll(stopped());
    }

    private void wakeOne() {
        for (int i = 0; i < asleep.length(); i++) {
            Thread sleeper = asleep.get(i);
            if (sleeper != null && asleep.compareAndSet(i, sleeper, null)) {
                LockSupport.unpark(sleeper);
                return;
            }
        }
    }

    private static Unavailable stopped() {
        return new Unavailable("the store is stopped", null);
    }
}
