package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Challenges.NewChallenge;
import dev.countersign.core.Challenges.Outcome;
import dev.countersign.core.Challenges.Response;
import dev.countersign.core.Challenges.Verdict;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.Answer;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Sid;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What becomes of a signed answer: what is looked at, in which order, and what may happen in between. */
class SignedAnswersTest {
    private static final String NOTES = "{\"by\":\"ana\"}";

    @EachDatabase
    void whatIsSignedIsWhatBecomesOfIt(Database database) {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "user-0001");
        for (Answer answer : Answer.values()) {
            ChallengeSid sid = ana.ask();
            Challenge was = ana.found(sid);
            rig.clock.forward(Duration.ofSeconds(7));
            Instant now = rig.clock.instant();
            Outcome outcome = ana.send(sid, ana.sign(sid, answer.word()), NOTES, Device::read);
            assertThat(outcome.verdict()).isEqualTo(Verdict.RIGHT);
            assertThat(outcome.challenge()).isEqualTo(was.answered(answer, NOTES, now));
            assertThat(ana.found(sid)).isEqualTo(outcome.challenge());
        }
    }

    @EachDatabase
    void anybodyOfTheAccountMayPassItOn(Database database) {
        Device ana = Device.enrolled(new Rig(database), "user-0001");
        ChallengeSid sid = ana.ask();
        assertThat(relayed(ana, sid, ana.sign(sid, "denied")).challenge().state())
                .isInstanceOf(State.Denied.class);
    }

    private static Outcome relayed(Device of, ChallengeSid sid, String payload) {
        return of.rig().challenges.answer(of.person(), sid, new Response(payload, null, null, Device::read));
    }

    @EachDatabase
    void noVerdictIsRemembered(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "user-0001");
        Device bea = Device.enrolled(rig, "user-0002");
        ChallengeSid sid = ana.ask();
        String forged = bea.sign(sid, "approved");
        for (int i = 0; i < 3; i++) {
            assertThat(Rig.refusal(() -> ana.send(sid, forged))).isEqualTo(Refusal.CHALLENGE_VERIFICATION_FAILED);
        }
        assertThat(ana.state(sid)).isEqualTo(new State.Pending(0));
        // Well signed, but found to say nothing of this challenge: no more is that remembered.
        String right = ana.sign(sid, "approved");
        assertThat(Rig.refusal(() -> ana.send(sid, right, null, (_, _) -> null)))
                .isEqualTo(Refusal.CHALLENGE_VERIFICATION_FAILED);
        assertThat(ana.send(sid, right).verdict()).isEqualTo(Verdict.RIGHT);
        ChallengeSid next = ana.ask();
        assertThat(Rig.refusal(() -> ana.send(next, right))).isEqualTo(Refusal.CHALLENGE_VERIFICATION_FAILED);
        assertThat(Rig.refusal(() -> ana.send(next, forged))).isEqualTo(Refusal.CHALLENGE_VERIFICATION_FAILED);
    }

    @EachDatabase
    void nothingThatWasSignedIsReadBeforeItIsVerified(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "user-0001");
        ChallengeSid sid = ana.ask();
        String forged = Device.enrolled(rig, "user-0002").sign(sid, "approved");
        assertThat(Rig.refusal(() -> ana.send(sid, forged, null, (_, _) -> {
                    throw new AssertionError("it was read");
                })))
                .isEqualTo(Refusal.CHALLENGE_VERIFICATION_FAILED);
    }

    @EachDatabase
    void refusalsComeInTheOrderOfTheProtocol(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "user-0001");
        ChallengeSid answered = ana.ask();
        ana.approve(answered);
        ChallengeSid open = ana.ask();
        assertThat(Rig.refusal(() -> ana.send(answered, "no JWS at all"))).isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(Rig.refusal(() -> ana.send(answered, ana.sign(open, "x")))).isEqualTo(Refusal.CHALLENGE_ANSWERED);
        assertThat(Rig.refusal(() -> ana.send(open, "123456"))).as("a code").isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(Rig.refusal(() -> ana.send(open, ""))).isEqualTo(Refusal.INVALID_PARAMETER);
        ChallengeSid nobodys = new ChallengeSid(new Sid.Id(1, 1));
        assertThat(Rig.refusal(() -> ana.send(nobodys, "no JWS at all"))).isEqualTo(Refusal.NOT_FOUND);
        unverify(rig);
        assertThat(Rig.refusal(() -> ana.approve(open))).isEqualTo(Refusal.FACTOR_UNVERIFIED);
        assertThat(Rig.refusal(() -> ana.send(open, ana.sign(answered, "x")))).isEqualTo(Refusal.FACTOR_UNVERIFIED);
        assertThat(Rig.refusal(() -> ana.approve(answered))).isEqualTo(Refusal.CHALLENGE_ANSWERED);
        rig.clock.forward(Duration.ofMinutes(5));
        assertThat(Rig.refusal(() -> ana.approve(open))).isEqualTo(Refusal.CHALLENGE_EXPIRED);
        assertThat(Rig.refusal(() -> ana.send(open, "no JWS at all"))).isEqualTo(Refusal.INVALID_PARAMETER);
    }

    /** As imported data might have it. */
    private static void unverify(Rig rig) {
        rig.db.write(tx -> tx.update("UPDATE factor SET verified = 0, version = version + 1"));
    }

    @EachDatabase
    void aDeviceAnswersForItselfAlone(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Device mine = Device.enrolled(rig, "user-0001");
        Device other = Device.enrolled(rig, "user-0001");
        Rig.Holder app = rig.enrol("user-0001");
        ChallengeSid sid = mine.ask();
        assertThat(Rig.refusal(() -> other.send(sid, mine.sign(sid, "approved"))))
                .isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> other.send(sid, "123456"))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> other.send(sid, "no JWS at all"))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> other.send(app.ask(), app.code()))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> relayed(mine, sid, other.sign(sid, "approved"))))
                .isEqualTo(Refusal.CHALLENGE_VERIFICATION_FAILED);
        assertThat(mine.state(sid)).isEqualTo(new State.Pending(0));
    }

    @EachDatabase
    void aChallengeOfCodesTakesNoSignature(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Device phone = Device.enrolled(rig, "user-0001");
        Rig.Holder app = rig.enrol("user-0001");
        ChallengeSid sid = app.ask();
        assertThat(Rig.refusal(() -> app.answer(sid, phone.sign(sid, "approved"))))
                .isEqualTo(Refusal.INVALID_PARAMETER);
        assertThat(app.state(sid)).isEqualTo(new State.Pending(0));
        assertThat(app.answer(sid, app.code())).isEqualTo(Verdict.RIGHT);
    }

    /** What happens while a signature is looked at, between the look and the write. */
    private static @Nullable Object meanwhile(Device of, ChallengeSid sid, Runnable deed) throws Throwable {
        return Rig.refusal(() -> of.send(sid, of.sign(sid, "approved"), null, (challenge, signed) -> {
            deed.run();
            return Device.read(challenge, signed);
        }));
    }

    @EachDatabase
    void whatWasVerifiedInTimeAndComesTooLateIsTooLate(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "user-0001");
        ChallengeSid late = ana.ask();
        ChallengeSid last = ana.ask();
        Instant expires = ana.found(late).expires();
        assertThat(meanwhile(ana, last, () -> rig.clock.set(expires.minusMillis(1))))
                .isNull();
        assertThat(ana.state(last)).isEqualTo(new State.Approved(expires.minusMillis(1)));
        assertThat(meanwhile(ana, late, () -> rig.clock.set(expires))).isEqualTo(Refusal.CHALLENGE_EXPIRED);
        assertThat(ana.state(late)).isEqualTo(new State.Expired());
    }

    @EachDatabase
    void whatIsAnsweredMeanwhileIsAnswered(Database database) throws Throwable {
        Device ana = Device.enrolled(new Rig(database), "user-0001");
        ChallengeSid sid = ana.ask();
        assertThat(meanwhile(ana, sid, () -> ana.send(sid, ana.sign(sid, "denied"))))
                .isEqualTo(Refusal.CHALLENGE_ANSWERED);
        assertThat(ana.state(sid)).isInstanceOf(State.Denied.class);
    }

    @EachDatabase
    void whoseFactorEntityOrServiceGoesMeanwhileIsNotThere(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Person person = rig.person("user-0001");
        Device first = Device.enrolled(rig, "user-0001");
        ChallengeSid hers = first.ask();
        assertThat(meanwhile(first, hers, () -> rig.factors.delete(person, first.factor())))
                .isEqualTo(Refusal.NOT_FOUND);
        Device second = Device.enrolled(rig, "user-0001");
        ChallengeSid next = second.ask();
        assertThat(meanwhile(second, next, () -> {
                    rig.entities.delete(person);
                    rig.entities.create(person);
                }))
                .isEqualTo(Refusal.NOT_FOUND);
        Device third = Device.enrolled(rig, "user-0001");
        ChallengeSid last = third.ask();
        assertThat(meanwhile(third, last, () -> rig.services.delete(rig.account, rig.service)))
                .isEqualTo(Refusal.NOT_FOUND);
        assertThat(Database.number(rig.db, "SELECT count(*) FROM challenge WHERE status <> 'pending'"))
                .isZero();
    }

    @EachDatabase
    void whoseFactorIsNoLongerVerifiedByTheTimeOfTheWriteIsRefused(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "user-0001");
        ChallengeSid sid = ana.ask();
        assertThat(meanwhile(ana, sid, () -> unverify(rig))).isEqualTo(Refusal.FACTOR_UNVERIFIED);
        assertThat(ana.state(sid)).isEqualTo(new State.Pending(0));
    }

    @EachDatabase
    void deletingEndsWhatIsPendingAtOnce(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Device gone = Device.enrolled(rig, "user-0001");
        Device stays = Device.enrolled(rig, "user-0001");
        ChallengeSid hidden = gone.ask();
        ChallengeSid seen = stays.ask();
        rig.factors.delete(gone.person(), gone.factor());
        assertGone(gone, hidden);
        assertThat(stays.list()).extracting(Challenge::sid).containsExactly(seen);
        rig.entities.delete(stays.person());
        assertGone(stays, seen);
        rig.bury();
        assertThat(rig.rows("challenge")).isZero();
        assertThat(rig.rows("factor")).isZero();
    }

    private static void assertGone(Device device, ChallengeSid sid) throws Throwable {
        assertThat(Rig.refusal(() -> device.found(sid))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> device.approve(sid))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(device::ask)).isEqualTo(Refusal.NOT_FOUND);
    }

    @EachDatabase
    void aPushChallengeNeedsAMessageAndAVerifiedFactorAndHasNoLimit(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "user-0001");
        for (int i = 0; i < 120; i++) {
            ana.ask();
        }
        assertThat(ana.list()).hasSize(120);
        for (Challenges.@Nullable Details details :
                new Challenges.@Nullable Details[] {null, new Challenges.Details(null, _ -> "{}")}) {
            NewChallenge asked = new NewChallenge(ana.factor(), details, null, null, null);
            assertThat(Rig.refusal(() -> rig.challenges.create(ana.person(), asked)))
                    .isEqualTo(Refusal.INVALID_PARAMETER);
        }
        NewChallenge nobodys = new NewChallenge(new FactorSid(new Sid.Id(1, 1)), null, null, null, null);
        assertThat(Rig.refusal(() -> rig.challenges.create(ana.person(), nobodys)))
                .as("the factor before the message")
                .isEqualTo(Refusal.NOT_FOUND);
        Device unverified = Device.created(rig, ana.person());
        assertThat(Rig.refusal(unverified::ask)).isEqualTo(Refusal.FACTOR_UNVERIFIED);
        assertThat(Rig.refusal(() -> rig.challenges.create(
                        ana.person(), new NewChallenge(unverified.factor(), null, null, null, null))))
                .as("the message before the standing")
                .isEqualTo(Refusal.INVALID_PARAMETER);
    }
}
