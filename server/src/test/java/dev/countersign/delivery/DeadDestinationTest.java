package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.delivery.Receivers.Gate;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Owed;
import dev.countersign.domain.WebhookSid;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A destination in trouble is left alone, tried now and then, forgotten never, and nobody else's trouble. */
class DeadDestinationTest {
    private static final Duration STEP = Duration.ofSeconds(1);

    private static boolean isFor(Parcel parcel, WebhookSid webhook) {
        return parcel instanceof Parcel.Event e && e.url().equals(Yard.url(webhook));
    }

    @EachDatabase
    void aReceiverThatWasDownForAnHourGetsEverythingInOrderAndWasNotPesteredMeanwhile(Database database) {
        Yard yard = new Yard(database);
        WebhookSid down = yard.webhook();
        WebhookSid up = yard.webhook();
        Dispatcher dispatcher = yard.dispatcher();
        AtomicBoolean dead = new AtomicBoolean(true);
        yard.world.answer(p -> dead.get() && isFor(p, down) ? Receivers.NO : Receivers.YES);
        List<Factor> factors = yard.strangers(0, 50);
        for (int minute = 0; minute < 60; minute++) {
            List<Factor> some = factors.subList(minute % 5 * 10, minute % 5 * 10 + 10);
            List<Owed> fresh = new ArrayList<>(yard.owe(down, some));
            fresh.addAll(yard.owe(up, some));
            fresh.removeIf(o -> o.place() > 1);
            dispatcher.accept(fresh);
            yard.pass(Duration.ofMinutes(1), STEP.multipliedBy(2), dispatcher);
        }
        long tried = yard.world.came().stream().filter(p -> isFor(p, down)).count();
        assertThat(tried).as("probes in an hour").isBetween(25L, 70L);
        assertThat(yard.world.came()).as("to the other").hasSize((int) tried + 600);
        dead.set(false);
        yard.pass(Duration.ofMinutes(3), STEP, dispatcher);
        assertThat(yard.world.faults()).isEmpty();
        // What failed late in its own right waits for its own pause, an hour at most.
        yard.pass(Duration.ofMinutes(60), Duration.ofSeconds(30), dispatcher);
        assertThat(yard.owed()).isZero();
        assertThat(yard.world.faults()).isEmpty();
        assertThat(yard.record()).hasSize(1200).allMatch(row -> row.endsWith("sent 200"));
        assertThat(yard.world.came().stream().filter(p -> isFor(p, down))).hasSize((int) tried + 600);
    }

    @EachDatabase
    void aThousandThatHangHoldUpNobodyElse(Database database) throws Exception {
        Yard yard = new Yard(database);
        WebhookSid alive = yard.webhook();
        List<WebhookSid> dead = Stream.generate(yard::webhook).limit(1_000).toList();
        Dispatcher dispatcher = yard.dispatcher();
        Gate gate = Gate.of(1_000);
        yard.world.answer(p -> {
            if (isFor(p, alive)) {
                return Receivers.YES;
            }
            gate.pass();
            return Receivers.NO;
        });
        List<Factor> factors = yard.strangers(0, 12);
        for (WebhookSid webhook : dead) {
            dispatcher.accept(yard.owe(webhook, factors));
        }
        gate.arrived().await();
        assertThat(dispatcher.load().sending()).isLessThanOrEqualTo(Dispatcher.MOST_WORKERS);
        dispatcher.accept(yard.owe(alive, yard.strangers(100, 20)));
        while (yard.world.came().stream().filter(p -> isFor(p, alive)).count() < 4) {
            Thread.onSpinWait();
        }
        yard.clock.forward(Duration.ofSeconds(11));
        dispatcher.tick();
        while (yard.world.came().stream().filter(p -> isFor(p, alive)).count() < 20) {
            Thread.onSpinWait();
        }
        assertThat(dispatcher.load().waiting()).isLessThan(Lane.MOST_IN_ALL + 4 * 1_001);
        gate.open().countDown();
        Yard.quiet(dispatcher);
    }

