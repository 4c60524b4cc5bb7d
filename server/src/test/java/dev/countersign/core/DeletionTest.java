package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.ServiceSid;
import dev.countersign.store.Database;
import dev.countersign.store.Db;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is deleted is out of sight at once, comes back by no way, and is cleared away with nothing else. */
class DeletionTest {

    @EachDatabase
    void aDeletedEntityTakesItsFactorsAndChallengesOutOfSight(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid sid = ana.ask();
        Entity old = rig.entities.find(ana.person());
        rig.entities.delete(ana.person());
        assertGone(ana, sid);
        assertThat(Rig.refusal(() -> rig.entities.find(ana.person()))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> rig.entities.delete(ana.person()))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(ana::list)).isEqualTo(Refusal.NOT_FOUND);
        Entity again = rig.entities.create(ana.person());
        assertThat(again.sid()).isNotEqualTo(old.sid());
        assertGone(ana, sid);
        assertThat(ana.list()).isEmpty();
        assertThat(rig.factors.list(ana.person(), null, Rig.FIRST).rows()).isEmpty();
    }

    @EachDatabase
    void aDeletedFactorTakesItsChallengesOutOfSightAndLeavesTheOthers(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig.Holder gone = rig.enrol("user-0001");
        Rig.Holder stays = rig.enrol("user-0001");
        ChallengeSid hidden = gone.ask();
        ChallengeSid seen = stays.ask();
        rig.factors.delete(gone.person(), gone.factor());
        assertGone(gone, hidden);
        assertThat(stays.list()).extracting(c -> c.sid()).containsExactly(seen);
        assertThat(Rig.refusal(() -> rig.factors.delete(gone.person(), gone.factor())))
                .isEqualTo(Refusal.NOT_FOUND);
    }

    @EachDatabase
    void aDeletedServiceTakesEverythingBelowOutOfSightAndLeavesItsNeighbour(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid hidden = ana.ask();
        ServiceSid other = rig.services.create(rig.account, "Other", s -> s).sid();
        Rig.Holder bea = rig.enrol(rig.person(other, "user-0001"), Rig.USUAL);
        ChallengeSid seen = bea.ask();
        rig.services.delete(rig.account, rig.service);
        assertGone(ana, hidden);
        assertThat(Rig.refusal(() -> rig.enrol("user-0002"))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> rig.entities.create(ana.person()))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> rig.entities.list(rig.account, rig.service, Rig.FIRST)))
                .isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> rig.services.delete(rig.account, rig.service)))
                .isEqualTo(Refusal.NOT_FOUND);
        rig.bury();
        assertThat(bea.list()).extracting(c -> c.sid()).containsExactly(seen);
        assertThat(bea.create(bea.code()).verdict()).isEqualTo(Challenges.Verdict.RIGHT);
        assertThat(rig.rows("challenge")).isEqualTo(2);
        assertThat(rig.rows("factor")).isEqualTo(1);
        assertThat(rig.rows("entity")).isEqualTo(1);
        assertThat(rig.rows("service_grave")).isZero();
    }

    private static void assertGone(Rig.Holder holder, ChallengeSid sid) throws Throwable {
        Rig rig = holder.rig();
        assertThat(Rig.refusal(() -> holder.state(sid))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> holder.answer(sid, "123456"))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> rig.factors.find(holder.person(), holder.factor())))
                .isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> rig.challenges.create(
                        holder.person(), new Challenges.NewChallenge(holder.factor(), null, null, null, null))))
                .isEqualTo(Refusal.NOT_FOUND);
    }

    @EachDatabase
    void theReaperRemovesExactlyWhatHungOnWhatWent(Database database) {
        Rig rig = new Rig(database);
        Person twice = rig.person("user-0001");
        Rig.Holder stays = rig.enrol("user-0002");
        stays.ask();
        for (int i = 0; i < 3; i++) {
            Rig.Holder gone = rig.enrol(twice, Rig.USUAL);
            gone.ask();
            gone.ask();
            rig.enrol(twice, Rig.USUAL).ask();
            rig.factors.delete(twice, gone.factor());
        }
        rig.entities.delete(twice);
        Rig.Holder back = rig.enrol(twice, Rig.USUAL);
        back.ask();
        assertThat(rig.rows("challenge")).isEqualTo(1 + 9 + 1);
        assertThat(rig.rows("factor")).isEqualTo(1 + 3 + 1);
        rig.bury();
        assertThat(rig.rows("challenge")).isEqualTo(2);
        assertThat(rig.rows("factor")).isEqualTo(2);
        assertThat(rig.rows("entity")).isEqualTo(2);
        assertThat(rig.rows("grave")).as("the counters' own").isEqualTo(1);
        assertThat(stays.list()).hasSize(1);
        assertThat(back.list()).hasSize(1);
    }

    @EachDatabase
    void accessTokensAreClearedAwayLongAfterTheyRanOut(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Person ana = rig.person("user-0001");
        AccessTokens.Issued old = rig.tokens.create(ana, null, Duration.ofMinutes(5));
        rig.clock.forward(Duration.ofMillis(1));
        AccessTokens.Issued young = rig.tokens.create(ana, null, Duration.ofMinutes(5));
        rig.reap();
        assertThat(rig.tokens.find(rig.account, rig.service, old.token().sid()).text())
                .isEqualTo(old.text());
        rig.clock.forward(Duration.ofMinutes(10).minusMillis(1));
        rig.reap();
        assertThat(rig.rows("access_token")).isEqualTo(2);
        rig.clock.forward(Duration.ofMillis(1));
        rig.reap();
        assertThat(rig.rows("access_token")).isEqualTo(1);
        rig.clock.forward(Duration.ofMillis(1));
        rig.reap();
        assertThat(rig.rows("access_token")).isZero();
        assertThat(Rig.refusal(() ->
                        rig.tokens.find(rig.account, rig.service, young.token().sid())))
                .isEqualTo(Refusal.NOT_FOUND);
    }

    @EachDatabase
    void whatIsCountedOfAPersonOutlivesTheirDeletionForADay(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Person ana = rig.person("user-0001");
        Together.all(100, _ -> rig.unverified(ana, Rig.USUAL));
        rig.entities.delete(ana);
        rig.bury();
        assertThat(rig.rows("factor")).isZero();
        assertThat(Rig.refusal(() -> rig.unverified(ana, Rig.USUAL))).isEqualTo(Refusal.TOO_MANY_FACTOR_CREATIONS);
        rig.clock.forward(Duration.ofHours(24).minus(Db.LONGEST_UNIT).minusMillis(1));
        rig.reap();
        assertThat(Rig.refusal(() -> rig.unverified(ana, Rig.USUAL))).isEqualTo(Refusal.TOO_MANY_FACTOR_CREATIONS);
        assertThat(rig.rows("person")).isEqualTo(1);
        rig.clock.forward(Db.LONGEST_UNIT.plusMillis(1));
        rig.reap();
        assertThat(rig.rows("person")).isZero();
        assertThat(rig.rows("grave")).isZero();
        assertThat(Rig.refusal(() -> rig.unverified(ana, Rig.USUAL))).isNull();
    }

    @EachDatabase
    void whoIsDeletedTwiceWinsNoFreshCounters(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Person ana = rig.person("user-0001");
        rig.unverified(ana, Rig.USUAL);
        rig.entities.delete(ana);
        rig.bury();
        rig.clock.forward(Duration.ofHours(23));
        Together.all(99, _ -> rig.unverified(ana, Rig.USUAL));
        rig.entities.delete(ana);
        rig.bury();
        rig.clock.forward(Duration.ofHours(1));
        rig.reap();
        assertThat(Rig.refusal(() -> rig.unverified(ana, Rig.USUAL)))
                .as("the first creation is a day old")
                .isNull();
        assertThat(Rig.refusal(() -> rig.unverified(ana, Rig.USUAL))).isEqualTo(Refusal.TOO_MANY_FACTOR_CREATIONS);
    }

    @EachDatabase
    void aChallengeThatIsCreatedWhileItsEntityIsDeletedIsNeverSeenAgain(Database database) throws Throwable {
        Rig rig = new Rig(database);
        for (int round = 0; round < 15; round++) {
            Rig.Holder ana = rig.enrol("user-0001");
            List<Object> told = Together.all(8, i -> {
                if (i == 3) {
                    rig.entities.delete(ana.person());
                    return "deleted";
                }
                return i % 2 == 0
                        ? ana.ask()
                        : rig.unverified(ana.person(), Rig.USUAL).factor();
            });
            assertThat(told).contains("deleted");
            rig.entities.list(rig.account, rig.service, Rig.FIRST).rows().forEach(e -> {
                // Whoever came after the deletion brought a new Entity along; nothing of the old one is in it.
                assertThat(ana.list()).isEmpty();
            });
            for (Object one : told) {
                if (one instanceof ChallengeSid sid) {
                    assertThat(Rig.refusal(() -> ana.state(sid))).isEqualTo(Refusal.NOT_FOUND);
                }
            }
            clear(rig, ana.person());
        }
        rig.bury();
        assertThat(rig.rows("challenge")).isZero();
        assertThat(rig.rows("factor")).isZero();
    }

    private static void clear(Rig rig, Person person) {
        if (!rig.entities.list(rig.account, rig.service, Rig.FIRST).rows().isEmpty()) {
            rig.entities.delete(person);
        }
    }

    @EachDatabase
    void aReaperThatRunsMeanwhileTakesNothingFromWhoCameBack(Database database) {
        Rig rig = new Rig(database);
        AtomicReference<@Nullable RuntimeException> trouble = new AtomicReference<>();
        try (Reaper reaper = new Reaper(rig.db, Rig.KEPT, rig.retention, trouble::set)) {
            reaper.start();
            for (int round = 0; round < 20; round++) {
                Rig.Holder ana = rig.enrol("user-0001");
                ChallengeSid sid = ana.ask();
                FactorSid factor = ana.factor();
                assertThat(ana.list()).extracting(c -> c.sid()).containsExactly(sid);
                assertThat(rig.factors.list(ana.person(), null, Rig.FIRST).rows())
                        .extracting(f -> f.sid())
                        .containsExactly(factor);
                rig.entities.delete(ana.person());
                rig.clock.forward(Db.LONGEST_UNIT);
                reaper.call();
            }
        }
        assertThat(trouble.get()).isNull();
        rig.bury();
        assertThat(rig.rows("challenge")).isZero();
    }
}
