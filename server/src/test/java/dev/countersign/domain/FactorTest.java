package dev.countersign.domain;

import static dev.countersign.domain.Sample.NOW;
import static dev.countersign.domain.Sample.no;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Factor.Judged;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactorTest {
    private static final @Nullable Long WRONG = null;
    private static final Policy REUSABLE = new Policy(Profile.COMPAT, 100, false, true, Policy.Ringing.DEFAULT);
    private static final Policy STRICT = new Policy(Profile.STRICT, 100, true, true, Policy.Ringing.DEFAULT);

    private static @Nullable Long code(boolean right) {
        return right ? Long.valueOf(60) : WRONG;
    }

    private static Factor wronglyVerified(int times) {
        Factor f = Sample.unverified();
        for (int i = 0; i < times; i++) {
            f = f.verify(WRONG, Policy.DEFAULT, NOW);
        }
        return f;
    }

    private static Factor wronglyAnswered(Factor f, int times, Policy policy) {
        for (int i = 0; i < times; i++) {
            f = f.judge(WRONG, policy).next();
        }
        return f;
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "4, true", "0, false", "1, false", "4, false"})
    void aProofDecidesWhileThereAreTriesLeft(int wrongBefore, boolean right) {
        Factor next = wronglyVerified(wrongBefore).verify(code(right), Policy.DEFAULT, NOW.plusSeconds(5));
        assertThat(next.verified()).isEqualTo(right);
        assertThat(next.totp().wrongVerifications()).isEqualTo(right ? 0 : wrongBefore + 1);
        assertThat(next.updated()).isEqualTo(right ? NOW.plusSeconds(5) : NOW);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSixthTryIsRefusedWhateverItsCode(boolean right) {
        Factor spent = wronglyVerified(5);
        assertThat(no(() -> spent.verify(code(right), Policy.DEFAULT, NOW))).isEqualTo(Refusal.FACTOR_ATTEMPTS_SPENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onceVerifiedNothingTakesItBack(boolean right) {
        Factor verified = Sample.verified();
        for (int i = 0; i < 10; i++) {
            assertThat(verified.verify(code(right), STRICT, NOW)).isEqualTo(verified);
        }
    }

    @Test
    void anUnverifiedFactorIsNotQuestioned() {
        assertThat(no(() -> Sample.unverified().challenged(NOW))).isEqualTo(Refusal.FACTOR_UNVERIFIED);
        assertThat(no(() -> Sample.unverified().mustStand())).isEqualTo(Refusal.FACTOR_UNVERIFIED);
        assertThat(no(() -> Sample.verified().mustStand())).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100})
    void itIsDisabledByExactlySoManyConsecutiveWrongCodes(int most) {
        Policy policy = new Policy(Profile.COMPAT, most, true, true, Policy.Ringing.DEFAULT);
        Factor almost = wronglyAnswered(Sample.verified(), most - 1, policy);
        assertThat(no(almost::mustStand)).isNull();
        Factor disabled = almost.judge(WRONG, policy).next();
        assertThat(disabled.totp().disabled()).isTrue();
        assertThat(disabled.verified()).isTrue();
        assertThat(no(disabled::mustStand)).isEqualTo(Refusal.FACTOR_DISABLED);
        assertThat(no(() -> disabled.challenged(NOW))).isEqualTo(Refusal.FACTOR_DISABLED);
    }

    @Test
    void aRightCodeStartsTheCountAnew() {
        Factor almost = wronglyAnswered(Sample.verified(), 99, Policy.DEFAULT);
        Factor relieved = almost.judge(60L, Policy.DEFAULT).next();
        assertThat(relieved.totp().wrongInARow()).isZero();
        assertThat(wronglyAnswered(relieved, 99, Policy.DEFAULT).totp().disabled())
                .isFalse();
        assertThat(wronglyAnswered(relieved, 100, Policy.DEFAULT).totp().disabled())
                .isTrue();
    }

    @Test
    void waitingDoesNotStartTheCountAnew() {
        Factor almost = wronglyAnswered(Sample.verified(), 99, Policy.DEFAULT);
        Factor aYearLater = almost.challenged(NOW.plus(Duration.ofDays(365)));
        assertThat(aYearLater.judge(WRONG, Policy.DEFAULT).next().totp().disabled())
                .isTrue();
    }

    @Test
    void onceDisabledNothingButEnrollingAnewHelps() {
        Factor disabled = wronglyAnswered(Sample.verified(), 100, Policy.DEFAULT);
        assertThat(disabled.judge(60L, Policy.DEFAULT).next().totp().disabled()).isTrue();
        assertThat(disabled.judge(WRONG, new Policy(Profile.COMPAT, 0, true, true, Policy.Ringing.DEFAULT))
                        .next()
                        .totp()
                        .disabled())
                .isTrue();
        assertThat(disabled.verify(90L, Policy.DEFAULT, NOW).totp().disabled()).isTrue();
        assertThat(disabled.changed("new", TotpConfig.DEFAULT, NOW).totp().disabled())
                .isTrue();
    }

    @Test
    void aPolicyOfZeroNeverDisables() {
        Factor f = wronglyAnswered(
                Sample.verified(), 1000, new Policy(Profile.COMPAT, 0, true, true, Policy.Ringing.DEFAULT));
        assertThat(f.totp().disabled()).isFalse();
        assertThat(f.totp().wrongInARow()).isEqualTo(1000);
    }

    @Test
    void aWrongEnrolmentCodeDoesNotCountTowardsDisabling() {
        assertThat(wronglyVerified(5).totp().wrongInARow()).isZero();
    }

    @Test
    void aCodeIsAcceptedOnceAndNoneOfAnEarlierStepAfterIt() {
        Judged first = Sample.verified().judge(120L, Policy.DEFAULT);
        assertThat(first.right()).isTrue();
        Factor after = first.next();
        assertThat(after.judge(120L, Policy.DEFAULT).right()).isFalse();
        assertThat(after.judge(90L, Policy.DEFAULT).right()).isFalse();
        assertThat(after.judge(150L, Policy.DEFAULT).right()).isTrue();
    }

    @Test
    void aCodeThatComesAgainCountsAsWrong() {
        Factor after = Sample.verified().judge(120L, Policy.DEFAULT).next();
        assertThat(after.judge(120L, Policy.DEFAULT).next().totp().wrongInARow())
                .isEqualTo(1);
        assertThat(after.judge(90L, Policy.DEFAULT).next().totp().acceptedUntil())
                .isEqualTo(120);
    }

    @Test
    void whereCodesMayComeAgainTheLatestStepIsRememberedAllTheSame() {
        Factor after = Sample.verified().judge(120L, REUSABLE).next();
        assertThat(after.judge(120L, REUSABLE).right()).isTrue();
        assertThat(after.judge(90L, REUSABLE).right()).isTrue();
        assertThat(after.judge(90L, REUSABLE).next().totp().acceptedUntil()).isEqualTo(120);
        assertThat(after.judge(90L, REUSABLE).next().judge(120L, Policy.DEFAULT).right())
                .isFalse();
    }

    @Test
    void theCodeThatEnrolsMayLogInAtOnceUnlessTheProfileIsStrict() {
        Factor compat = Sample.unverified().verify(120L, Policy.DEFAULT, NOW);
        assertThat(compat.judge(120L, Policy.DEFAULT).right()).isTrue();
        Factor strict = Sample.unverified().verify(120L, STRICT, NOW);
        assertThat(strict.judge(120L, STRICT).right()).isFalse();
        assertThat(strict.judge(90L, STRICT).right()).isFalse();
        assertThat(strict.judge(150L, STRICT).right()).isTrue();
    }

    @Test
    void anotherTimeStepDoesNotOpenAStepAgain() {
        // accepted at 60 s steps until 120; with 20 s steps those ending at 80, 100 and 120 have been covered
        Factor slow = Sample.verified().judge(120L, Policy.DEFAULT).next();
        Factor quick = slow.changed("x", new TotpConfig(TotpConfig.Alg.SHA1, 20, 1, 6), NOW);
        assertThat(List.of(80L, 100L, 120L))
                .noneMatch(end -> quick.judge(end, Policy.DEFAULT).right());
        assertThat(quick.judge(140L, Policy.DEFAULT).right()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"3, 10", "4, 10", "5, 50", "6, 50", "8, 50"})
    void soManyChallengesAnHourAreAllowedAndNoMore(int digits, int most) {
        Factor f = asked(Sample.verified(digits), most, Duration.ZERO);
        assertThat(no(() -> f.challenged(NOW))).isEqualTo(Refusal.TOO_MANY_CHALLENGES);
        assertThat(no(() ->
                        asked(Sample.verified(digits), most - 1, Duration.ZERO).challenged(NOW)))
                .isNull();
    }

    @Test
    void anHourlyPlaceIsFreeAgainToTheMillisecond() {
        Factor f = asked(Sample.verified(6), 50, Duration.ZERO);
        assertThat(no(() -> f.challenged(NOW.plusMillis(3_599_999)))).isEqualTo(Refusal.TOO_MANY_CHALLENGES);
        assertThat(no(() -> f.challenged(NOW.plusMillis(3_600_000)))).isNull();
    }

    @Test
    void aHundredADayAreAllowedAndAPlaceIsFreeAgainToTheMillisecond() {
        Factor f = asked(Sample.verified(6), 100, Duration.ofMinutes(2));
        Duration day = Duration.ofDays(1);
        assertThat(no(() -> f.challenged(NOW.plus(day).minusMillis(1)))).isEqualTo(Refusal.TOO_MANY_CHALLENGES);
        assertThat(no(() -> f.challenged(NOW.plus(day)))).isNull();
    }

    @Test
    void shortCodesWaitADayToTheMillisecond() {
        Factor f = asked(Sample.verified(4), 10, Duration.ofHours(2));
        Duration day = Duration.ofDays(1);
        assertThat(no(() -> f.challenged(NOW.plus(day).minusMillis(1)))).isEqualTo(Refusal.TOO_MANY_CHALLENGES);
        assertThat(no(() -> f.challenged(NOW.plus(day)))).isNull();
    }

    @Test
    void whatWasAskedWithLongCodesCountsWhenTheyBecomeShort() {
        Factor f = asked(Sample.verified(6), 10, Duration.ZERO)
                .changed("x", new TotpConfig(TotpConfig.Alg.SHA1, 30, 1, 4), NOW);
        assertThat(no(() -> f.challenged(NOW))).isEqualTo(Refusal.TOO_MANY_CHALLENGES);
    }

    private static Factor asked(Factor f, int times, Duration apart) {
        for (int i = 0; i < times; i++) {
            f = f.challenged(NOW.plus(apart.multipliedBy(i)));
        }
        return f;
    }

    @Test
    void aChangeKeepsWhatWasCountedAndStampsTheFactor() {
        Factor f = wronglyAnswered(asked(Sample.verified(), 3, Duration.ZERO), 2, Policy.DEFAULT);
        TotpConfig other = new TotpConfig(TotpConfig.Alg.SHA512, 60, 2, 8);
        Factor changed = f.changed("work", other, NOW.plusSeconds(1));
        assertThat(changed.friendlyName()).isEqualTo("work");
        assertThat(changed.totp().config()).isEqualTo(other);
        assertThat(changed.updated()).isEqualTo(NOW.plusSeconds(1));
        assertThat(changed.verified()).isTrue();
        assertThat(changed.totp().wrongInARow()).isEqualTo(2);
        assertThat(changed.totp().challenges()).isEqualTo(f.totp().challenges());
    }
}
