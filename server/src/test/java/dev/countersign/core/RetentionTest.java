package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Event;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Sid;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import dev.countersign.store.OutboxTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What was told is kept to be seen for as long as the operator says; and what a unit hands over is what it wrote. */
class RetentionTest {
    private static void webhook(Rig rig, long number) {
        rig.db.write(tx -> tx.update(
                "INSERT INTO webhook (sid, service_sid, friendly_name, event_types, url, enabled, version, updated)"
                        + " VALUES (?, ?, 'prod', '*', 'https://a.example/', 1, 'v2', 0)",
                new Sid.Id(77, number).bytes(),
                rig.service.id().bytes()));
    }

    private static void told(Rig rig, List<Owed> owed) {
        Database.aboutSeveral(rig.db, tx -> {
            owed.forEach(o -> new OutboxTable(tx).close(o.key(), 1, tx.now(), "200"));
            return true;
        });
    }

    @EachDatabase
    void whatIsOverGoesAfterItsDaysWhetherItsWebhookStandsOrNotAndWhatIsOwedStays(Database database) {
        Rig rig = new Rig(database);
        webhook(rig, 1);
        webhook(rig, 2);
        for (int i = 0; i < 150; i++) {
            rig.unverified(rig.person("user-" + (1000 + i)), Rig.USUAL);
        }
        told(rig, rig.owed);
        rig.db.write(tx -> tx.update("DELETE FROM webhook WHERE sid = ?", (Object) new Sid.Id(77, 2).bytes()));
        rig.clock.forward(Rig.KEPT.minusMinutes(1));
        rig.owed.clear();
        rig.unverified(rig.person("user-2000"), Rig.USUAL);
        rig.reap();
        assertThat(rig.rows("outbox")).isEqualTo(301);
        rig.clock.forward(Duration.ofMinutes(2));
        rig.reap();
        assertThat(rig.rows("outbox")).isEqualTo(1);
        rig.clock.forward(Rig.KEPT);
        rig.reap();
        assertThat(rig.rows("outbox")).as("still owed").isEqualTo(1);
        told(rig, rig.owed);
        rig.reap();
        assertThat(rig.rows("outbox")).isZero();
    }

    @EachDatabase
    void challengesGoAfterTheirDaysInTheCourseOfOneAndNoneOfTheOthersDoes(Database database) {
        Rig rig = new Rig(database);
        List<Rig.Holder> all = IntStream.range(0, 20)
                .mapToObj(i -> rig.enrol("user-" + (1000 + i)))
                .toList();
        for (Rig.Holder holder : all) {
            ChallengeSid approved = holder.ask();
            holder.answer(approved, holder.code());
            holder.ask();
        }
        rig.reap();
        rig.clock.forward(Duration.ofDays(90).minusMinutes(1));
        rig.reap();
        assertThat(rig.rows("challenge")).isEqualTo(40);
        ChallengeSid young = all.getFirst().ask();
        rig.clock.forward(Duration.ofMinutes(2));
        rig.reap();
        assertThat(rig.rows("challenge")).as("those of its time of day").isBetween(30L, 41L);
        for (int hour = 0; hour < 24; hour++) {
            rig.clock.forward(Duration.ofHours(1));
            rig.reap();
        }
        assertThat(rig.rows("challenge")).isEqualTo(1);
        assertThat(all.getFirst().list()).extracting(Challenge::sid).containsExactly(young);
    }

    @EachDatabase
    void whereTheyAreKeptForEverNoneGoes(Database database) {
        Rig rig = new Rig(database);
        rig.enrol("user-1000").ask();
        Retention forEver = new Retention(rig.db, Duration.ZERO);
        rig.clock.forward(Duration.ofDays(40_000));
        assertThat(forEver.over(10)).isEmpty();
    }

    @EachDatabase(only = Database.Engine.SQLITE)
    void aUnitThatIsRunAgainHandsOverOnlyWhatItsLastRunWrote(Database database) throws Exception {
        Rig rig = new Rig(database);
        webhook(rig, 1);
        Factor factor = rig.unverified(rig.person("user-1000"), Rig.USUAL).found();
        told(rig, rig.owed);
        rig.owed.clear();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch queued = new CountDownLatch(2);
        CountDownLatch both = new CountDownLatch(2);
        // While the writer is held, two get in line: ours, and a neighbour who costs their whole batch its transaction.
        Thread holder = Thread.ofVirtual()
                .start(() -> rig.db.write(tx -> {
                    blocked.countDown();
                    await(queued);
                    return true;
                }));
        await(blocked);
        Thread ours = Thread.ofVirtual().unstarted(() -> {
            rig.outbox.write(factor.person(), (tx, owing) -> {
                owing.tell(Event.Type.FACTOR_VERIFIED, factor, null);
                runs.incrementAndGet();
                return true;
            });
            both.countDown();
        });
        Thread neighbour = Thread.ofVirtual().unstarted(() -> {
            assertThatThrownBy(() -> rig.db.write(
                    tx -> tx.update("INSERT OR ROLLBACK INTO webhook SELECT * FROM webhook WHERE sid = ?", (Object)
                            new Sid.Id(77, 1).bytes())));
            both.countDown();
        });
        for (Thread each : List.of(ours, neighbour)) {
            each.start();
            while (each.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            queued.countDown();
        }
        await(both);
        holder.join();
        assertThat(runs).as("runs").hasValue(2);
        assertThat(rig.owed).hasSize(1);
        assertThat(rig.rows("outbox")).isEqualTo(2);
        assertThat(Database.number(rig.db, "SELECT count(*) FROM outbox WHERE sid = ?", (Object)
                        rig.owed.getFirst().key().sid().bytes()))
                .isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
