package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.store.ChallengeTable;
import dev.countersign.store.Database;
import dev.countersign.store.Db;
import dev.countersign.store.EachDatabase;
import dev.countersign.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A Service with very much below it is deleted in one small unit of work, and cleared away between everybody else's. */
class ServiceDeletionTest {
    private static final int CHALLENGES = Boolean.getBoolean("countersign.long") ? 1_000_000 : 20_000;
    private static final int PEOPLE = 20;

    private static final class Count implements Watch {
        final AtomicLong units = new AtomicLong();

        @Override
        public void batch(int more, long nanos) {
            units.addAndGet(more);
        }
    }

    @EachDatabase
    void deletingItIsOneUnitAndClearingItAwayStopsNobody(Database database) throws Throwable {
        Count count = new Count();
        Db db = database.open(count);
        Rig rig = new Rig(database, Policy.DEFAULT, () -> Rig.MASTER, db);
        ServiceSid doomed = rig.services.create(rig.account, "Doomed", s -> s).sid();
        List<ChallengeSid> planted = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            Rig.Holder holder = rig.enrol(rig.person(doomed, "person-" + i), Rig.USUAL);
            planted.add(plant(db, holder.found(), CHALLENGES / PEOPLE));
        }
        Rig.Holder bea = rig.enrol("user-0001");
        bea.ask();
        long others = rig.rows("challenge") - CHALLENGES;

        long before = db.write(_ -> count.units.get()) + 1;
        rig.services.delete(rig.account, doomed);
        // Asked for in the next unit: a batch is counted once those in it have been told.
        long after = db.write(_ -> count.units.get());
        assertThat(after).isEqualTo(before + 1);
        assertThat(rig.rows("challenge")).isEqualTo(CHALLENGES + others);
        assertThat(Rig.refusal(() -> rig.challenges.find(rig.person(doomed, "person-0"), planted.getFirst())))
                .isEqualTo(Refusal.NOT_FOUND);

        long reaped = clearAway(rig, count);
        // Not more than a few hundred rows a unit, so the others' units come between.
        assertThat(reaped).isGreaterThanOrEqualTo(CHALLENGES / 200);
        assertThat(rig.rows("challenge")).isEqualTo(others);
        assertThat(rig.rows("entity")).isEqualTo(1);
        assertThat(rig.rows("factor")).isEqualTo(1);
        assertThat(bea.list()).hasSize((int) others);
    }

    /** Lets a reaper work until nothing is left, while another Service is written to; says how many units it took. */
    private static long clearAway(Rig rig, Count count) {
        AtomicReference<@Nullable RuntimeException> trouble = new AtomicReference<>();
        long before = count.units.get();
        long written = 0;
        try (Reaper reaper = new Reaper(rig.db, Rig.KEPT, rig.retention, trouble::set)) {
            reaper.start();
            while (remains(rig.db)) {
                rig.clock.forward(Duration.ofSeconds(1));
                reaper.call();
                rig.services.update(rig.account, rig.service, s -> s);
                written++;
            }
        }
        assertThat(trouble.get()).isNull();
        assertThat(written).as("the others' units that came between").isGreaterThan(20);
        return count.units.get() - before - written;
    }

    private static boolean remains(Db db) {
        return Database.number(
                        db,
                        "SELECT (SELECT count(*) FROM service_grave) + (SELECT count(*) FROM grave WHERE kind <> ?)",
                        "counters")
                > 0;
    }

    private static ChallengeSid plant(Db db, Factor factor, int many) {
        ChallengeSid last = null;
        for (int from = 0; from < many; from += 10_000) {
            int some = Math.min(10_000, many - from);
            last = db.write(tx -> {
                ChallengeTable table = new ChallengeTable(tx);
                ChallengeSid sid = new ChallengeSid(Sid.Id.of(tx.id()));
                for (int i = 0; i < some; i++) {
                    sid = new ChallengeSid(Sid.Id.of(tx.id()));
                    table.add(new Challenge(
                            sid,
                            factor.person(),
                            factor.entity(),
                            factor.sid(),
                            factor.type(),
                            tx.now().plusSeconds(300),
                            tx.now(),
                            new Challenge.State.Pending(0),
                            null,
                            null,
                            null));
                }
                return sid;
            });
        }
        if (last == null) {
            throw new AssertionError("nothing was planted");
        }
        return last;
    }
}
