package dev.countersign.delivery;

import dev.countersign.delivery.Lane.Job;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
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

    /** A lease that ends sooner than that is renewed. */
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(4);

    /** A little more than a carrier takes at most. */
    private static final Duration LONGEST_TRY = Duration.ofSeconds(16);

    private static final int MOST_WORKERS = 4_000;
    private static final int GIVEN_UP_AT_ONCE = 500;

    private final Ledger ledger;
    private final Carrier carrier;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final DeliveryMetrics metrics;
    private final Pauses pauses;
    private final ConcurrentMap<Sid.Id, Lane> lanes = new ConcurrentHashMap<>();
    private final Set<Sending> sending = ConcurrentHashMap.newKeySet();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Semaphore calls = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    /** Whence time and chance come. */
    public record Given(InstantSource clock, LongSupplier nanos, RandomGenerator random) {}

    public Dispatcher(Db db, Carrier carrier, Given given, DeliveryMetrics metrics) {
        this.pauses = new Pauses(given.random());
        this.ledger = new Ledger(db, pauses);
        this.carrier = carrier;
        this.clock = given.clock();
        this.nanos = given.nanos();
        this.metrics = metrics;
        metrics.watch(workers);
    }

    /** What is being sent now, and until when it is ours. */
    private static final class Sending {
        private volatile Owed owed;

        Sending(Owed owed) {
            this.owed = owed;
        }
    }

    /** Looks after what is owed in the background until closed. */
    public void start() {
        thread = Thread.ofPlatform().daemon().name("dispatcher").start(this::work);
    }

    /** Takes over what a unit of work owes, leased to us. Neither waits nor fails: what finds no room lies in the record. */
    public void accept(List<Owed> owed) {
        for (Owed o : owed) {
            Lane lane = lane(o.destination());
            lane.offer(new Job.Ours(o), nanos.getAsLong());
            staff(lane);
        }
    }

    private Lane lane(Sid.Id destination) {
        return lanes.computeIfAbsent(destination, d -> new Lane(d, pauses, waiting));
    }

    /** One more sets to work on that lane, if there is work for one more. */
    private void staff(Lane lane) {
        if (!closed && workers.size() < MOST_WORKERS && lane.hires(nanos.getAsLong())) {
            Thread worker = Thread.ofVirtual().name("delivery").unstarted(() -> serve(lane));
            workers.add(worker);
            worker.start();
        }
    }

    private void serve(Lane lane) {
        try {
            Job job = lane.next(nanos.getAsLong());
            while (job != null) {
                try {
                    carry(lane, job);
                } catch (Unavailable e) {
                    // The store cannot take it just now. The lease runs out, and somebody comes back for it.
                    LOG.warn("what came of a delivery could not be written down: {}", e.getMessage());
                } catch (RuntimeException e) {
                    LOG.error("a delivery failed in a way that was not foreseen", e);
                } finally {
                    lane.done(job);
                }
                if (closed) {
                    lane.forget();
                }
                staff(lane);
                job = lane.next(nanos.getAsLong());
            }
        } finally {
            workers.remove(Thread.currentThread());
        }
        if (lane.hungry()) {
            calls.release();
        }
    }

    private void carry(Lane lane, Job job) {
        Owed owed = ours(job);
        while (owed != null) {
            Sending now = new Sending(owed);
            sending.add(now);
            try {
                Outcome outcome = send(lane, owed);
                owed = ledger.settle(now.owed, outcome);
            } finally {
                sending.remove(now);
            }
        }
    }

    /** The row, if it is ours still or again. */
    private @Nullable Owed ours(Job job) {
        return switch (job) {
            case Job.Seen(Due due) -> ledger.take(due);
            case Job.Ours(Owed owed) ->
                owed.leased().isAfter(clock.instant().plus(SHORTEST_LEASE))
                        ? owed
                        : ledger.take(new Due(owed.key(), owed.leased()));
        };
    }

    private Outcome send(Lane lane, Owed owed) {
        Outcome outcome = carrier.carry(parcel(owed));
        if (outcome instanceof Outcome.Later later) {
            lane.failed(later.pause(), nanos.getAsLong());
        } else {
            lane.wentWell();
        }
        metrics.tried(owed, outcome, Duration.between(owed.key().created(), clock.instant()));
        if (!(outcome instanceof Outcome.Accepted) && LOG.isInfoEnabled()) {
            LOG.info("not delivered: {}: {}", what(owed), outcome.answer());
        }
        return outcome;
    }

    private Parcel parcel(Owed owed) {
        return switch (owed.matter()) {
            case Matter.Ring ring -> {
                Duration left = Duration.between(clock.instant(), owed.until());
                yield new Parcel.Push(
                        ring.to(),
                        ring.challenge(),
                        owed.factor(),
                        ring.message(),
                        left.isNegative() ? Duration.ZERO : left,
                        ring.credential());
            }
            case Matter.Tell tell -> new Parcel.Event(tell.url(), tell.body(), tell.account());
        };
    }

    private static String what(Owed owed) {
        return switch (owed.matter()) {
            case Matter.Ring ring -> "push to " + owed.factor() + " for " + ring.challenge();
            case Matter.Tell tell -> tell.type().word() + " of " + owed.factor() + " to " + tell.webhook();
        };
    }

    private void work() {
        while (!closed) {
            try {
                tick();
            } catch (RuntimeException e) {
                LOG.warn("the outbox could not be looked at: {}", e.toString());
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

    /** One round: keeps what is being sent, and fetches what others let lie. */
    public void tick() {
        renew();
        Instant now = clock.instant();
        Duration lag = Duration.ZERO;
        for (OutboxTable.Destination destination : ledger.destinations()) {
            Duration waits = Duration.between(destination.due(), now);
            lag = waits.compareTo(lag) > 0 ? waits : lag;
            fetch(lane(destination.id()));
        }
        metrics.lags(lag);
        lanes.values().removeIf(Lane::idle);
    }

    private void fetch(Lane lane) {
        if (lane.rests(nanos.getAsLong())) {
            ledger.over(lane.destination(), GIVEN_UP_AT_ONCE).forEach(ledger::take);
            return;
        }
        int room = lane.room(nanos.getAsLong());
        if (room > 0) {
            List<Due> due = ledger.due(lane.destination(), room);
            lane.fetched(due.size() == room);
            due.forEach(d -> lane.offer(new Job.Seen(d), nanos.getAsLong()));
            staff(lane);
        }
    }

    private void renew() {
        Instant soon = clock.instant().plus(SHORTEST_LEASE);
        for (Sending now : sending) {
            if (now.owed.leased().isBefore(soon)) {
                Owed renewed = ledger.renew(now.owed);
                if (renewed != null) {
                    now.owed = renewed;
                }
            }
        }
    }

    /** Sends nothing new, and waits for what is being sent. The rest lies in the record. */
    @Override
    public void close() {
        closed = true;
        calls.release();
        Thread working = thread;
        try {
            if (working != null) {
                working.join();
            }
            long last = nanos.getAsLong() + LONGEST_TRY.toNanos();
            for (Thread worker : workers) {
                worker.join(Duration.ofNanos(Math.max(1, last - nanos.getAsLong())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
