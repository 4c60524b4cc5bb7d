package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Challenges.NewChallenge;
import dev.countersign.core.Challenges.Verdict;
import dev.countersign.core.Factors.TotpChange;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Profile;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Service;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What can be done with challenges, in what order the answer no is given, and what is kept when it is. */
class ChallengesTest {

    @EachDatabase
    void aChallengeLastsFiveMinutesUnlessAskedOtherwise(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        Instant now = rig.clock.instant();
        Challenge usual = ana.create(null).challenge();
        assertThat(usual.expires())
                .isEqualTo(now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(300));
        assertThat(usual.state()).isEqualTo(new State.Pending(0));
        assertThat(until(ana, now.plusSeconds(61 * 60)).expires())
                .isEqualTo(now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600));
        assertThat(Rig.refusal(() -> until(ana, now.plusSeconds(62 * 60)))).isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(Rig.refusal(() -> until(ana, now))).isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(ana.list()).hasSize(2);
    }

    @EachDatabase
    void theStrictProfileLetsAChallengeLiveTenMinutesAtMost(Database database) throws Throwable {
        Rig rig = new Rig(database, new Policy(Profile.STRICT, 100, true, true, Policy.Ringing.DEFAULT));
        Rig.Holder ana = rig.enrol("user-0001");
        Instant now = rig.clock.instant();
        assertThat(Rig.refusal(() -> until(ana, now.plusSeconds(12 * 60)))).isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(until(ana, now.plusSeconds(11 * 60)).expires())
                .isEqualTo(now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(600));
    }

    private static Challenge until(Rig.Holder ana, Instant expires) {
        return ana.rig()
                .challenges
                .create(ana.person(), new NewChallenge(ana.factor(), null, null, expires, null))
                .challenge();
    }

    @EachDatabase
    void aRightCodeApprovesAndKeepsWhatCameWithIt(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid sid = ana.ask();
        rig.clock.forward(Duration.ofSeconds(5));
        assertThat(ana.answer(sid, ana.wrong(), "{\"no\":\"1\"}").challenge().metadata())
                .isNull();
        Challenges.Outcome told = ana.answer(sid, ana.code(), "{\"ip\":\"::1\"}");
        assertThat(told.verdict()).isEqualTo(Verdict.RIGHT);
        assertThat(told.challenge()).isEqualTo(rig.challenges.find(ana.person(), sid));
        assertThat(told.challenge().state()).isEqualTo(new State.Approved(rig.clock.instant()));
        assertThat(told.challenge().metadata()).isEqualTo("{\"ip\":\"::1\"}");
        assertThat(told.challenge().updated()).isEqualTo(rig.clock.instant());
    }

    @EachDatabase
    void aWrongCodeAtCreationIsTheFirstOfTheFive(Database database) {
        Rig.Holder ana = new Rig(database).enrol("user-0001");
        Challenges.Outcome told = ana.create(ana.wrong());
        assertThat(told.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(told.challenge().state()).isEqualTo(new State.Pending(1));
        for (int i = 1; i < 5; i++) {
            ana.answer(told.challenge().sid(), ana.wrong(i));
        }
        assertThat(Together.all(1, _ -> ana.answer(told.challenge().sid(), ana.code())))
                .containsExactly(Refusal.CHALLENGE_ATTEMPTS_SPENT);
    }

    @EachDatabase
    void theFirstReasonToRefuseIsTheOneThatIsTold(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid answered = ana.create(ana.code()).challenge().sid();
        ChallengeSid spent = ana.create(ana.wrong()).challenge().sid();
        for (int i = 1; i < 5; i++) {
            ana.answer(spent, ana.wrong(i));
        }
        assertThat(Rig.refusal(() -> ana.answer(answered, "12"))).isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(Rig.refusal(() -> ana.answer(answered, "123456789"))).isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(Rig.refusal(() -> ana.answer(answered, ana.code()))).isEqualTo(Refusal.CHALLENGE_ANSWERED);
        assertThat(Rig.refusal(() -> ana.answer(spent, ana.code()))).isEqualTo(Refusal.CHALLENGE_ATTEMPTS_SPENT);
        rig.clock.forward(Duration.ofMinutes(5));
        assertThat(Rig.refusal(() -> ana.answer(spent, ana.code()))).isEqualTo(Refusal.CHALLENGE_EXPIRED);
        assertThat(Rig.refusal(() -> ana.answer(spent, "12"))).isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(Rig.refusal(() -> ana.answer(answered, ana.code()))).isEqualTo(Refusal.CHALLENGE_ANSWERED);
        ChallengeSid nobody = new ChallengeSid(new Sid.Id(1, 1));
        assertThat(Rig.refusal(() -> ana.answer(nobody, ana.code()))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(ana.found().totp().wrongInARow())
                .as("a refusal counts nothing")
                .isEqualTo(5);
    }

    @EachDatabase
    void anUnverifiedOrUnknownOrForeignFactorIsNotQuestioned(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        Rig.Holder bea = rig.unverified(rig.person("user-0002"), Rig.USUAL);
        assertThat(Rig.refusal(bea::ask)).isEqualTo(Refusal.FACTOR_UNVERIFIED);
        assertThat(Rig.refusal(() -> rig.challenges.create(ana.person(), asking(bea.factor()))))
                .isEqualTo(Refusal.NOT_FOUND);
        ServiceSid other = rig.services.create(rig.account, "Other", s -> s).sid();
        assertThat(Rig.refusal(() -> rig.challenges.create(rig.person(other, "user-0001"), asking(ana.factor()))))
                .isEqualTo(Refusal.NOT_FOUND);
        ChallengeSid sid = ana.ask();
        assertThat(Rig.refusal(() -> rig.challenges.find(bea.person(), sid))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(rig.rows("challenge")).isEqualTo(1);
    }

    private static NewChallenge asking(FactorSid factor) {
        return new NewChallenge(factor, null, null, null, null);
    }

    @EachDatabase
    void shortCodesAreAskedForTenTimesADayAndLongOnesAHundredTimes(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig.Holder shorter = rig.enrol(rig.person("user-0001"), new TotpChange(null, null, null, 4));
        for (int i = 0; i < 10; i++) {
            shorter.ask();
            rig.clock.forward(Duration.ofHours(2));
        }
        assertThat(Rig.refusal(shorter::ask)).isEqualTo(Refusal.TOO_MANY_CHALLENGES);
        rig.clock.forward(Duration.ofHours(4).minusMillis(1));
        assertThat(Rig.refusal(shorter::ask)).isEqualTo(Refusal.TOO_MANY_CHALLENGES);
        rig.clock.forward(Duration.ofMillis(1));
        assertThat(Rig.refusal(shorter::ask)).isNull();
        Rig.Holder longer = rig.enrol("user-0002");
        for (int i = 0; i < 100; i++) {
            longer.ask();
            rig.clock.forward(Duration.ofMinutes(10));
        }
        assertThat(Rig.refusal(longer::ask)).isEqualTo(Refusal.TOO_MANY_CHALLENGES);
        rig.clock.forward(Duration.ofHours(24).minusMinutes(1000));
        assertThat(Rig.refusal(longer::ask)).isNull();
    }

    @EachDatabase
    void detailsAreFrozenAtCreationWithTheDateWhereTheServiceSaysSo(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        NewChallenge asked = new NewChallenge(
                ana.factor(), new Challenges.Details(null, date -> "{\"date\":\"" + date + "\"}"), "{}", null, null);
        ChallengeSid without =
                rig.challenges.create(ana.person(), asked).challenge().sid();
        rig.services.update(
                rig.account,
                rig.service,
                s -> new Service(
                        s.sid(),
                        s.account(),
                        s.friendlyName(),
                        s.codes(),
                        new Service.Push(true, true, null, null, null),
                        s.totp(),
                        s.passkeys(),
                        s.updated()));
        Challenge with = rig.challenges.create(ana.person(), asked).challenge();
        assertThat(with.details()).isEqualTo("{\"date\":\"2026-01-01T00:00:00Z\"}");
        assertThat(rig.challenges.find(ana.person(), with.sid())).isEqualTo(with);
        assertThat(rig.challenges.find(ana.person(), without).details()).isEqualTo("{\"date\":\"null\"}");
        assertThat(rig.challenges.find(ana.person(), without).hiddenDetails()).isEqualTo("{}");
    }

    @EachDatabase
    void aListOfNobodysChallengesIsNotAnEmptyOne(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Challenge.Filter all = new Challenge.Filter(null, null);
        assertThat(Rig.refusal(() -> rig.challenges.list(rig.person("user-0001"), all, Rig.FIRST)))
                .isEqualTo(Refusal.NOT_FOUND);
        rig.entities.create(rig.person("user-0001"));
        assertThat(rig.challenges.list(rig.person("user-0001"), all, Rig.FIRST).rows())
                .isEmpty();
    }
}
