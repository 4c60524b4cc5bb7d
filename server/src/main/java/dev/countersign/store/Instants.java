package dev.countersign.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** The store's time: the process's clock cut to milliseconds, and never going back while the process lives. */
final class Instants {
    private final InstantSource clock;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);

    Instants(InstantSource clock) {
        this.clock = clock;
    }

    Instant now() {
        long told = clock.millis();
        long before = latest.get();
        while (told > before && !latest.compareAndSet(before, told)) {
            before = latest.get();
        }
        return Instant.ofEpochMilli(Math.max(told, before));
    }
}
