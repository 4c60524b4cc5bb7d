package dev.countersign.delivery;

import dev.countersign.domain.Owed;
import dev.countersign.domain.Sid;
import dev.countersign.store.OutboxTable.Due;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What waits in memory for one destination, and how that one is doing. A few are sent at once; while the destination is in
 * trouble nobody queues here, since the record remembers, and now and then a single one is sent to see.
 */
final class Lane {
    /** How many are sent there at once. */
    static final int AT_ONCE = 16;

    /** How many wait in memory; more wait in the record. */
    static final int MOST_WAITING = 256;

    /** How many wait in memory for all destinations. */
    private static final int MOST_IN_ALL = 10_000;

    /** After so many failures in a row the destination is left alone for a while. */
    private static final int FAILURES_THAT_REST = 5;

    private final Sid.Id destination;
    private final Pauses pauses;
    private final AtomicInteger inAll;
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final Set<Owed.Key> known = new HashSet<>();
    private int working;
    private int failures;
    private int rests;
    private long restsUntil;
    private boolean more;

    /** @param inAll how many wait in all lanes */
    Lane(Sid.Id destination, Pauses pauses, AtomicInteger inAll) {
        this.destination = destination;
        this.pauses = pauses;
        this.inAll = inAll;
    }

    /** Something to be sent: a row that is ours already, or one that is to be taken first. */
    sealed interface Job {
        Owed.Key key();

        record Ours(Owed owed) implements Job {
            @Override
            public Owed.Key key() {
                return owed.key();
            }
        }

        record Seen(Due due) implements Job {
            @Override
            public Owed.Key key() {
                return due.key();
            }
        }
    }

    Sid.Id destination() {
        return destination;
    }

    /** Queues it; what finds no room is left to the record. */
    synchronized void offer(Job job, long nanos) {
        if (rests(nanos) || waiting.size() >= MOST_WAITING || inAll.get() >= MOST_IN_ALL || !known.add(job.key())) {
            return;
        }
        waiting.add(job);
        inAll.incrementAndGet();
    }

    /** Whether one more is to set to work here; counts whoever is told so. */
    synchronized boolean hires(long nanos) {
        if (rests(nanos) || waiting.isEmpty() || working >= most()) {
            return false;
        }
        working++;
        return true;
    }

    private int most() {
        return failures == 0 ? AT_ONCE : 1;
    }

    /** The next one for whoever works here; null when they are to leave. */
    synchronized @Nullable Job next(long nanos) {
        if (rests(nanos)) {
            forget();
        }
        Job job = working > most() ? null : waiting.poll();
        if (job == null) {
            working--;
        } else {
            inAll.decrementAndGet();
        }
        return job;
    }

    synchronized void done(Job job) {
        known.remove(job.key());
    }

    /** Nothing more is to be sent. */
    synchronized void forget() {
        waiting.forEach(job -> known.remove(job.key()));
        inAll.addAndGet(-waiting.size());
        waiting.clear();
    }

    /** How many rows are worth fetching now; counts those that are here already, since they are found again. */
    synchronized int room(long nanos) {
        if (rests(nanos) || waiting.size() > MOST_WAITING / 2) {
            return 0;
        }
        return failures > 0 ? 1 + known.size() : MOST_WAITING;
    }

    /** @param more whether the record may hold more than was fetched */
    synchronized void fetched(boolean more) {
        this.more = more;
    }

    /** Whether little is left of what was fetched, and the record may hold more. */
    synchronized boolean hungry() {
        return more && failures == 0 && waiting.size() < AT_ONCE;
    }

    synchronized void wentWell() {
        failures = 0;
        rests = 0;
    }

    /** @param asked how long the other side asked to be left alone; null where it did not */
    synchronized void failed(@Nullable Duration asked, long nanos) {
        failures++;
        // Of those that were on their way together, the first that failed says how long it rests.
        if (!rests(nanos) && (asked != null || rests > 0 || failures >= FAILURES_THAT_REST)) {
            restsUntil = nanos + pauses.rest(rests, asked).toNanos();
            rests++;
        }
    }

    /** Whether the destination is left alone for now. */
    synchronized boolean rests(long nanos) {
        return rests > 0 && restsUntil - nanos > 0;
    }

    /** Whether nothing would be lost with it. */
    synchronized boolean idle() {
        return working == 0 && waiting.isEmpty() && failures == 0;
    }
}
