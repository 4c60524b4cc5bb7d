package dev.countersign.http;

import dev.countersign.contract.Reply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;

/**
 * How many requests of which kind were answered how and how fast, how often which refusal was given, and what came of
 * challenges: {@code outcome} and {@code factor_type} where an endpoint tells them, {@code withheld} where a device was not
 * rung.
 */
final class Traffic {
    private static final int STATUSES = 600;
    // Half a millisecond to ten seconds: from an answer out of memory to the patience of a client.
    private static final Duration[] BUCKETS = LongStream.of(
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000)
            .mapToObj(micros -> Duration.ofNanos(micros * 1000))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final ConcurrentHashMap<String, AtomicReferenceArray<Timer>> timers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Counter> silences = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, Counter> refusals = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Counter>> challenges = new ConcurrentHashMap<>();

    Traffic(MeterRegistry registry) {
        this.registry = registry;
    }

    void answered(Reply reply, long nanos) {
        timer(reply.told().endpoint(), reply.status()).record(nanos, TimeUnit.NANOSECONDS);
        int code = reply.told().code();
        if (code != 0) {
            refusals.computeIfAbsent(code, this::refusal).increment();
        }
        String withheld = reply.told().more().get("withheld");
        if (withheld != null) {
            silences.computeIfAbsent(withheld, this::silence).increment();
        }
        String outcome = reply.told().more().get("outcome");
        if (outcome != null) {
            String type = reply.told().more().getOrDefault("factor_type", "");
            challenges
                    .computeIfAbsent(type, _ -> new ConcurrentHashMap<>())
                    .computeIfAbsent(outcome, o -> challenge(type, o))
                    .increment();
        }
    }

    private Timer timer(String endpoint, int status) {
        AtomicReferenceArray<Timer> byStatus = timers.get(endpoint);
        if (byStatus == null) {
            byStatus = timers.computeIfAbsent(endpoint, _ -> new AtomicReferenceArray<>(STATUSES));
        }
        Timer timer = byStatus.get(status);
        if (timer == null) {
            timer = Timer.builder("countersign.http.requests")
                    .description("Requests answered")
                    .tag("endpoint", endpoint)
                    .tag("status", Integer.toString(status))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
            byStatus.set(status, timer);
        }
        return timer;
    }

    private Counter silence(String why) {
        return Counter.builder("countersign.pushes.withheld")
                .description("Devices that were not rung for a challenge, by why not")
                .tag("reason", why)
                .register(registry);
    }

    private Counter refusal(int code) {
        return Counter.builder("countersign.refusals")
                .description("Refusals given")
                .tag("code", Integer.toString(code))
                .register(registry);
    }

    private Counter challenge(String factorType, String outcome) {
        return Counter.builder("countersign.challenges")
                .description("Challenges created and answered, by what came of it")
                .tag("factor_type", factorType)
                .tag("outcome", outcome)
                .register(registry);
    }
}
