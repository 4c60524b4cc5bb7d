package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Refusal;
import dev.countersign.store.Database;
import dev.countersign.store.Database.Engine;
import dev.countersign.store.EachDatabase;
import java.time.Instant;
import java.util.Random;

/** Two servers whose clocks differ, and a challenge that is about to end: of its end and of an answer everybody is told one. */
class EndsTest {
    private static final long BEHIND_SECONDS = 3;

    /** A server on the same record whose clock is behind. */
    private static Rig late(Database database, Rig rig) {
        return new Rig(
                database,
                Policy.DEFAULT,
                () -> Rig.MASTER,
                database.open(() -> rig.clock.instant().minusSeconds(BEHIND_SECONDS), new Random(77)));
    }

    private static ChallengeSid askedToItsEnd(Rig rig, Rig.Holder ana) {
        ChallengeSid sid = ana.ask();
        Instant end = rig.challenges.find(ana.person(), sid).expires();
        rig.clock.set(end);
        return sid;
    }

    private static Challenges.Outcome answer(Rig at, Rig.Holder ana, ChallengeSid sid) {
        return at.challenges.answer(ana.person(), sid, new Challenges.Response(ana.code(), null, null, (_, _) -> null));
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void onceOneServerSaidThatItIsOverNoOtherTakesAnAnswer(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig late = late(database, rig);
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid sid = askedToItsEnd(rig, ana);
        assertThat(ana.state(sid)).isEqualTo(new Challenge.State.Expired());
        assertThat(Rig.refusal(() -> answer(late, ana, sid))).isEqualTo(Refusal.CHALLENGE_EXPIRED);
        assertThat(late.challenges.find(ana.person(), sid).state()).isEqualTo(new Challenge.State.Expired());
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void anEndThatARefusedAnswerOrAListToldOfIsOneAsWell(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig late = late(database, rig);
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid refused = askedToItsEnd(rig, ana);
        assertThat(Rig.refusal(() -> answer(rig, ana, refused))).isEqualTo(Refusal.CHALLENGE_EXPIRED);
        assertThat(Rig.refusal(() -> answer(late, ana, refused))).isEqualTo(Refusal.CHALLENGE_EXPIRED);
        ChallengeSid listed = askedToItsEnd(rig, ana);
        assertThat(ana.list()).last().extracting(Challenge::state).isEqualTo(new Challenge.State.Expired());
        assertThat(Rig.refusal(() -> answer(late, ana, listed))).isEqualTo(Refusal.CHALLENGE_EXPIRED);
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void anAnswerThatCameInTimeElsewhereIsTheEndAndNotItsExpiry(Database database) {
        Rig rig = new Rig(database);
        Rig late = late(database, rig);
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid sid = askedToItsEnd(rig, ana);
        assertThat(answer(late, ana, sid).verdict()).isEqualTo(Challenges.Verdict.RIGHT);
        assertThat(ana.state(sid)).isInstanceOf(Challenge.State.Approved.class);
    }
}
