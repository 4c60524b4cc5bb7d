package dev.countersign.core;

import dev.countersign.domain.Mark;
import dev.countersign.domain.Sid;
import dev.countersign.store.Db;
import dev.countersign.store.TrailTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keeps trails short: once a day somebody's is cut to its latest marks, and to those that are not too old. */
final class TrailKeeping {
    /** What is younger has not been added up yet, perhaps, and stays however much it is. */
    private static final Duration COUNTED = Duration.ofHours(4);

    private final Db db;
    private final DailyRound round = new DailyRound();

    TrailKeeping(Db db) {
        this.db = db;
    }

    /** Cuts some trails; whether there were any. */
    boolean cut() {
        List<Sid.Id> people = db.read(tx -> {
            TrailTable trails = new TrailTable(tx);
            Instant until = tx.now().minus(COUNTED);
            Instant old = tx.now().minus(Mark.KEPT);
            return round.some(tx.now(), (from, to) -> trails.overgrown(from, to, Mark.MOST, until, old));
        });
        for (Sid.Id person : people) {
            db.write(tx -> {
                new TrailTable(tx)
                        .trim(
                                person,
                                Mark.MOST,
                                tx.now().minus(COUNTED),
                                tx.now().minus(Mark.KEPT));
                return true;
            });
        }
        return !people.isEmpty();
    }
}
