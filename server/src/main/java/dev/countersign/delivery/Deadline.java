package dev.countersign.delivery;

import java.time.Duration;
import java.util.function.LongSupplier;

/** By when something is over, whatever it has come to. */
final class Deadline {
    private final Duration limit;
    private final LongSupplier nanos;
    private final long start;

    private Deadline(Duration limit, LongSupplier nanos) {
        this.limit = limit;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    static Deadline in(Duration limit, LongSupplier nanos) {
        return new Deadline(limit, nanos);
    }

    /** Nanoseconds that are left; none or less when it is over. */
    long left() {
        return limit.toNanos() - (nanos.getAsLong() - start);
    }

    /** What is said of somebody who let it pass. */
    String missed() {
        long millis = limit.toMillis();
        return "no answer within " + (millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms");
    }
}
