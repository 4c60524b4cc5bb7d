package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Challenges.Verdict;
import dev.countersign.core.Factors.TotpChange;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Profile;
import dev.countersign.domain.Refusal;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.time.Instant;

/** A code is good once, in its time, and a hundred wrong ones in a row are the end of a factor. */
class CodesTest {
    private static final Policy NEVER_DISABLES = new Policy(Profile.COMPAT, 0, true, true, Policy.Ringing.DEFAULT);

    @EachDatabase
    void aHundredWrongCodesInARowDisableAFactorHoweverMuchTimeIsBetweenThem(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        for (int challenge = 0; challenge < 25; challenge++) {
            ChallengeSid sid = ana.ask();
            for (int i = 0; i < 4; i++) {
                assertThat(ana.found().totp().disabled()).isFalse();
                boolean last = challenge == 24 && i == 3;
                assertThat(ana.answer(sid, ana.wrong(i))).isEqualTo(last ? Verdict.WRONG_AND_DISABLING : Verdict.WRONG);
            }
            rig.clock.forward(Duration.ofHours(3));
        }
        assertThat(ana.found().totp().wrongInARow()).isEqualTo(100);
        assertThat(ana.found().totp().disabled()).isTrue();
        assertThat(ana.found().verified()).isTrue();
        assertThat(Rig.refusal(() -> ana.create(ana.code()))).isEqualTo(Refusal.FACTOR_DISABLED);
        assertThat(Rig.refusal(ana::ask)).isEqualTo(Refusal.FACTOR_DISABLED);
        rig.clock.forward(Duration.ofDays(365));
        assertThat(Rig.refusal(ana::ask)).isEqualTo(Refusal.FACTOR_DISABLED);
        Rig.Holder anew = rig.enrol("user-0001");
        assertThat(anew.create(anew.code()).verdict()).isEqualTo(Verdict.RIGHT);
    }

    @EachDatabase
    void anOpenChallengeOfADisabledFactorTakesNotEvenTheRightCode(Database database) throws Throwable {
        Rig rig = new Rig(database, new Policy(Profile.COMPAT, 6, true, true, Policy.Ringing.DEFAULT));
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid open = ana.ask();
        ChallengeSid other = ana.ask();
        for (int i = 0; i < 5; i++) {
            ana.answer(other, ana.wrong(i));
        }
        assertThat(ana.create(ana.wrong()).verdict()).isEqualTo(Verdict.WRONG_AND_DISABLING);
        assertThat(Rig.refusal(() -> ana.answer(open, ana.code()))).isEqualTo(Refusal.FACTOR_DISABLED);
        assertThat(ana.state(open)).isEqualTo(new State.Pending(0));
    }

    @EachDatabase
    void aRightCodeBeginsTheCountAgainAndOneThatComesWithAChallengeCountsToo(Database database) {
        Rig rig = new Rig(database, new Policy(Profile.COMPAT, 3, true, true, Policy.Ringing.DEFAULT));
        Rig.Holder ana = rig.enrol("user-0001");
        for (int round = 0; round < 4; round++) {
            ana.create(ana.wrong(0));
            ana.create(ana.wrong(1));
            assertThat(ana.create(ana.code()).verdict()).isEqualTo(Verdict.RIGHT);
            assertThat(ana.found().totp().wrongInARow()).isZero();
            rig.clock.forward(Duration.ofHours(2));
        }
        for (int i = 0; i < 3; i++) {
            ana.create(ana.wrong(i));
        }
        assertThat(ana.found().totp().disabled()).isTrue();
    }

    @EachDatabase
    void wrongCodesAtVerificationDisableNothing(Database database) {
        Rig rig = new Rig(database, new Policy(Profile.COMPAT, 2, true, true, Policy.Ringing.DEFAULT));
        Rig.Holder ana = rig.unverified(rig.person("user-0001"), Rig.USUAL);
        for (int i = 0; i < 4; i++) {
            rig.factors.update(
                    ana.person(),
                    ana.factor(),
                    new Factors.Update(null, Rig.USUAL, Factors.PushChange.NONE, ana.wrong(i)));
        }
        rig.factors.update(
                ana.person(), ana.factor(), new Factors.Update(null, Rig.USUAL, Factors.PushChange.NONE, ana.code()));
        assertThat(ana.found().verified()).isTrue();
        assertThat(ana.create(ana.code()).verdict()).isEqualTo(Verdict.RIGHT);
    }