    @EachDatabase
    void whatNobodyTookInADayIsGivenUpWithTheReasonAndWhatComesAfterGoesOn(Database database) {
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        Dispatcher dispatcher = yard.dispatcher();
        yard.world.answer(_ -> Receivers.NO);
        List<Factor> factors = yard.strangers(0, 40);
        dispatcher.accept(yard.owe(webhook, factors));
        yard.owe(webhook, factors);
        yard.pass(Duration.ofHours(23), Duration.ofMinutes(1), dispatcher);
        yard.owe(webhook, factors);
        assertThat(yard.owed()).isEqualTo(120);
        yard.pass(Duration.ofMinutes(70), Duration.ofMinutes(1), dispatcher);
        assertThat(yard.owed()).isEqualTo(40);
        assertThat(yard.record().subList(0, 80))
                .allMatch(row -> row.matches("[1-9]\\d* open HTTP 500|0 open given up before it could be sent"));
        assertThat(yard.record().subList(0, 80)).anyMatch(row -> row.startsWith("0 "));
        yard.world.givenUp();
        yard.world.answer(_ -> Receivers.YES);
        yard.pass(Duration.ofMinutes(70), Duration.ofMinutes(1), dispatcher);
        assertThat(yard.owed()).isZero();
        assertThat(yard.record().subList(80, 120)).allMatch(row -> row.endsWith("sent 200"));
    }

    @EachDatabase
    void aSingleEventIsTriedAllDayWithGrowingPausesAndOnceMoreAtTheEnd(Database database) {
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        Dispatcher dispatcher = yard.dispatcher();
        yard.world.answer(_ -> Receivers.NO);
        dispatcher.accept(yard.owe(webhook, yard.strangers(0, 1)));
        yard.pass(Duration.ofHours(24).minusMinutes(2), Duration.ofSeconds(10), dispatcher);
        int before = yard.world.came().size();
        assertThat(before).isBetween(30, 48);
        assertThat(yard.owed()).isEqualTo(1);
        yard.pass(Duration.ofMinutes(3), Duration.ofSeconds(10), dispatcher);
        assertThat(yard.world.came()).hasSizeBetween(before + 1, before + 2);
        assertThat(yard.owed()).isZero();
        assertThat(yard.record().getFirst()).endsWith(" open HTTP 500");
    }

    @EachDatabase
    void whatIsOwedToAWebhookThatIsGoneIsClosedAndSoIsWhatComesBehindIt(Database database) {
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        Dispatcher dispatcher = yard.dispatcher();
        List<Factor> factors = yard.strangers(0, 2);
        for (int i = 0; i < 4; i++) {
            yard.owe(webhook, factors);
        }
        yard.db.write(tx -> tx.update("DELETE FROM webhook"));
        yard.pass(Duration.ofSeconds(20), STEP, dispatcher);
        assertThat(yard.owed()).isZero();
        assertThat(yard.world.came()).isEmpty();
        assertThat(yard.record()).hasSize(8).containsOnly("0 open not sent: its webhook is disabled or gone");
    }

    @EachDatabase
    void aLongBacklogDrainsWithoutFillingMemoryOrSlowingDown(Database database) {
        // Forty times what waits in memory shows it too; PostgreSQL, asked row by row, would take minutes for more.
        int many = Database.Engine.ofThisRun() == Database.Engine.SQLITE ? 100_000 : 10_000;
        Yard yard = new Yard(database);
        WebhookSid webhook = yard.webhook();
        Dispatcher dispatcher = yard.dispatcher();
        for (int i = 0; i < many; i += 1_000) {
            yard.owe(webhook, yard.strangers(i % (many / 2), 1_000));
        }
        yard.clock.forward(Duration.ofSeconds(11));
        int rounds = 0;
        do {
            dispatcher.tick();
            assertThat(dispatcher.load().waiting()).isLessThanOrEqualTo(Lane.MOST_WAITING);
            Yard.quiet(dispatcher);
            rounds++;
        } while (dispatcher.called());
        assertThat(yard.owed()).isZero();
        assertThat(yard.world.came()).hasSize(many);
        assertThat(yard.world.faults()).isEmpty();
        assertThat(rounds).as("of some hundreds each").isLessThan(many / 200);
    }
}
