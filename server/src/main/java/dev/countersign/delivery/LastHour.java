package dev.countersign.delivery;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How often something happened within the last hour, to the minute. */
final class LastHour {
    private static final int MINUTES = 60;

    private final LongSupplier nanos;
    private final long begun;
    private final int[] counts = new int[MINUTES];
    private long minute;

    LastHour(LongSupplier nanos) {
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    synchronized void add() {
        turn();
        counts[(int) (minute % MINUTES)]++;
    }

    synchronized int count() {
        turn();
        int sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }

    /** What is an hour old is forgotten. */
    private void turn() {
        long now = TimeUnit.NANOSECONDS.toMinutes(nanos.getAsLong() - begun);
        for (long passed = Math.max(minute, now - MINUTES) + 1; passed <= now; passed++) {
            counts[(int) (passed % MINUTES)] = 0;
        }
        minute = Math.max(minute, now);
    }
}
