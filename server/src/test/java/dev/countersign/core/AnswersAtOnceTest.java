package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Challenges.Outcome;
import dev.countersign.core.Challenges.Verdict;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Event;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Webhook;
import dev.countersign.store.Database;
import dev.countersign.store.Database.Engine;
import dev.countersign.store.EachDatabase;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Signed answers that come at the same moment as each other, as the end, or as a deletion: one thing happens. */
class AnswersAtOnceTest {
    private static final boolean LONG = Boolean.getBoolean("countersign.long");
    private static final int MANY = 64;
    private static final int ROUNDS = LONG ? 200 : 20;

    private static List<Outcome> won(List<Object> told) {
        return told.stream()
                .filter(Outcome.class::isInstance)
                .map(Outcome.class::cast)
                .toList();
    }

    /** That exactly one of them was told that it answered, and everybody sees what it was told. */
    private static Challenge assertOneWon(Device device, ChallengeSid sid, List<Object> told) {
        assertThat(won(told)).hasSize(1);
        assertThat(Collections.frequency(told, Refusal.CHALLENGE_ANSWERED)).isEqualTo(told.size() - 1);
        Outcome winner = won(told).getFirst();
        assertThat(winner.verdict()).isEqualTo(Verdict.RIGHT);
        Challenge seen = device.found(sid);
        assertThat(seen).isEqualTo(winner.challenge());
        return seen;
    }

    @EachDatabase
    void ofSixtyFourPhonesWithOneKeyOneIsToldThatItAnswered(Database database) {
        Device ana = Device.enrolled(new Rig(database), "user-0001");
        ChallengeSid sid = ana.ask();
        List<String> signed = IntStream.range(0, MANY)
                .mapToObj(_ -> ana.sign(sid, "approved"))
                .toList();
        Set<Challenge> seen = Collections.synchronizedSet(new HashSet<>());
        List<Object> told = Together.all(MANY, i -> {
            try {
                return ana.send(sid, signed.get(i));
            } finally {
                seen.add(ana.found(sid));
            }
        });
        Challenge answered = assertOneWon(ana, sid, told);
        assertThat(answered.state()).isInstanceOf(State.Approved.class);
        assertThat(seen).as("what each saw after its answer").containsExactly(answered);
    }

    @EachDatabase
    void ofApprovingAndDenyingOneHappens(Database database) {
        Device ana = Device.enrolled(new Rig(database), "user-0001");
        for (int round = 0; round < ROUNDS; round++) {
            ChallengeSid sid = ana.ask();
            List<String> signed = IntStream.range(0, 16)
                    .mapToObj(i -> ana.sign(sid, i % 2 == 0 ? "approved" : "denied"))
                    .toList();
            List<Object> told =
                    Together.all(16, i -> ana.send(sid, signed.get(i), "{\"n\":\"" + i % 2 + "\"}", Device::read));
            Challenge answered = assertOneWon(ana, sid, told);
            assertThat(answered.metadata())
                    .isEqualTo(answered.state() instanceof State.Approved ? "{\"n\":\"0\"}" : "{\"n\":\"1\"}");
        }
    }

    /** Every second answer the same text, every other one signed for itself: an answer is taken once. */
    @EachDatabase
    void twoApprovalsAtOnceAreOne(Database database) {
        Device ana = Device.enrolled(new Rig(database), "user-0001");
        for (int round = 0; round < (LONG ? 10_000 : 300); round++) {
            ChallengeSid sid = ana.ask();
            String one = ana.sign(sid, "approved");
            String two = round % 2 == 0 ? one : ana.sign(sid, "approved");
            assertOneWon(ana, sid, Together.all(2, i -> ana.send(sid, i == 0 ? one : two)));
        }
    }

