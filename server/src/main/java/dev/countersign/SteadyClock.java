package dev.countersign;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The machine's clock, watched: it never goes back while we run, and a leap of more than two seconds against the stopwatch
 * is told once.
 */
// spec ASVS 6.5.8: time comes from the server alone; setting it back opens nothing again
public final class SteadyClock implements InstantSource {
    private static final Duration LEAP = Duration.ofSeconds(2);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final Consumer<Duration> leaped;
    private final AtomicReference<Reading> last;

    /** @param leaped told by how much the clock leaped: forwards, or, negative, backwards */
    public SteadyClock(InstantSource wall, LongSupplier nanos, Consumer<Duration> leaped) {
        this.wall = wall;
        this.nanos = nanos;
        this.leaped = leaped;
        this.last = new AtomicReference<>(new Reading(wall.instant(), wall.instant(), nanos.getAsLong()));
    }

    /**
     * @param shown what we said it was
     * @param read what the machine said
     */
    private record Reading(Instant shown, Instant read, long nanos) {}

    @Override
    public Instant instant() {
        while (true) {
            Reading before = last.get();
            Instant read = wall.instant();
            Reading now = new Reading(read.isAfter(before.shown) ? read : before.shown, read, nanos.getAsLong());
            if (last.compareAndSet(before, now)) {
                Duration leap = Duration.between(before.read, read).minusNanos(now.nanos - before.nanos);
                if (leap.abs().compareTo(LEAP) > 0) {
                    leaped.accept(leap);
                }
                return now.shown;
            }
            // Somebody else read at the same time. What is shown must be on record, so that nobody is shown less later.
            Reading others = last.get();
            if (!others.shown.isBefore(now.shown)) {
                return others.shown;
            }
        }
    }
}
