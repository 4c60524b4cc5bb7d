package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Factor;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** A device is rung for as long as it is of use, and at the token it has now. */
class PushTest {
    private static final Duration STEP = Duration.ofSeconds(1);

    private static final class Phone {
        final Yard yard;
        final Dispatcher dispatcher;
        final Factor factor;

        Phone(Database database) {
            this.yard = new Yard(database);
            this.dispatcher = yard.serving();
            this.factor = yard.verifiedPhone(1, "t-1");
        }

        ChallengeSid failing() {
            yard.world.answer(_ -> Receivers.NO);
            ChallengeSid sid = yard.ask(factor);
            Yard.quiet(dispatcher);
            assertThat(yard.world.pushes()).hasSize(1);
            return sid;
        }

        void pass(Duration time) {
            yard.pass(time, STEP, dispatcher);
        }
    }

    @EachDatabase
    void aPushIsTriedAgainWhileItsChallengeIsOpenAndNeverOutlivesIt(Database database) {
        Phone phone = new Phone(database);
        Instant asked = phone.yard.clock.instant();
        phone.failing();
        phone.pass(Duration.ofMinutes(6));
        assertThat(phone.yard.owed()).isZero();
        assertThat(phone.yard.rows()).as("a push leaves nothing behind").isZero();
        assertThat(phone.yard.world.pushes()).hasSizeBetween(5, 10);
        // A challenge ends on a whole second.
        assertThat(phone.yard.world.pushes().getFirst().ttl())
                .isBetween(Duration.ofSeconds(299), Duration.ofMinutes(5));
        assertThat(phone.yard.world.pushes())
                .allMatch(p ->
                        p.ttl().compareTo(Duration.ofMinutes(5)) <= 0 && p.ttl().isPositive());
        assertThat(phone.yard.world.pushes().getLast().ttl()).isLessThan(Duration.ofMinutes(3));
        assertThat(Duration.between(asked, phone.yard.clock.instant())).isEqualTo(Duration.ofMinutes(6));
    }

    private static void dropped(Database database, Consumer<Phone> by) {
        dropped(database, by, 1);
    }

    @EachDatabase
    void aRetryIsDroppedOnceTheChallengeIsAnswered(Database database) {
        dropped(
                database,
                p -> p.yard.db.write(tx -> tx.update("UPDATE challenge SET status = 'denied' WHERE person = ?", (Object)
                        p.factor.person().key().bytes())));
    }

    @EachDatabase
    void aRetryIsDroppedOnceTheFactorIsGone(Database database) {
        dropped(database, p -> p.yard.factors.delete(p.factor.person(), p.factor.sid()));
    }

    @EachDatabase
    void aRetryIsDroppedOnceTheEntityIsGone(Database database) {
        dropped(database, p -> p.yard.entities.delete(p.factor.person()));
    }

    @EachDatabase
    void aRetryIsDroppedOnceTheTokenIsGone(Database database) {
        dropped(
                database,
                p -> {
                    p.yard.world.answer(_ -> new Outcome.Gone(p.yard.clock.instant(), "410"));
                    p.yard.ask(p.factor);
                    Yard.quiet(p.dispatcher);
                    assertThat(p.yard.world.pushes()).hasSize(2);
                    p.yard.world.answer(_ -> {
                        throw new AssertionError("rung at a token that is gone");
                    });
                    p.pass(Duration.ofSeconds(30));
                },
                2);
    }

    private static void dropped(Database database, Consumer<Phone> by, int pushes) {
        Phone phone = new Phone(database);
        phone.failing();
        by.accept(phone);
        phone.pass(Duration.ofSeconds(30));
        assertThat(phone.yard.world.pushes()).hasSize(pushes);
        assertThat(phone.yard.rows()).isZero();
    }

    @EachDatabase
    void aRetryGoesToTheTokenThereIsThen(Database database) {
        Phone phone = new Phone(database);
        phone.failing();
        phone.yard.token(phone.factor, "t-2");
        phone.yard.world.answer(_ -> Receivers.YES);
        phone.pass(Duration.ofSeconds(4));
        assertThat(phone.yard.world.pushes()).extracting(p -> p.to().token()).containsExactly("t-1", "t-2");
        assertThat(phone.yard.rows()).isZero();
    }

    @EachDatabase
    void aTokenThatIsGoneIsRecordedAndAnUpdateOfItRevivesTheDevice(Database database) {
        Phone phone = new Phone(database);
        Instant since = phone.yard.clock.instant().minusSeconds(60);
        phone.yard.world.answer(_ -> new Outcome.Gone(since, "410"));
        phone.yard.ask(phone.factor);
        Yard.quiet(phone.dispatcher);
        assertThat(phone.yard.found(phone.factor).push().reach().gone()).isEqualTo(since);
        phone.yard.ask(phone.factor);
        phone.pass(Duration.ofSeconds(30));
        assertThat(phone.yard.world.pushes()).hasSize(1);
        phone.yard.token(phone.factor, "t-1");
        assertThat(phone.yard.found(phone.factor).push().reach().gone()).isNull();
        phone.yard.ask(phone.factor);
        Yard.quiet(phone.dispatcher);
        assertThat(phone.yard.world.pushes()).hasSize(2);
    }

    @EachDatabase
    void aTokenThatWasRenewedUnderWayIsNotTheOneThatIsGone(Database database) {
        Phone phone = new Phone(database);
        phone.yard.world.answer(_ -> {
            phone.yard.token(phone.factor, "t-2");
            return new Outcome.Gone(phone.yard.clock.instant(), "410");
        });
        phone.yard.ask(phone.factor);
        Yard.quiet(phone.dispatcher);
        assertThat(phone.yard.found(phone.factor).push().reach().gone()).isNull();
        assertThat(phone.yard.found(phone.factor).push().config().token()).isEqualTo("t-2");
    }

    @EachDatabase
    void aPushThatMayNotBeKeptIsTriedOnceAlsoWhenItsSenderDied(Database database) {
        Phone phone = new Phone(database);
        ChallengeSid sid = phone.failing();
        phone.yard.world.answer(_ -> Receivers.YES);
        phone.pass(Duration.ofSeconds(30));
        assertThat(phone.yard.world.pushes()).hasSize(2);
        phone.yard.world.answer(_ -> Receivers.NO);
        phone.yard.notifications.create(phone.factor.person(), sid, 0);
        Yard.quiet(phone.dispatcher);
        assertThat(phone.yard.world.pushes()).hasSize(3);
        assertThat(phone.yard.world.pushes().getLast().ttl()).isZero();
        assertThat(phone.yard.rows()).isZero();
        phone.yard.handover = _ -> {};
        phone.yard.notifications.create(phone.factor.person(), sid, 0);
        phone.pass(Duration.ofMinutes(1));
        assertThat(phone.yard.world.pushes()).hasSize(4);
        assertThat(phone.yard.world.pushes().getLast().ttl()).isZero();
        assertThat(phone.yard.rows()).isZero();
    }

    @EachDatabase
    void aPushThatWaitedInMemoryIsLookedAtAgainBeforeItIsMade(Database database) {
        Phone phone = new Phone(database);
        phone.yard.handover = owed -> {
            phone.yard.clock.forward(Duration.ofSeconds(3));
            phone.yard.token(phone.factor, "t-2");
            phone.dispatcher.accept(owed);
        };
        phone.yard.ask(phone.factor);
        Yard.quiet(phone.dispatcher);
        assertThat(phone.yard.world.pushes()).extracting(p -> p.to().token()).containsExactly("t-2");
    }
}
