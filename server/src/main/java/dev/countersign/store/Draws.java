package dev.countersign.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What time and chance gave to one unit of work. Kept over its tries, so that a second try is the same deed as the first. */
final class Draws {
    private final Instants instants;
    private final RandomGenerator random;
    private final List<byte[]> ids = new ArrayList<>(2);
    private @Nullable Instant now;
    private byte @Nullable [] name;
    private boolean doubtful;
    private long drawn;

    private final LongSupplier nanos;

    /** @param nanos measures durations */
    Draws(Instants instants, RandomGenerator random, LongSupplier nanos) {
        this.instants = instants;
        this.random = random;
        this.nanos = nanos;
    }

    /** Drawn when the unit first runs, not when it is handed in: units that run later are never earlier. */
    Instant now() {
        Instant known = now;
        if (known == null) {
            drawn = nanos.getAsLong();
            known = instants.now();
            now = known;
        }
        return known;
    }

    /** How long ago its instant was, in nanoseconds; 0 where it has none yet. */
    long age() {
        return now == null ? 0 : nanos.getAsLong() - drawn;
    }

    byte[] id(int nth) {
        if (nth == ids.size()) {
            ids.add(draw());
        }
        return ids.get(nth).clone();
    }

    byte[] name() {
        byte[] known = name;
        if (known == null) {
            known = draw();
            name = known;
        }
        return known.clone();
    }

    private byte[] draw() {
        byte[] chance = new byte[10];
        random.nextBytes(chance);
        long millis = now().toEpochMilli();
        byte[] id = new byte[16];
        ByteBuffer.wrap(id)
                .putShort((short) (millis >>> 32))
                .putInt((int) millis)
                .put(chance);
        return id;
    }

    /** Whether a try may have been committed without our hearing of it. */
    boolean doubtful() {
        return doubtful;
    }

    void doubt() {
        doubtful = true;
    }
}
