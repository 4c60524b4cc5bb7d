package dev.countersign.core;

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
    private final Db db;
    private final Duration kept;
    private final DailyRound round = new DailyRound();

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
            return round.some(tx.now(), (from, to) -> new ChallengeTable(tx).old(from, to, before, most));
        });
    }
}
