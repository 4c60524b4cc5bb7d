package dev.countersign.store;

import java.time.Duration;

/**
 * How much the store takes on at once: reader connections, how long a unit may wait before it is given up, how many units
 * and how much work go into one transaction, and the size at which the write-ahead log is carried over.
 */
public record Limits(int readers, Duration patience, int units, Duration work, long walBytes) {
    public static final Limits STANDARD =
            new Limits(2, Duration.ofSeconds(5), 512, Duration.ofMillis(5), 64L * 1024 * 1024);

    public Limits {
        if (readers < 1 || units < 1 || walBytes < 1 || !patience.isPositive() || !work.isPositive()) {
            throw new IllegalArgumentException("every limit of the store is more than nothing");
        }
    }

    public Limits readers(int count) {
        return new Limits(count, patience, units, work, walBytes);
    }

    public Limits patience(Duration longest) {
        return new Limits(readers, longest, units, work, walBytes);
    }

    public Limits units(int most) {
        return new Limits(readers, patience, most, work, walBytes);
    }

    public Limits walBytes(long bytes) {
        return new Limits(readers, patience, units, work, bytes);
    }
}
