package dev.countersign.domain;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The instants, to the millisecond and in order, at which something happened within the last 24 hours: what a sliding
 * limit counts. Immutable; never longer than the limit it serves.
 */
public final class Recent {
    public static final Duration REACH = Duration.ofHours(24);
    public static final Recent NONE = new Recent(new long[0]);

    private final long[] millis;

    private Recent(long[] millis) {
        this.millis = millis;
    }

    /** How many lie within {@code reach} before {@code now}: later than {@code now - reach}. */
    public int within(Duration reach, Instant now) {
        long from = now.minus(reach).toEpochMilli();
        int count = 0;
        for (int i = millis.length - 1; i >= 0 && millis[i] > from; i--) {
            count++;
        }
        return count;
    }

    /** These and {@code now}, without those out of reach. */
    public Recent and(Instant now) {
        return and(now, REACH);
    }

    /** These and {@code now}, without those that lie further back than {@code reach}. */
    public Recent and(Instant now, Duration reach) {
        int kept = within(reach, now);
        long[] next = Arrays.copyOfRange(millis, millis.length - kept, millis.length + 1);
        next[kept] = now.toEpochMilli();
        return new Recent(next);
    }

    /** Eight bytes each, as they lie in the record. */
    public byte[] bytes() {
        ByteBuffer b = ByteBuffer.allocate(millis.length * Long.BYTES);
        b.asLongBuffer().put(millis);
        return b.array();
    }

    public static Recent of(byte[] bytes) {
        if (bytes.length == 0) {
            return NONE;
        }
        if (bytes.length % Long.BYTES != 0) {
            throw new IllegalArgumentException(
                    "instants have eight bytes each, and " + bytes.length + " is no multiple");
        }
        long[] millis = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(millis);
        return new Recent(millis);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recent r && Arrays.equals(millis, r.millis);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(millis);
    }

    @Override
    public String toString() {
        return "Recent" + Arrays.toString(millis);
    }
}
