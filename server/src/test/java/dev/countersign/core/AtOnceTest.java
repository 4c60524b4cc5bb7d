package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Challenges.Verdict;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Sixty-four callers at the same moment: of what may happen once, one is told that it happened. */
class AtOnceTest {
    private static final int MANY = 64;
    private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    @EachDatabase
    void oneChallengeAnsweredManyTimesWithTheRightCodeIsApprovedOnce(Database database) {
        Rig.Holder ana = new Rig(database).enrol("user-0001");
        ChallengeSid sid = ana.ask();
        String code = ana.code();
        List<Object> told = Together.all(MANY, _ -> ana.answer(sid, code));
        assertThat(told).contains(Verdict.RIGHT);
        assertThat(Collections.frequency(told, Verdict.RIGHT)).isEqualTo(1);
        assertThat(Collections.frequency(told, Refusal.CHALLENGE_ANSWERED)).isEqualTo(MANY - 1);
        assertThat(ana.state(sid)).isInstanceOf(State.Approved.class);
    }

    @EachDatabase
    void oneCodeApprovesOneOfManyChallenges(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        List<ChallengeSid> sids = new java.util.ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            rig.clock.forward(java.time.Duration.ofMinutes(2)); // so that the limit of an hour is none here
            sids.add(rig.challenges
                    .create(
                            ana.person(),
                            new Challenges.NewChallenge(
                                    ana.factor(),
                                    null,
                                    null,
                                    rig.clock.instant().plusSeconds(3600),
                                    null))
                    .challenge()
                    .sid());
        }
        List<ChallengeSid> open = sids.subList(MANY - 25, MANY);
        String code = ana.code();
        List<Object> told = Together.all(MANY, i -> ana.answer(open.get(i % open.size()), code));
        assertThat(Collections.frequency(told, Verdict.RIGHT)).isEqualTo(1);
        assertThat(open.stream().filter(s -> ana.state(s) instanceof State.Approved))
                .hasSize(1);
    }

    @EachDatabase
    void oneCodeCreatesOneApprovedChallengeHoweverManyAsk(Database database) {
        Rig.Holder ana = new Rig(database).enrol("user-0001");
        String code = ana.code();
        List<Object> told = Together.all(MANY, _ -> ana.create(code).verdict());
        assertThat(Collections.frequency(told, Verdict.RIGHT)).isEqualTo(1);
        assertThat(Collections.frequency(told, Verdict.WRONG)).isEqualTo(49);
        assertThat(ana.list().stream().filter(c -> c.state() instanceof State.Approved))
                .hasSize(1);
    }

    @EachDatabase
    void ofManyWrongCodesOnOneChallengeFiveAreCounted(Database database) {
        Rig.Holder ana = new Rig(database).enrol("user-0001");
        ChallengeSid sid = ana.ask();
        List<String> wrong = IntStream.range(0, MANY).mapToObj(ana::wrong).toList();
        List<Object> told = Together.all(MANY, i -> ana.answer(sid, wrong.get(i)));
        assertThat(Collections.frequency(told, Verdict.WRONG)).isEqualTo(5);
        assertThat(Collections.frequency(told, Refusal.CHALLENGE_ATTEMPTS_SPENT))
                .isEqualTo(MANY - 5);
        assertThat(ana.state(sid)).isEqualTo(new State.Pending(5));
        assertThat(ana.found().totp().wrongInARow()).isEqualTo(5);
    }

    @EachDatabase
    void fiftyChallengesAnHourAreCreatedAndNotOneMore(Database database) {
        Rig.Holder ana = new Rig(database).enrol("user-0001");
        List<Object> told = Together.all(MANY, _ -> ana.ask());
        assertThat(told.stream().filter(ChallengeSid.class::isInstance))
                .hasSize(50)
                .doesNotHaveDuplicates();
        assertThat(Collections.frequency(told, Refusal.TOO_MANY_CHALLENGES)).isEqualTo(MANY - 50);
        assertThat(ana.list()).hasSize(50);
    }

    @EachDatabase
    void anUnverifiedFactorIsTriedFiveTimesAndNotOnceMore(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.unverified(rig.person("user-0001"), Rig.USUAL);
        List<String> wrong = IntStream.range(0, 30).mapToObj(ana::wrong).toList();
        List<Object> told = Together.all(30, i -> rig.factors
                .update(
                        ana.person(),
                        ana.factor(),
                        new Factors.Update(null, Rig.USUAL, Factors.PushChange.NONE, wrong.get(i)))
                .verified());
        assertThat(Collections.frequency(told, false)).isEqualTo(5);
        assertThat(Collections.frequency(told, Refusal.FACTOR_ATTEMPTS_SPENT)).isEqualTo(25);
        List<Object> right = Together.all(
                1,
                _ -> rig.factors.update(
                        ana.person(),
                        ana.factor(),
                        new Factors.Update(null, Rig.USUAL, Factors.PushChange.NONE, ana.code())));
        assertThat(right).containsExactly(Refusal.FACTOR_ATTEMPTS_SPENT);
    }

    @EachDatabase
    void anEntityIsCreatedOnceAndTheOthersHearThatItIsThere(Database database) {
        Rig rig = new Rig(database);
        Person person = rig.person("user-0001");
        List<Object> told = Together.all(MANY, _ -> rig.entities.create(person));
        assertThat(Collections.frequency(told, Refusal.ENTITY_EXISTS)).isEqualTo(MANY - 1);
        assertThat(told).contains(rig.entities.find(person));
        assertThat(rig.rows("entity")).isEqualTo(1);
    }

    @EachDatabase
    void factorsThatBringTheirEntityAlongBringOneForAll(Database database) {
        Rig rig = new Rig(database);
        Person person = rig.person("user-0001");
        List<Object> told = Together.all(
                MANY, _ -> rig.unverified(person, Rig.USUAL).found().entity());
        assertThat(told).containsOnly(rig.entities.find(person).sid());
    }

    @EachDatabase
    void theSameSecretIsEnrolledOnce(Database database) {
        Rig rig = new Rig(database);
        Person person = rig.person("user-0001");
        List<Object> told =
                Together.all(MANY, _ -> rig.create(person, SECRET).factor().sid());
        assertThat(Collections.frequency(told, Refusal.FACTOR_EXISTS)).isEqualTo(MANY - 1);
        assertThat(rig.factors.list(person, null, Rig.FIRST).rows()).hasSize(1);
        assertThat(rig.create(rig.person("user-0002"), SECRET).factor().sid()).isNotNull();
    }

    @EachDatabase
    void anEntityHoldsAHundredFactorsAndADayMakesAHundred(Database database) {
        Rig rig = new Rig(database);
        Person person = rig.person("user-0001");
        List<Object> told =
                Together.all(120, _ -> rig.unverified(person, Rig.USUAL).factor());
        assertThat(Collections.frequency(told, Refusal.TOO_MANY_FACTORS)).isEqualTo(20);
        assertThat(rig.factors.list(person, null, Rig.FIRST).rows()).hasSize(100);
        Together.all(10, i -> {
            rig.factors.delete(
                    person,
                    rig.factors.list(person, null, Rig.FIRST).rows().get(i * 9).sid());
            return true;
        });
        assertThat(Together.all(5, _ -> rig.unverified(person, Rig.USUAL)))
                .containsOnly(Refusal.TOO_MANY_FACTOR_CREATIONS);
        rig.clock.forward(java.time.Duration.ofHours(24));
        assertThat(Together.all(5, _ -> rig.unverified(person, Rig.USUAL))).allMatch(Rig.Holder.class::isInstance);
    }
}
