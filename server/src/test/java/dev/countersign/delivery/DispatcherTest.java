package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.delivery.Receivers.Gate;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Refused;
import dev.countersign.domain.WebhookSid;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import dev.countersign.store.OutboxTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Everything that happened is told, nothing else is, and each thing in its turn, whoever dies when. */
class DispatcherTest {
    private static final Duration STEP = Duration.ofSeconds(1);

    @EachDatabase
    void whatHappenedIsToldAtOnceAndWhatWasRefusedNever(Database database) {
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        Dispatcher dispatcher = yard.serving();
        Factor factor = yard.phone(1, "t");
        Yard.quiet(dispatcher);
        assertThat(yard.world.events()).hasSize(1);
        assertThatThrownBy(() -> yard.factors.delete(yard.person(2), factor.sid()))
                .isInstanceOf(Refused.class);
        assertThat(yard.rows()).isEqualTo(1);
        assertThatThrownBy(() -> yard.db.write(tx -> {
                    yard.owe(tx, webhook, factor);
                    throw new IllegalStateException("rolled back");
                }))
                .isInstanceOf(IllegalStateException.class);
        yard.pass(Duration.ofMinutes(2), Duration.ofSeconds(10), dispatcher);
        assertThat(yard.world.came()).hasSize(1);
        assertThat(yard.record()).containsExactly("1 sent 200");
    }

    @EachDatabase
    void whoeverDiesBeforeTheHandoverIsInheritedTenSecondsLaterAndNotBefore(Database database) {
        Yard yard = new Yard(database);
        yard.webhook();
        yard.phone(1, "t");
        Dispatcher heir = yard.dispatcher(database.open());
        yard.pass(Duration.ofSeconds(9), STEP, heir);
        assertThat(yard.world.came()).isEmpty();
        yard.pass(STEP, STEP, heir);
        assertThat(yard.world.came()).hasSize(1);
        assertThat(yard.owed()).isZero();
    }

    @EachDatabase
    void whoeverDiesBetweenSendingAndRecordingHasItSentAgainWithTheSameBody(Database database) {
        Yard yard = new Yard(database);
        yard.webhook();
        Dispatcher dying = yard.serving();
        yard.world.answer(_ -> {
            throw new Death();
        });
        yard.phone(1, "t");
        Yard.quiet(dying);
        assertThat(yard.world.events()).hasSize(1);
        yard.world.answer(_ -> Receivers.YES);
        yard.pass(Duration.ofSeconds(10), STEP, yard.dispatcher(database.open()));
        assertThat(yard.world.events()).hasSize(2);
        assertThat(yard.world.events().getFirst()).isEqualTo(yard.world.events().getLast());
        assertThat(yard.world.faults()).isEmpty();
        assertThat(yard.owed()).isZero();
        // A worker that was torn away has left its place to another.
        for (int i = 0; i < 2 * Lane.AT_ONCE; i++) {
            yard.world.answer(_ -> {
                throw new Death();
            });
            yard.phone(2 + i, "t");
            Yard.quiet(dying);
        }
        yard.world.answer(_ -> Receivers.YES);
        yard.phone(99, "t");
        Yard.quiet(dying);
        assertThat(yard.record()).filteredOn(row -> row.equals("1 sent 200")).hasSize(2);
    }

