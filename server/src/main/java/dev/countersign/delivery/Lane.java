package dev.countersign.delivery;

import dev.countersign.domain.Owed;
import dev.countersign.domain.Sid;
import dev.countersign.store.OutboxTable.Due;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What waits in memory for one destination, and how that one is doing. A few are sent at once; while the destination is in
 * trouble nobody queues here, since the record remembers, and now and then a single one is sent to see.
 */
final class Lane {
    /** How many are sent at once to a destination that answers. */
    static final int AT_ONCE = 16;

    /** How many are sent at once to one that has yet to answer. */
    static final int AT_FIRST = 4;

    /** How many are fetched from the record to wait in memory. */
    static final int MOST_WAITING = 256;

    /** How many wait in memory that were just made; what comes beyond them waits in the record until its lease is over. */
    static final int LARGEST_BURST = 4_000;

    /** How many wait in memory for all destinations, beside a few for each so that none is shut out by others. */
    static final int MOST_IN_ALL = 10_000;

    private static final int A_FEW = 4;

    /** After so many failures in a row the destination is left alone for a while. */
    static final int FAILURES_THAT_REST = 5;

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Sid.Id destination;
    private final Pauses pauses;
    private final AtomicInteger inAll;
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final Set<Owed.Key> known = new HashSet<>();
    private int working;
    private boolean answers;
    private int failures;
    private int rests;
    private long restsUntil;
    private boolean asked;
    private boolean more;
    private boolean sweeping;
    private long swept;
    private long used;

    /** @param inAll the weight of what waits in all lanes */
    Lane(Sid.Id destination, Pauses pauses, AtomicInteger inAll, long nanos) {
        this.destination = destination;
        this.pauses = pauses;
        this.inAll = inAll;
        this.used = nanos;
        this.swept = nanos - BETWEEN_SWEEPS.toNanos();
    }

    /** Something to be sent: a row that is ours already, or one that is to be taken first. */
    sealed interface Job {
        Owed.Key key();

        /** What it takes of the room for all, a unit a kilobyte. */
        default int weight() {
            return 1;
        }

        record Ours(Owed owed) implements Job {
            @Override
            public Owed.Key key() {
                return owed.key();
            }

            @Override
            public int weight() {
                return owed.matter() instanceof Owed.Matter.Tell tell
                        ? 1 + tell.body().length() / 1024
                        : 1;
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
        if (rests(nanos) || waiting.size() >= mostWaiting(job) || !known.add(job.key())) {
            return;
        }
        used = nanos;
        waiting.add(job);
        inAll.addAndGet(job.weight());
    }

    private int mostWaiting(Job job) {
        if (inAll.get() >= MOST_IN_ALL) {
            return A_FEW;
        }
        return job instanceof Job.Ours ? LARGEST_BURST : MOST_WAITING;
    }

    /**
     * Whether one more is to set to work here; counts whoever is told so.
     *
     * @param crowded whether so many are at work in all that one has to do
     */
    synchronized boolean hires(long nanos, boolean crowded) {
        if (rests(nanos) || waiting.isEmpty() || working >= (crowded ? 1 : most())) {
            return false;
        }
        working++;
        return true;
    }

    private int most() {
        return failures > 0 ? 1 : answers ? AT_ONCE : AT_FIRST;
    }

    /** The next one for whoever works here; null when they have left. */
    synchronized @Nullable Job next(long nanos) {
        if (rests(nanos)) {
            forget();
        }
        used = nanos;
        Job job = working > most() ? null : waiting.poll();
        if (job == null) {
            working--;
        } else {
            inAll.addAndGet(-job.weight());
        }
        return job;
    }

    /** Whoever worked here was torn away. */
    synchronized void left() {
        working--;
    }

    synchronized void done(Job job) {
        known.remove(job.key());
    }

    /** Nothing more is to be sent of what waits; what that was. */
    synchronized List<Job> forget() {
        List<Job> all = List.copyOf(waiting);
        all.forEach(job -> known.remove(job.key()));
        inAll.addAndGet(-all.stream().mapToInt(Job::weight).sum());
        waiting.clear();
        return all;
    }

    /** How many rows are worth fetching now; counts those that are here already, since they are found again. */
    synchronized int room(long nanos) {
        if (rests(nanos) || waiting.size() > MOST_WAITING / 2) {
            return 0;
        }
        int worth = failures > 0 ? AT_ONCE : Math.clamp(MOST_IN_ALL - inAll.get(), A_FEW, MOST_WAITING);
        return Math.min(MOST_WAITING, worth + known.size());
    }

    /** @param more whether the record may hold more than was fetched */
    synchronized void fetched(boolean more) {
        this.more = more;
    }

    /** Whether little is left of what was fetched, and the record may hold more. */
    synchronized boolean hungry(long nanos) {
        return more && !rests(nanos) && waiting.size() < AT_ONCE;
    }

    synchronized void wentWell(long nanos) {
        answers = true;
        // What went well beside what did not gives nobody leave to forget that they asked for rest.
        if (!(asked && rests(nanos))) {
            failures = 0;
            rests = 0;
        }
    }

    /** @param pause how long the other side asked to be left alone; null where it did not */
    synchronized void failed(@Nullable Duration pause, long nanos) {
        failures++;
        // Of those that were on their way together, the first that failed says how long it rests.
        if (!rests(nanos) && (pause != null || rests > 0 || failures >= FAILURES_THAT_REST)) {
            restsUntil = nanos + pauses.rest(rests, pause).toNanos();
            asked = pause != null;
            rests++;
        }
    }

    /** Whether the destination is left alone for now. */
    synchronized boolean rests(long nanos) {
        return rests > 0 && restsUntil - nanos > 0;
    }

    /** Whether somebody is to look for rows whose time is over; whoever is told so says when they have. */
    synchronized boolean wantsSweep(long nanos) {
        if (sweeping || nanos - swept < BETWEEN_SWEEPS.toNanos()) {
            return false;
        }
        sweeping = true;
        return true;
    }

    synchronized void swept(long nanos) {
        sweeping = false;
        swept = nanos;
    }

    /** Whether nothing would be lost with it. */
    synchronized boolean idle(long nanos) {
        boolean busy = working > 0 || sweeping || !waiting.isEmpty();
        return !busy && !rests(nanos) && nanos - used > REMEMBERED.toNanos();
    }
}
