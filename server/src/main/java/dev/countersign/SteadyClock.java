package dev.countersign;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The machine's clock, watched: it never goes back while we run, and a leap of more than two seconds against the stopwatch
 * is told once. Where the machine's clock is set back we go on at half the pace until it has caught up, so that what is to
 * end does end.
 */
// spec ASVS 6.5.8: time comes from the server alone; setting it back opens nothing again
public final class SteadyClock implements InstantSource {
    private static final long LEAP = 2_000_000_000;

    private final InstantSource wall;
    private final LongSupplier nanos;
    private final Consumer<Duration> leaped;
    private final AtomicReference<Reading> last;

    /** @param leaped told by how much the clock leaped: forwards, or, negative, backwards */
    public SteadyClock(InstantSource wall, LongSupplier nanos, Consumer<Duration> leaped) {
        this.wall = wall;
        this.nanos = nanos;
        this.leaped = leaped;
        Instant now = wall.instant();
        this.last = new AtomicReference<>(new Reading(now, epochNanos(now), nanos.getAsLong()));
    }

    /**
     * @param shown what we said it was
     * @param read what the machine said, in nanoseconds since the epoch
     */
    private record Reading(Instant shown, long read, long nanos) {}

    @Override
    public Instant instant() {
        Reading before = last.get();
        Instant read = wall.instant();
        long nanosNow = nanos.getAsLong();
        Instant shown = read.isAfter(before.shown) ? read : before.shown.plusNanos(creep(nanosNow - before.nanos));
        Reading now = new Reading(shown, epochNanos(read), nanosNow);
        if (!last.compareAndSet(before, now)) {
            Instant latest = last.get().shown();
            return latest.isAfter(shown) ? latest : shown;
        }
        long leap = (now.read - before.read) - (now.nanos - before.nanos);
        if (leap > LEAP || leap < -LEAP) {
            leaped.accept(Duration.ofNanos(leap));
        }
        return shown;
    }

    /** How far we go while the machine's clock is behind: at half the pace, until it has caught up. */
    private static long creep(long nanos) {
        return Math.max(0, nanos) / 2;
    }

    private static long epochNanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }
}