    /** Of a process, seen from within. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    @EachDatabase
    void aCarrierThatFailsInAnUnforeseenWayCountsAsATry(Database database) {
        Yard yard = new Yard(database);
        yard.webhook();
        Dispatcher dispatcher = yard.serving();
        yard.world.answer(_ -> {
            throw new IllegalStateException("a bug");
        });
        yard.phone(1, "t");
        Yard.quiet(dispatcher);
        assertThat(yard.record()).containsExactly("1 open not sent: IllegalStateException");
    }

    @EachDatabase
    void aSlowSendKeepsItsRowFromOthersForAsLongAsItTakes(Database database) throws Exception {
        Yard yard = new Yard(database);
        yard.webhook();
        Dispatcher slow = yard.serving();
        Dispatcher other = yard.dispatcher(database.open());
        Gate gate = Gate.of(1);
        yard.world.answer(_ -> {
            gate.pass();
            return Receivers.YES;
        });
        yard.phone(1, "t");
        gate.arrived().await();
        for (int i = 0; i < 60; i++) {
            yard.clock.forward(STEP);
            slow.tick();
            other.tick();
        }
        assertThat(other.load().sending()).isZero();
        gate.open().countDown();
        Yard.quiet(slow);
        Yard.quiet(other);
        assertThat(yard.world.came()).hasSize(1);
        assertThat(yard.record()).containsExactly("1 sent 200");
    }

    @EachDatabase
    void twoWhoSeeTheSameRowsSendEachOnce(Database database) {
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        List<Dispatcher> both = List.of(yard.dispatcher(), yard.dispatcher(database.open()));
        yard.owe(webhook, yard.strangers(0, 200));
        yard.clock.forward(OutboxTable.FIRST_LEASE);
        both.forEach(Dispatcher::tick);
        for (int i = 0; i < 20; i++) {
            both.forEach(Yard::settle);
        }
        assertThat(yard.world.came()).hasSize(200);
        assertThat(yard.world.faults()).isEmpty();
        assertThat(yard.owed()).isZero();
    }

    @EachDatabase
    void eventsOfOneFactorKeepTheirOrderWhateverFailsAndNobodyElseWaitsForThem(Database database) {
        Yard yard = new Yard(database);
        WebhookSid one = yard.webhook();
        WebhookSid other = yard.webhook();
        Dispatcher dispatcher = yard.dispatcher();
        Dispatcher second = yard.dispatcher(database.open());
        Random chance = new Random(3);
        yard.world.answer(_ -> {
            synchronized (chance) {
                return chance.nextInt(4) == 0 ? Receivers.NO : Receivers.YES;
            }
        });
        List<Factor> factors = yard.strangers(0, 40);
        for (int i = 0; i < 6; i++) {
            List<Owed> fresh = new ArrayList<>(yard.owe(one, factors));
            fresh.addAll(yard.owe(other, factors));
            fresh.removeIf(o -> o.place() > 1);
            Collections.shuffle(fresh, chance);
            dispatcher.accept(fresh);
            yard.pass(Duration.ofSeconds(3), STEP, dispatcher, second);
        }
        yard.pass(Duration.ofMinutes(20), Duration.ofSeconds(5), dispatcher, second);
        assertThat(yard.owed()).isZero();
        assertThat(yard.world.faults()).isEmpty();
        assertThat(yard.record()).hasSize(480).allMatch(row -> row.endsWith("sent 200"));
    }

    @EachDatabase
    void aDestinationThatAnswersIsToldOfSixteenFactorsAtOnceAndOfNoMore(Database database) throws Exception {
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        Dispatcher dispatcher = yard.dispatcher();
        dispatcher.accept(yard.owe(webhook, yard.strangers(100, 1)));
        Yard.quiet(dispatcher);
        Gate gate = Gate.of(Lane.AT_ONCE);
        yard.world.answer(_ -> {
            gate.pass();
            return Receivers.YES;
        });
        dispatcher.accept(yard.owe(webhook, yard.strangers(0, 40)));
        gate.arrived().await();
        dispatcher.tick();
        assertThat(dispatcher.load().sending()).isEqualTo(Lane.AT_ONCE);
        gate.open().countDown();
        Yard.quiet(dispatcher);
        assertThat(yard.owed()).isZero();
        assertThat(yard.world.faults()).isEmpty();
    }

    @EachDatabase
    void aBurstIsSentAsFastAsItsDestinationTakesItAndNotOnceItsLeaseIsOver(Database database) {
        Yard yard = new Yard(database);
        Dispatcher dispatcher = yard.dispatcher();
        dispatcher.accept(yard.owe(yard.webhook(), yard.strangers(0, 4 * Lane.MOST_WAITING)));
        Yard.quiet(dispatcher);
        assertThat(yard.world.came()).hasSize(4 * Lane.MOST_WAITING);
        assertThat(yard.owed()).isZero();
    }

    @EachDatabase
    void aFactorWhoseEventsFailHoldsUpNoOther(Database database) {
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        Dispatcher dispatcher = yard.dispatcher();
        List<Factor> factors = yard.strangers(0, 10);
        String bad = factors.getFirst().sid().text();
        yard.world.answer(
                p -> Receivers.field((Parcel.Event) p, "factor_sid").equals(bad) ? Receivers.NO : Receivers.YES);
        yard.owe(webhook, factors);
        yard.owe(webhook, factors);
        yard.clock.forward(OutboxTable.FIRST_LEASE);
        Yard.settle(dispatcher);
        yard.pass(Duration.ofSeconds(2), STEP, dispatcher);
        assertThat(yard.owed()).as("the two of the one").isEqualTo(2);
        // The second is looked at after an hour, and waits on.
        yard.pass(Duration.ofMinutes(130), Duration.ofSeconds(30), dispatcher);
        assertThat(yard.owed()).isEqualTo(2);
        assertThat(yard.world.faults()).isEmpty();
    }

    @EachDatabase
    void anEventThatNobodyWokeIsLookedAtAfterAnHour(Database database) {
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        Dispatcher dispatcher = yard.dispatcher();
        List<Factor> factor = yard.strangers(0, 1);
        Owed first = yard.owe(webhook, factor).getFirst();
        yard.owe(webhook, factor);
        yard.db.<Boolean>write(tx -> new OutboxTable(tx).remove(first.key()));
        yard.pass(Duration.ofMinutes(59), Duration.ofMinutes(1), dispatcher);
        assertThat(yard.world.came()).isEmpty();
        yard.pass(Duration.ofMinutes(2), Duration.ofMinutes(1), dispatcher);
        assertThat(yard.world.came()).hasSize(1);
    }

    @EachDatabase
    void closingSendsNothingNewWaitsForWhatIsUnderWayAndGivesBackTheRest(Database database) throws Exception {
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        Dispatcher closing = yard.dispatcher();
        Gate gate = Gate.of(Lane.AT_FIRST);
        AtomicInteger over = new AtomicInteger();
        yard.world.answer(_ -> {
            gate.pass();
            over.incrementAndGet();
            return Receivers.YES;
        });
        List<Factor> factors = yard.strangers(0, 50);
        closing.accept(yard.owe(webhook, factors));
        yard.owe(webhook, factors);
        gate.arrived().await();
        Thread closer = Thread.ofVirtual().start(closing::close);
        while (closing.load().waiting() > 0) {
            Thread.onSpinWait();
        }
        gate.open().countDown();
        closer.join();
        assertThat(over).hasValue(Lane.AT_FIRST);
        assertThat(yard.world.came()).hasSize(Lane.AT_FIRST);
        closing.accept(yard.owe(webhook, yard.strangers(100, 1)));
        Yard.quiet(closing);
        assertThat(yard.world.came()).hasSize(Lane.AT_FIRST);
        // No time goes by: what it gave back is anybody's.
        yard.world.answer(_ -> Receivers.YES);
        Yard.settle(yard.dispatcher(database.open()));
        assertThat(yard.world.came()).hasSize(100);
        assertThat(yard.world.faults()).isEmpty();
    }

    @EachDatabase
    void aStoreThatIsGoneLosesNothing(Database database) {
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        dev.countersign.store.Db theirs = database.open();
        Dispatcher dispatcher = yard.dispatcher(theirs);
        yard.owe(webhook, yard.strangers(0, 30));
        yard.clock.forward(OutboxTable.FIRST_LEASE);
        AtomicInteger sent = new AtomicInteger();
        CountDownLatch gone = new CountDownLatch(1);
        yard.world.answer(_ -> {
            int place = sent.incrementAndGet();
            if (place == 3) {
                // Two are at work from the first, and one more for each that went well: nobody but them asks the store.
                while (yard.owed() > 28 || dispatcher.load().sending() < 4) {
                    Thread.onSpinWait();
                }
                theirs.close();
                gone.countDown();
            } else if (place > 3) {
                Receivers.await(gone);
            }
            return Receivers.YES;
        });
        dispatcher.tick();
        Yard.quiet(dispatcher);
        assertThat(dispatcher.called())
                .as("asks for no round while there is no store")
                .isFalse();
        assertThatThrownBy(dispatcher::tick).isInstanceOf(dev.countersign.domain.Unavailable.class);
        assertThat(yard.owed()).as("all but two, written down before").isEqualTo(28);
        int unwritten = sent.get() - 2;
        yard.pass(Duration.ofSeconds(31), Duration.ofSeconds(31), yard.dispatcher());
        assertThat(yard.owed()).isZero();
        assertThat(yard.world.came()).hasSize(30 + unwritten);
        assertThat(yard.world.faults()).isEmpty();
    }
}
