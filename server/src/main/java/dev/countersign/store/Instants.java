package dev.countersign.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The store's time: the process's clock cut to milliseconds, put right by what was measured of it, and never going back
 * while the process lives.
 */
final class Instants implements InstantSource {
    private final InstantSource clock;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);
    private volatile long correction;

    Instants(InstantSource clock) {
        this.clock = clock;
    }

    Instant now() {
        long told = clock.millis() + correction;
        long before = latest.get();
        while (told > before && !latest.compareAndSet(before, told)) {
            before = latest.get();
        }
        return Instant.ofEpochMilli(Math.max(told, before));
    }

    /** By how many milliseconds it is later here than it is: for so long time stands still. */
    long ahead() {
        long told = clock.millis() + correction;
        long before = latest.get();
        return before > told ? before - told : 0;
    }

    @Override
    public Instant instant() {
        return now();
    }

    /** From now on the process's clock is taken to be so much behind. */
    void correct(long millis) {
        correction = millis;
    }
}
