package dev.countersign.delivery;

import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import dev.countersign.domain.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one row after the other for whoever asks, and keeps each of them from others while it is under way. */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    /** A lease that ends sooner than that is renewed. */
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(4);

    private final Ledger ledger;
    private final Carrier carrier;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final DeliveryMetrics metrics;
    private final ConcurrentMap<Owed.Key, Sending> sending = new ConcurrentHashMap<>();

    Sender(Ledger ledger, Carrier carrier, Dispatcher.Given given, DeliveryMetrics metrics) {
        this.ledger = ledger;
        this.carrier = carrier;
        this.clock = given.clock();
        this.nanos = given.nanos();
        this.metrics = metrics;
    }

    /** What is being sent now, and until when it is ours. */
    private static final class Sending {
        private Owed owed;
        private boolean over;

        Sending(Owed owed) {
            this.owed = owed;
        }

        synchronized boolean endsBefore(Instant then) {
            return !over && owed.leased().isBefore(then);
        }

        /** What came of it is written down only once this is, so that it names the lease as it stands. */
        synchronized void renew(Ledger ledger) {
            Owed renewed = over ? null : ledger.renew(owed);
            over = renewed == null;
            owed = renewed == null ? owed : renewed;
        }

        synchronized Owed end() {
            over = true;
            return owed;
        }
    }

    /** Whether that row is under way. */
    boolean sends(Owed.Key key) {
        return sending.containsKey(key);
    }

    int sending() {
        return sending.size();
    }

    /** Renews the leases that would run out under way. */
    void renew() {
        Instant soon = clock.instant().plus(SHORTEST_LEASE);
        // Together, since one after the other the last of many would be too late.
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            sending.values().stream()
                    .filter(s -> s.endsBefore(soon))
                    .forEach(s -> all.execute(() -> {
                        try {
                            s.renew(ledger);
                        } catch (Unavailable e) {
                            LOG.debug("a lease was not renewed", e);
                        }
                    }));
        }
    }

    /**
     * Sends it, and writes down what came of it.
     *
     * @param onward whether the row after it is to be sent then
     * @return that row, taken; null where there is none, or nobody is to go on
     */
    @Nullable
    Owed send(Owed owed, Lane lane, BooleanSupplier onward) {
        Sending now = new Sending(owed);
        if (sending.putIfAbsent(owed.key(), now) != null) {
            return null;
        }
        try {
            Outcome outcome = tried(owed, lane);
            return ledger.settle(now.end(), outcome, onward.getAsBoolean());
        } finally {
            sending.remove(owed.key());
        }
    }

    private Outcome tried(Owed owed, Lane lane) {
        Outcome outcome = outcome(parcel(owed));
        if (outcome instanceof Outcome.Later later) {
            // A push service asks for rest on behalf of one device, as like as not: that is its row's alone.
            lane.failed(owed.matter() instanceof Matter.Tell ? later.pause() : null, nanos.getAsLong());
        } else {
            lane.wentWell(nanos.getAsLong());
        }
        metrics.tried(owed, outcome, Duration.between(owed.key().created(), clock.instant()));
        if (!(outcome instanceof Outcome.Accepted) && LOG.isInfoEnabled()) {
            LOG.info("not delivered: {}: {}", what(owed), outcome.answer());
        }
        return outcome;
    }

    private Outcome outcome(Parcel parcel) {
        try {
            return carrier.carry(parcel);
        } catch (RuntimeException e) {
            LOG.error("a delivery failed in a way that was not foreseen", e);
            return new Outcome.Later(null, "not sent: " + e.getClass().getSimpleName());
        }
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
}
