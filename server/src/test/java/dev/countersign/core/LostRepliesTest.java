package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Refusal;
import dev.countersign.store.BadLine;
import dev.countersign.store.BadLine.Fate;
import dev.countersign.store.Database;
import dev.countersign.store.Database.Engine;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The line to the database breaks at a commit: whether that was done or not, what was asked for is done once. */
class LostRepliesTest {
    private static final List<Fate> FATES = List.of(Fate.UNSENT, Fate.UNHEARD, Fate.REFUSED);

    private static Rig rig(Database database, BadLine line) {
        return new Rig(database, Policy.DEFAULT, () -> Rig.MASTER, database.open(line));
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void aChallengeIsCreatedAndCountedOnce(Database database) {
        BadLine line = database.badLine();
        Rig rig = rig(database, line);
        Rig.Holder ana = rig.enrol("user-0001");
        int created = 0;
        for (Fate fate : FATES) {
            line.next(fate);
            ChallengeSid sid = ana.ask();
            created++;
            assertThat(rig.rows("challenge")).as("%s", fate).isEqualTo(created);
            assertThat(ana.state(sid)).isEqualTo(new Challenge.State.Pending(0));
            assertThat(ana.found().totp().challenges().within(Duration.ofHours(1), rig.clock.instant()))
                    .as("%s", fate)
                    .isEqualTo(created);
        }
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void anAnswerIsGivenOnceAndWhoeverGaveItIsToldSo(Database database) throws Throwable {
        BadLine line = database.badLine();
        Rig rig = rig(database, line);
        Device device = Device.enrolled(rig, "user-0001");
        for (Fate fate : FATES) {
            for (String word : List.of("approved", "denied")) {
                ChallengeSid sid = device.ask();
                line.next(fate);
                Challenge answered = device.send(sid, device.sign(sid, word)).challenge();
                assertThat(answered.state().status().word()).as("%s", fate).isEqualTo(word);
                assertThat(Rig.refusal(() -> device.approve(sid))).isEqualTo(Refusal.CHALLENGE_ANSWERED);
            }
        }
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void aCodeIsAcceptedOnceAndItsHolderIsToldSo(Database database) {
        BadLine line = database.badLine();
        Rig rig = rig(database, line);
        Rig.Holder ana = rig.enrol("user-0001");
        for (Fate fate : FATES) {
            rig.clock.forward(Duration.ofSeconds(90));
            String code = ana.code();
            ChallengeSid sid = ana.ask();
            line.next(fate);
            assertThat(ana.answer(sid, code)).as("%s", fate).isEqualTo(Challenges.Verdict.RIGHT);
            assertThat(ana.answer(ana.ask(), code)).as("%s", fate).isEqualTo(Challenges.Verdict.WRONG);
        }
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void aWrongCodeIsNeverCountedLessThanOnce(Database database) {
        BadLine line = database.badLine();
        Rig rig = rig(database, line);
        Rig.Holder ana = rig.enrol("user-0001");
        for (Fate fate : FATES) {
            ChallengeSid sid = ana.ask();
            line.next(fate);
            ana.answer(sid, ana.wrong());
            assertThat(((Challenge.State.Pending) ana.state(sid)).attempts())
                    .as("%s", fate)
                    .isBetween(1, 2);
        }
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void whatIsDeletedIsGoneAndSaidToBe(Database database) throws Throwable {
        BadLine line = database.badLine();
        Rig rig = rig(database, line);
        for (Fate fate : FATES) {
            Rig.Holder ana = rig.enrol("user-0001");
            line.next(fate);
            rig.factors.delete(ana.person(), ana.factor());
            assertThat(Rig.refusal(() -> rig.factors.delete(ana.person(), ana.factor())))
                    .isEqualTo(Refusal.NOT_FOUND);
            line.next(fate);
            rig.entities.delete(ana.person());
            assertThat(Rig.refusal(() -> rig.entities.delete(ana.person()))).isEqualTo(Refusal.NOT_FOUND);
        }
        line.next(Fate.UNHEARD);
        rig.services.delete(rig.account, rig.service);
        assertThat(Rig.refusal(() -> rig.services.delete(rig.account, rig.service)))
                .isEqualTo(Refusal.NOT_FOUND);
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void aFactorIsEnrolledAndVerifiedOnce(Database database) {
        BadLine line = database.badLine();
        Rig rig = rig(database, line);
        int enrolled = 0;
        for (Fate fate : FATES) {
            line.next(fate);
            Rig.Holder ana = rig.unverified(rig.person("user-000" + enrolled), Rig.USUAL);
            enrolled++;
            assertThat(rig.rows("factor")).as("%s", fate).isEqualTo(enrolled);
            line.next(fate);
            Factors.Update proof = new Factors.Update(null, Rig.USUAL, Factors.PushChange.NONE, ana.code());
            assertThat(rig.factors.update(ana.person(), ana.factor(), proof).verified())
                    .as("%s", fate)
                    .isTrue();
        }
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void whatWasDoneBeforeItsEntityWentIsToldAsDone(Database database) throws Throwable {
        BadLine line = database.badLine();
        Rig rig = rig(database, line);
        Rig other = rig(database, database.badLine());
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid sid = ana.ask();
        line.meanwhile(() -> CompletableFuture.runAsync(() -> {
                    other.entities.delete(ana.person());
                    other.reap();
                })
                .join());
        line.next(Fate.UNHEARD);
        assertThat(ana.answer(sid, ana.code())).isEqualTo(Challenges.Verdict.RIGHT);
        line.next(Fate.UNHEARD);
        Rig.Holder again = rig.unverified(ana.person(), Rig.USUAL);
        assertThat(Rig.refusal(() -> again.found())).isEqualTo(Refusal.NOT_FOUND);
    }
}
