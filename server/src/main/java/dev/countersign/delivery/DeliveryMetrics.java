package dev.countersign.delivery;

import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** What leaves the house, in numbers: tries by where they went and what came of them, and how far behind we are. */
public final class DeliveryMetrics {
    private static final int MOST_SERIES = 1_000;

    private final MeterRegistry registry;
    private final ConcurrentMap<Try, Counter> tries = new ConcurrentHashMap<>();
    private final Timer pushes;
    private final Timer events;
    private final LastHour pushed;
    private final LastHour failed;
    private volatile double lag;

    /** @param nanos a stopwatch */
    public DeliveryMetrics(MeterRegistry registry, LongSupplier nanos) {
        this.pushed = new LastHour(nanos);
        this.failed = new LastHour(nanos);
        this.registry = registry;
        this.pushes = arrived("push");
        this.events = arrived("event");
        Gauge.builder("countersign.outbox.lag.seconds", () -> lag)
                .description("For how long the longest waiting row of the outbox could have been sent")
                .register(registry);
    }

    private Timer arrived(String kind) {
        return Timer.builder("countersign.delivery.time")
                .description("From what caused it to its arrival")
                .tag("kind", kind)
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1))
                .register(registry);
    }

    private record Try(String kind, String destination, String outcome) {
        Try elsewhere() {
            return new Try(kind, "other", outcome);
        }
    }

    void watch(Collection<?> workers) {
        Gauge.builder("countersign.deliveries.in.flight", workers, Collection::size)
                .description("Workers that send or are about to")
                .register(registry);
    }

    void lags(Duration behind) {
        lag = behind.toMillis() / 1000.0;
    }

    /** For how long, in seconds, the longest waiting row of the outbox could have been sent. */
    public double lag() {
        return lag;
    }

    /** Tries of a push within the last hour. */
    public int pushes() {
        return pushed.count();
    }

    /** Those of them that reached nobody. */
    public int pushesFailed() {
        return failed.count();
    }

    void tried(Owed owed, Outcome outcome, Duration age) {
        Try tried =
                switch (owed.matter()) {
                    case Matter.Ring ring ->
                        new Try("push", ring.to().platform().word(), word(outcome));
                    case Matter.Tell tell -> new Try("event", tell.webhook().text(), word(outcome));
                };
        if (owed.matter() instanceof Matter.Ring) {
            pushed.add();
            if (!(outcome instanceof Outcome.Accepted)) {
                failed.add();
            }
        }
        // A counter stays for good, and webhooks come and go.
        Try counted = tries.size() < MOST_SERIES || tries.containsKey(tried) ? tried : tried.elsewhere();
        tries.computeIfAbsent(counted, this::counter).increment();
        if (outcome instanceof Outcome.Accepted) {
            (owed.matter() instanceof Matter.Ring ? pushes : events).record(age.isNegative() ? Duration.ZERO : age);
        }
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted _ -> "accepted";
            case Outcome.Gone _ -> "gone";
            case Outcome.Later _ -> "later";
            case Outcome.Rejected _ -> "rejected";
        };
    }

    private Counter counter(Try tried) {
        return Counter.builder("countersign.deliveries")
                .description("Tries to send something outside, by where it went and what came of it")
                .tag("kind", tried.kind())
                .tag("destination", tried.destination())
                .tag("outcome", tried.outcome())
                .register(registry);
    }
}