    @EachDatabase
    void whereTheOperatorSaysSoNoCountDisables(Database database) {
        Rig rig = new Rig(database, NEVER_DISABLES);
        Rig.Holder ana = rig.enrol("user-0001");
        for (int i = 0; i < 40; i++) {
            ana.create(ana.wrong(i));
        }
        assertThat(ana.create(ana.code()).verdict()).isEqualTo(Verdict.RIGHT);
    }

    @EachDatabase
    void aStepIsAcceptedOnceAndNoEarlierOneAfterIt(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        long now = rig.clock.instant().getEpochSecond();
        assertThat(ana.create(ana.codeAt(now)).verdict()).isEqualTo(Verdict.RIGHT);
        assertThat(ana.create(ana.codeAt(now)).verdict()).isEqualTo(Verdict.WRONG);
        assertThat(ana.create(ana.codeAt(now - 30)).verdict()).isEqualTo(Verdict.WRONG);
        assertThat(ana.create(ana.codeAt(now + 30)).verdict()).isEqualTo(Verdict.RIGHT);
        rig.clock.forward(Duration.ofSeconds(30));
        assertThat(ana.create(ana.code()).verdict()).isEqualTo(Verdict.WRONG);
        rig.clock.forward(Duration.ofSeconds(30));
        assertThat(ana.create(ana.code()).verdict()).isEqualTo(Verdict.RIGHT);
    }

    @EachDatabase
    void whereTheOperatorSaysSoACodeIsGoodAsLongAsItLasts(Database database) {
        Rig.Holder ana = new Rig(database, new Policy(Profile.COMPAT, 100, false, true, Policy.Ringing.DEFAULT))
                .enrol("user-0001");
        assertThat(ana.create(ana.code()).verdict()).isEqualTo(Verdict.RIGHT);
        assertThat(ana.create(ana.code()).verdict()).isEqualTo(Verdict.RIGHT);
    }

    @EachDatabase
    void theCodeThatEnrolsAnswersOneChallengeMoreUnlessTheProfileIsStrict(Database database) {
        Rig.Holder lax = new Rig(database).enrol("user-0001");
        assertThat(lax.create(lax.code()).verdict()).isEqualTo(Verdict.RIGHT);
        Rig.Holder strict = new Rig(database, new Policy(Profile.STRICT, 100, true, true, Policy.Ringing.DEFAULT))
                .enrol("user-0002");
        assertThat(strict.create(strict.code()).verdict()).isEqualTo(Verdict.WRONG);
    }

    @EachDatabase
    void noWaitIsWonByChangingTheLengthOfTheSteps(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol(rig.person("user-0001"), new TotpChange(null, 60, 0, null));
        assertThat(ana.create(ana.code()).verdict()).isEqualTo(Verdict.RIGHT);
        Instant used = rig.clock.instant();
        for (int step : new int[] {20, 30, 60, 20}) {
            rig.factors.update(
                    ana.person(),
                    ana.factor(),
                    new Factors.Update(null, new TotpChange(null, step, null, null), Factors.PushChange.NONE, null));
            for (int second = 0; second < 60; second += step) {
                rig.clock.set(used.plusSeconds(second));
                assertThat(ana.create(ana.code()).verdict())
                        .as("step " + step + ", second " + second)
                        .isEqualTo(Verdict.WRONG);
            }
        }
        rig.clock.set(used.plusSeconds(60));
        assertThat(ana.create(ana.code()).verdict()).isEqualTo(Verdict.RIGHT);
    }

    @EachDatabase
    void aClockSetBackOpensNoStepAgain(Database database) {
        Rig rig = new Rig(database, NEVER_DISABLES);
        Rig.Holder ana = rig.enrol("user-0001");
        String early = ana.code();
        rig.clock.forward(Duration.ofMinutes(10));
        String late = ana.code();
        assertThat(ana.create(late).verdict()).isEqualTo(Verdict.RIGHT);
        for (int back = 1; back <= 12; back++) {
            rig.clock.forward(Duration.ofMinutes(-1));
            assertThat(ana.create(late).verdict()).isEqualTo(Verdict.WRONG);
            assertThat(ana.create(early).verdict()).isEqualTo(Verdict.WRONG);
        }
    }

    @EachDatabase
    void aClockSetBackOpensNoExpiredChallengeAgain(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        ChallengeSid sid = ana.ask();
        rig.clock.forward(Duration.ofMinutes(6));
        assertThat(ana.state(sid)).isEqualTo(new State.Expired());
        rig.clock.forward(Duration.ofMinutes(-6));
        assertThat(ana.state(sid)).isEqualTo(new State.Expired());
        assertThat(Rig.refusal(() -> ana.answer(sid, ana.code()))).isEqualTo(Refusal.CHALLENGE_EXPIRED);
    }
}
