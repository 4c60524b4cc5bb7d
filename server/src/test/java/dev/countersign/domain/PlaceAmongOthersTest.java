package dev.countersign.domain;

import static dev.countersign.domain.Sample.NOW;
import static dev.countersign.domain.Sample.no;
import static dev.countersign.domain.Sample.unverified;
import static dev.countersign.domain.Sample.verified;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whether a factor that is created, or verified late, still finds room. */
class PlaceAmongOthersTest {
    private static final Duration DAY = Duration.ofHours(24);
    private static final Factor NEW = unverified(NOW, 9999);

    private static List<Factor> many(int count) {
        return new ArrayList<>(LongStream.range(0, count)
                .mapToObj(i -> verified(NOW.minus(DAY.multipliedBy(9)), i))
                .toList());
    }

    @Test
    void theHundredthFitsAndTheHundredAndFirstDoesNot() {
        assertThat(no(() -> NEW.mustFitAmong(many(99), NOW))).isNull();
        assertThat(no(() -> NEW.mustFitAmong(many(100), NOW))).isEqualTo(Refusal.TOO_MANY_FACTORS);
    }

    @Test
    void theSameSeedIsMissedBeforeTheLimitIs() {
        List<Factor> others = many(100);
        others.set(50, verified(NOW, 9999));
        Factor twin = new Factor(
                new FactorSid(Sample.id(NOW, 1234)), NEW.person(), NEW.entity(), "twin", false, null, NEW.totp(), NOW);
        assertThat(no(() -> twin.mustFitAmong(others, NOW))).isEqualTo(Refusal.FACTOR_EXISTS);
    }

    @Test
    void itDoesNotStandInItsOwnWay() {
        List<Factor> others = many(99);
        others.add(NEW);
        assertThat(no(() -> NEW.mustFitAmong(others, NOW))).isNull();
    }

    @Test
    void anUnverifiedFactorStandsInTheWayForADayToTheMillisecond() {
        Instant born = NOW.minus(DAY);
        assertThat(unverified(born.plusMillis(1), 1).counts(NOW)).isTrue();
        assertThat(unverified(born, 1).counts(NOW)).isFalse();
        assertThat(verified(born.minus(DAY), 1).counts(NOW)).isTrue();

        List<Factor> others = many(99);
        others.add(unverified(born.plusMillis(1), 500));
        assertThat(no(() -> NEW.mustFitAmong(others, NOW))).isEqualTo(Refusal.TOO_MANY_FACTORS);
        assertThat(no(() -> NEW.mustFitAmong(others, NOW.plusMillis(1)))).isNull();
    }

    @Test
    void aForgottenSeedIsFree() {
        Factor forgotten = unverified(NOW.minus(DAY), 9999);
        Factor fresh = unverified(NOW.minus(DAY).plusMillis(1), 9999);
        assertThat(no(() -> NEW.mustFitAmong(List.of(forgotten), NOW))).isNull();
        assertThat(no(() -> NEW.mustFitAmong(List.of(fresh), NOW))).isEqualTo(Refusal.FACTOR_EXISTS);
    }

    private static Factor push(long number) {
        return Sample.push(NOW.minus(DAY.multipliedBy(9)), number).verify(true, NOW);
    }

    private static List<Factor> phones(int count) {
        return new ArrayList<>(
                LongStream.range(0, count).mapToObj(PlaceAmongOthersTest::push).toList());
    }

    @Test
    void theTwentiethPhoneFitsAndTheTwentyFirstDoesNot() {
        Factor phone = Sample.push(NOW, 9999);
        assertThat(no(() -> phone.mustFitAmong(phones(19), NOW))).isNull();
        assertThat(no(() -> phone.mustFitAmong(phones(20), NOW))).isEqualTo(Refusal.TOO_MANY_FACTORS);
    }

    @Test
    void theSameKeyIsMissedBeforeTheLimitIs() {
        List<Factor> others = phones(20);
        Factor twin = new Factor(
                new FactorSid(Sample.id(NOW, 1234)),
                NEW.person(),
                NEW.entity(),
                "twin",
                false,
                null,
                others.get(7).push(),
                NOW);
        assertThat(no(() -> twin.mustFitAmong(others, NOW))).isEqualTo(Refusal.FACTOR_EXISTS);
        assertThat(no(() -> twin.mustFitAmong(List.of(others.get(8)), NOW))).isNull();
    }

    @Test
    void oneKindTakesNoPlaceOfTheOther() {
        Factor phone = Sample.push(NOW, 9999);
        assertThat(no(() -> phone.mustFitAmong(many(100), NOW))).isNull();
        List<Factor> both = phones(20);
        both.addAll(many(99));
        assertThat(no(() -> NEW.mustFitAmong(both, NOW))).isNull();
        both.addAll(List.of(verified(NOW, 777)));
        assertThat(no(() -> NEW.mustFitAmong(both, NOW))).isEqualTo(Refusal.TOO_MANY_FACTORS);
        assertThat(no(() -> phone.mustFitAmong(both, NOW))).isEqualTo(Refusal.TOO_MANY_FACTORS);
    }

    @Test
    void aForgottenPhoneLeavesItsKeyAndItsPlace() {
        Factor phone = Sample.push(NOW, 9999);
        Factor forgotten = new Factor(
                new FactorSid(Sample.id(NOW.minus(DAY), 8)),
                phone.person(),
                phone.entity(),
                "old",
                false,
                null,
                phone.push(),
                NOW.minus(DAY));
        List<Factor> others = phones(19);
        others.add(forgotten);
        assertThat(no(() -> phone.mustFitAmong(others, NOW))).isNull();
        assertThat(no(() -> phone.mustFitAmong(others, NOW.minusMillis(1)))).isEqualTo(Refusal.FACTOR_EXISTS);
    }
}