    @EachDatabase
    void anAnswerAtTheVeryEndIsInTimeOrTooLateAndNothingInBetween(Database database) {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "user-0001");
        for (int round = 0; round < ROUNDS; round++) {
            ChallengeSid sid = ana.ask();
            var expires = ana.found(sid).expires();
            rig.clock.set(expires.minusMillis(1));
            String signed = ana.sign(sid, "approved");
            List<Object> told = Together.all(12, i -> {
                if (i == 4) {
                    rig.clock.set(expires);
                    return "over";
                }
                return i > 8 ? ana.state(sid) : ana.send(sid, signed);
            });
            if (won(told).isEmpty()) {
                assertThat(ana.state(sid)).isEqualTo(new State.Expired());
                assertThat(told)
                        .isSubsetOf("over", Refusal.CHALLENGE_EXPIRED, new State.Expired(), new State.Pending(0));
            } else {
                assertThat(won(told)).hasSize(1);
                assertThat(ana.state(sid)).isEqualTo(new State.Approved(expires.minusMillis(1)));
                assertThat(told.stream().filter(Refusal.class::isInstance))
                        .allMatch(no -> no == Refusal.CHALLENGE_ANSWERED);
                assertThat(told).as("told by a look").doesNotContain(new State.Expired());
            }
        }
    }

    @EachDatabase
    void anAnswerBesideADeletionOfItsFactorCountsBeforeItOrNotAtAll(Database database) {
        besides(database, device -> device.rig().factors.delete(device.person(), device.factor()));
    }

    @EachDatabase
    void anAnswerBesideADeletionOfItsEntityCountsBeforeItOrNotAtAll(Database database) {
        besides(database, device -> device.rig().entities.delete(device.person()));
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void aDeletionOfItsFactorAmidstAnAnswerIsToldAfterIt(Database database) throws Exception {
        amidst(database, device -> device.rig().factors.delete(device.person(), device.factor()));
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void aDeletionOfItsEntityAmidstAnAnswerIsToldAfterIt(Database database) throws Exception {
        amidst(database, device -> device.rig().entities.delete(device.person()));
    }

    /**
     * An answer is held up before it can be written; what is deleted meanwhile waits for it. Where transactions are
     * serializable the answer is tried again from its start, and the deletion may come first.
     */
    private static void amidst(Database database, Consumer<Device> deletion) throws Exception {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "user-0001");
        ChallengeSid sid = ana.ask();
        new Webhooks(rig.db)
                .create(
                        rig.account,
                        rig.service,
                        new Webhooks.NewWebhook(
                                "all",
                                List.of(Event.Type.values()),
                                "https://a.example.com/",
                                true,
                                Webhook.Version.V2));
        CountDownLatch held = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> holder = threads.submit(() -> rig.db.write(tx -> {
                int rows = tx.update("UPDATE challenge SET closed = closed WHERE sid = ?", (Object)
                        sid.id().bytes());
                held.countDown();
                Database.awaitWaiting(tx, 2);
                return rows;
            }));
            held.await();
            Future<Object> answer = threads.submit(() -> Together.all(1, _ -> ana.send(sid, ana.sign(sid, "approved")))
                    .getFirst());
            Database.awaitWaiting(rig.db, 1);
            Future<?> deleted = threads.submit(() -> deletion.accept(ana));
            holder.get();
            deleted.get();
            List<String> told = rig.db.read(tx ->
                    tx.all("SELECT event_type FROM outbox WHERE kind = 'event' ORDER BY place, sid", r -> r.text(1)));
            if (answer.get() instanceof Outcome outcome) {
                assertThat(outcome.verdict()).isEqualTo(Verdict.RIGHT);
                assertThat(told).containsExactly("challenge.approved", "factor.deleted");
            } else {
                assertThat(answer.get()).isEqualTo(Refusal.NOT_FOUND);
                assertThat(told).containsExactly("factor.deleted");
            }
        }
    }

    private static void besides(Database database, Consumer<Device> deletion) {
        Rig rig = new Rig(database);
        for (int round = 0; round < ROUNDS; round++) {
            Device ana = Device.enrolled(rig, "user-" + (1000 + round));
            ChallengeSid sid = ana.ask();
            String signed = ana.sign(sid, "approved");
            List<Object> told = Together.all(9, i -> {
                if (i == 4) {
                    deletion.accept(ana);
                    return "deleted";
                }
                return ana.send(sid, signed);
            });
            assertThat(won(told)).hasSizeLessThanOrEqualTo(1);
            assertThat(told.stream().filter(Refusal.class::isInstance))
                    .allMatch(no -> no == Refusal.NOT_FOUND
                            || (no == Refusal.CHALLENGE_ANSWERED && !won(told).isEmpty()));
            long answered = Database.number(
                    rig.db, "SELECT count(*) FROM challenge WHERE sid = ? AND status <> 'pending'", (Object)
                            sid.id().bytes());
            assertThat(answered).isEqualTo(won(told).size());
            assertThat(Together.all(1, _ -> ana.found(sid))).containsExactly(Refusal.NOT_FOUND);
            assertThat(Together.all(1, _ -> ana.send(sid, signed))).containsExactly(Refusal.NOT_FOUND);
        }
        rig.bury();
        assertThat(rig.rows("challenge")).isZero();
    }
}
