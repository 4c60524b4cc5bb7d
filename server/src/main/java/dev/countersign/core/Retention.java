package dev.countersign.core;

import dev.countersign.domain.Sid;
import dev.countersign.store.ChallengeTable;
import dev.countersign.store.ChallengeTable.Old;
import dev.countersign.store.Db;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long challenges that are over can be seen. Once a day it walks past everybody, a small part of all keys at a time, so
 * that it reads little at once however many there are, and needs no index that every creation pays for.
 */
public final class Retention {
    /** Parts of a day, and of all keys. */
    static final int PARTS = 4096;

    private static final Duration PART = Duration.ofDays(1).dividedBy(PARTS);

    private final Db db;
    private final Duration kept;
    private long next = -1;

    /** @param kept zero for ever */
    public Retention(Db db, Duration kept) {
        this.db = db;
        this.kept = kept;
    }

    /**
     * Some challenges that may go, at most {@code most} of them: those of the part of all keys whose time of day it is, and
     * of the parts since the last time anybody asked. Empty once there is none left just now.
     */
    List<Old> over(int most) {
        if (kept.isZero()) {
            return List.of();
        }
        return db.read(tx -> {
            Instant before = tx.now().minus(kept);
            long here = tx.now().toEpochMilli() / PART.toMillis();
            next = next < 0 ? here : Math.max(next, here - PARTS + 1);
            while (next <= here) {
                int part = (int) (next % PARTS);
                List<Old> found = new ChallengeTable(tx).old(first(part), last(part), before, most);
                if (!found.isEmpty()) {
                    return found;
                }
                next++;
            }
            return List.of();
        });
    }

    /** Keys are hashes, so equal parts hold about as many people. */
    private static Sid.Id first(int part) {
        return new Sid.Id((long) part << 52, 0);
    }

    private static Sid.Id last(int part) {
        return new Sid.Id((long) part << 52 | (1L << 52) - 1, -1);
    }
}
