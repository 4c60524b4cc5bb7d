package dev.countersign.delivery;

import dev.countersign.delivery.Lane.Job;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Unavailable;
import dev.countersign.store.Db;
import dev.countersign.store.OutboxTable;
import dev.countersign.store.OutboxTable.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is owed. Rows come in memory from the deeds that wrote them, and from the record when whoever had them let
 * them lie: after a crash, a failure, or where memory was full. Rows of one factor and one webhook go out one after the
 * other; a push does not wait for another that is in trouble, since by then it is of no use.
 */
public final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final long PERIOD_MILLIS = 1000;

    /** A row that waited in memory is sent as it was handed over while its lease lasts that long; else it is looked at again. */
    private static final Duration FRESH = Duration.ofSeconds(8);

    /** A little more than a carrier takes at most. */
    private static final Duration LONGEST_TRY = Duration.ofSeconds(16);

    /** How long closing takes at most to give back what waits in memory. */
    private static final Duration LONGEST_RETURN = Duration.ofSeconds(2);

    static final int MOST_WORKERS = 4_000;

    /** Beyond so many workers a destination has one. */
    private static final int CROWD = MOST_WORKERS / 2;

    private static final int DESTINATIONS_A_ROUND = 10_000;
    private static final int GIVEN_UP_AT_ONCE = 500;

    private final Ledger ledger;
    private final Sender sender;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final DeliveryMetrics metrics;
    private final Pauses pauses;
    private final ConcurrentMap<Sid.Id, Lane> lanes = new ConcurrentHashMap<>();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Semaphore calls = new Semaphore(0);
    private Sid.@Nullable Id walkedTo;
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    /** Whence time and chance come. */
    public record Given(InstantSource clock, LongSupplier nanos, RandomGenerator random) {}

    public Dispatcher(Db db, Carrier carrier, Given given, DeliveryMetrics metrics) {
        this.pauses = new Pauses(given.random());
        this.ledger = new Ledger(db, pauses);
        this.clock = given.clock();
        this.nanos = given.nanos();
        this.metrics = metrics;
        this.sender = new Sender(ledger, carrier, given, metrics);
        metrics.watch(workers);
    }

    /** Looks after what is owed in the background until closed. */
    public void start() {
        thread = Thread.ofPlatform().daemon().name("dispatcher").start(this::work);
    }

    /** Takes over what a unit of work owes, leased to us. Neither waits nor fails: what finds no room lies in the record. */
    public void accept(List<Owed> owed) {
        if (closed) {
            return;
        }
        for (Owed o : owed) {
            // Queued within, so that no lane is tidied away between being found and being used.
            Lane lane = lanes.compute(o.destination(), (id, there) -> {
                Lane open = there == null ? lane(id) : there;
                open.offer(new Job.Ours(o), nanos.getAsLong());
                return open;
            });
            staff(lane);
        }
    }

    private Lane lane(Sid.Id destination) {
        return new Lane(destination, pauses, waiting, nanos.getAsLong());
    }

    /** One more sets to work on that lane, if there is work for one more. */
    private void staff(Lane lane) {
        int all = workers.size();
        if (!closed && all < MOST_WORKERS && lane.hires(nanos.getAsLong(), all >= CROWD)) {
            work(() -> serve(lane));
        }
    }

    private void work(Runnable work) {
        Thread worker = Thread.ofVirtual().name("delivery").unstarted(() -> {
            try {
                work.run();
            } catch (Unavailable e) {
                LOG.debug("left to whoever looks next", e);
            } finally {
                workers.remove(Thread.currentThread());
            }
        });
        workers.add(worker);
        worker.start();
    }

    private void serve(Lane lane) {
        Job job = lane.next(nanos.getAsLong());
        try {
            while (job != null) {
                try {
                    carry(lane, job);
                } finally {
                    lane.done(job);
                }
                staff(lane);
                job = lane.next(nanos.getAsLong());
            }
        } finally {
            if (job != null) {
                // Nothing can be written down just now, or worse: leases run out, and somebody comes back for the rows.
                lane.forget();
                lane.left();
            }
        }
        if (lane.hungry(nanos.getAsLong())) {
            calls.release();
        }
    }

    private void carry(Lane lane, Job job) {
        Owed owed = ours(job);
        while (owed != null) {
            if (closed) {
                ledger.release(owed);
                return;
            }
            owed = sender.send(owed, lane, () -> !closed && !lane.rests(nanos.getAsLong()));
        }
    }

    /** The row, if it is ours still or again. */
    private @Nullable Owed ours(Job job) {
        return switch (job) {
            case Job.Seen(Due due) -> take(due);
            case Job.Ours(Owed owed) ->
                owed.leased().isAfter(clock.instant().plus(FRESH)) ? owed : take(new Due(owed.key(), owed.leased()));
        };
    }

    private @Nullable Owed take(Due due) {
        // What we are sending ourselves, though its lease ran out under way, is not sent a second time beside it.
        return closed || sender.sends(due.key()) ? null : ledger.take(due);
    }

    private void work() {
        while (!closed) {
            try {
                tick();
            } catch (Unavailable e) {
                LOG.debug("the next round will do", e);
            } catch (RuntimeException e) {
                LOG.error("the outbox could not be looked at", e);
            }
            rest();
        }
    }

    private void rest() {
        try {
            if (calls.tryAcquire(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                calls.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** One round: keeps what is being sent, and fetches what others let lie. Of one thread at a time. */
    public void tick() {
        sender.renew();
        Instant now = clock.instant();
        Duration lag = Duration.ZERO;
        Ledger.Walk walk = ledger.destinations(walkedTo, DESTINATIONS_A_ROUND);
        walkedTo = walk.last();
        for (OutboxTable.Destination destination : walk.due()) {
            Duration waits = Duration.between(destination.due(), now);
            lag = waits.compareTo(lag) > 0 ? waits : lag;
            fetch(lanes.computeIfAbsent(destination.id(), this::lane));
        }
        metrics.lags(lag);
        lanes.forEach((id, lane) -> {
            staff(lane);
            lanes.computeIfPresent(id, (_, there) -> there.idle(nanos.getAsLong()) ? null : there);
        });
    }

    private void fetch(Lane lane) {
        long at = nanos.getAsLong();
        if (lane.rests(at)) {
            if (workers.size() < CROWD && lane.wantsSweep(at)) {
                work(() -> giveUp(lane));
            }
            return;
        }
        int room = lane.room(at);
        if (room > 0) {
            List<Due> due = ledger.due(lane.destination(), room);
            lane.fetched(due.size() == room);
            due.forEach(d -> lane.offer(new Job.Seen(d), at));
            staff(lane);
        }
    }

    /** Of a destination that is left alone, what is over is given up all the same. */
    private void giveUp(Lane lane) {
        try {
            List<Due> over;
            do {
                over = ledger.over(lane.destination(), GIVEN_UP_AT_ONCE);
                over.forEach(this::take);
            } while (!closed && over.size() == GIVEN_UP_AT_ONCE);
        } finally {
            lane.swept(nanos.getAsLong());
        }
    }

    /** How many rows wait in memory, and how many are being sent. */
    record Load(int waiting, int sending) {}

    Load load() {
        return new Load(waiting.get(), sender.sending());
    }

    /** Whether a lane asked for a round since the last one. */
    boolean called() {
        return calls.drainPermits() > 0;
    }

    /** Waits until nobody is at work any more, but no longer than that. */
    void join(Duration most) throws InterruptedException {
        long last = nanos.getAsLong() + most.toNanos();
        // Whoever is at work may set others to work.
        while (!workers.isEmpty() && last - nanos.getAsLong() > 0) {
            for (Thread worker : workers) {
                if (worker.getState() != Thread.State.NEW) {
                    worker.join(Duration.ofNanos(Math.max(1, last - nanos.getAsLong())));
                }
            }
        }
    }

    /** Sends nothing new, and waits for what is being sent. The rest lies in the record, for anybody at once. */
    @Override
    public void close() {
        closed = true;
        calls.release();
        Thread working = thread;
        try {
            if (working != null) {
                working.join();
            }
            giveBack();
            join(LONGEST_TRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveBack() {
        long last = nanos.getAsLong() + LONGEST_RETURN.toNanos();
        try {
            for (Lane lane : lanes.values()) {
                for (Job job : lane.forget()) {
                    if (job instanceof Job.Ours(Owed owed) && last - nanos.getAsLong() > 0) {
                        ledger.release(owed);
                    }
                }
            }
        } catch (Unavailable e) {
            LOG.debug("leases will run out", e);
        }
    }
}
