package dev.countersign.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many may be inside at once. A request takes its place only when its body is here, so that a slow sender holds none;
 * slow senders are counted apart, four for each place.
 */
final class Admission {
    private static final int SLOW_FOR_EACH_PLACE = 4;

    private final int places;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger slow = new AtomicInteger();
    private final Counter refused;

    Admission(int places, MeterRegistry registry) {
        this.places = places;
        this.refused = Counter.builder("countersign.admission.refused")
                .description("Requests asked to come again because all places were taken")
                .register(registry);
        Gauge.builder("countersign.http.in.flight", inside, AtomicInteger::get)
                .description("Requests in the application now")
                .register(registry);
    }

    /** Whether it is no use going on: cheap, and asked before any work is done. */
    boolean full() {
        return inside.get() >= places;
    }

    boolean enter() {
        return taken(inside, places);
    }

    void leave() {
        inside.decrementAndGet();
    }

    boolean startWaiting() {
        return taken(slow, SLOW_FOR_EACH_PLACE * places);
    }

    void stopWaiting() {
        slow.decrementAndGet();
    }

    /** One more that was turned away. */
    void turnedAway() {
        refused.increment();
    }

    private static boolean taken(AtomicInteger count, int most) {
        if (count.incrementAndGet() <= most) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }
}
