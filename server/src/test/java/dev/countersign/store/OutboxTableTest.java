package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Event;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import dev.countersign.domain.Person;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Webhook;
import dev.countersign.domain.WebhookSid;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What is owed outside, as it lies: who may take it when, in which order, and what is left of it. */
class OutboxTableTest {
    private static final WebhookSid WEBHOOK = new WebhookSid(new Sid.Id(9, 9));

    static Owed push(Tx tx, Factor factor, Challenge challenge) {
        Matter.Ring ring = new Matter.Ring(
                challenge.sid(), challenge.expires(), factor.push().config(), "Sign in?", null);
        Owed owed = owed(tx, factor, new Sid.Id(8, 8), 0, Duration.ofMinutes(5), ring);
        new OutboxTable(tx).add(owed, ring);
        return owed;
    }

    /** An event of that factor, behind those that are owed already. */
    static Owed event(Tx tx, Factor factor, OutboxTable table) {
        Person person = factor.person();
        long place = table.lastPlace(person.key(), factor.sid(), WEBHOOK) + 1;
        Event event = new Event(Event.Type.FACTOR_VERIFIED, Sid.Id.of(tx.id()), factor, null);
        Matter.Tell tell = new Matter.Tell(
                event.type(), WEBHOOK, "https://a.example/hook", person.account(), event.body(Webhook.Version.V1));
        Owed owed = owed(tx, factor, WEBHOOK.id(), place, Duration.ofHours(24), tell);
        table.add(owed, tell, event);
        return owed;
    }

    private static Owed owed(Tx tx, Factor factor, Sid.Id to, long place, Duration life, Matter matter) {
        return new Owed(
                new Owed.Key(factor.person().key(), Sid.Id.of(tx.id())),
                to,
                factor.sid(),
                place,
                0,
                tx.now().plus(OutboxTable.FIRST_LEASE),
                tx.now().plus(life),
                matter);
    }

    private static final class Rows {
        private final Db db;
        private final Nouns n;
        private final Factor phone;
        private final Challenge challenge;

        Rows(Database database) {
            this.db = database.open();
            this.n = Nouns.in(db);
            this.phone = n.phone(n.entity(1));
            this.challenge = n.challenge(phone);
            webhook(1);
        }

        private void webhook(int enabled) {
            db.write(tx -> {
                tx.update("DELETE FROM webhook");
                return tx.update(
                        "INSERT INTO webhook (sid, service_sid, friendly_name, event_types, url, enabled, version,"
                                + " updated) VALUES (?, ?, 'prod', '*', 'https://a.example/hook', ?, 'v2', 0)",
                        WEBHOOK.id().bytes(),
                        n.service().id().bytes(),
                        enabled);
            });
        }

        Owed event() {
            return db.write(tx -> OutboxTableTest.event(tx, phone, new OutboxTable(tx)));
        }

        Owed push() {
            return db.write(tx -> OutboxTableTest.push(tx, phone, challenge));
        }

        List<OutboxTable.Due> due(Owed o) {
            return Database.list(db, tx -> new OutboxTable(tx).due(o.destination(), 9));
        }

        boolean take(Owed o) {
            return db.<Boolean>write(tx -> new OutboxTable(tx)
                    .take(new OutboxTable.Due(o.key(), o.leased()), tx.now().plus(OutboxTable.LEASE)));
        }

        boolean pushStands(Owed o) {
            return db.<Boolean>read(tx -> new OutboxTable(tx).push(o.key()) != null);
        }

        boolean eventStands(Owed o) {
            return db.<Boolean>read(tx -> new OutboxTable(tx).event(o.key()) != null);
        }

        long rows() {
            return Database.rows(db, "outbox");
        }
    }

    @EachDatabase
    void aRowIsNobodyElsesUntilItsLeaseEndsAndThenTheFirstTakersAlone(Database database) {
        Rows rows = new Rows(database);
        Owed event = rows.event();
        assertThat(rows.due(event)).isEmpty();
        database.clock().forward(OutboxTable.FIRST_LEASE);
        assertThat(rows.due(event)).containsExactly(new OutboxTable.Due(event.key(), event.leased()));
        assertThat(rows.take(event)).isTrue();
        assertThat(rows.take(event)).as("a second taker").isFalse();
        assertThat(rows.due(event)).isEmpty();
    }

    @EachDatabase
    void aPushIsFoundAsItStandsAndOnlyWhileItIsOfUse(Database database) {
        Rows rows = new Rows(database);
        Owed late = rows.push();
        database.clock().forward(Duration.ofMinutes(6));
        assertThat(rows.pushStands(late)).as("for a challenge that is over").isFalse();
        Challenge now = rows.n.challenge(rows.phone);
        Owed push = rows.db.write(tx -> push(tx, rows.phone, now));
        Owed found = Objects.requireNonNull(
                rows.db.<Owed>read(tx -> Objects.requireNonNull(new OutboxTable(tx).push(push.key()))));
        assertThat(found).isEqualTo(push);
        assertThat(rows.eventStands(push)).isFalse();
        rows.db.write(tx -> {
            new FactorTable(tx).lose(push.key().person(), push.factor(), "t-1", tx.now());
            return true;
        });
        assertThat(rows.pushStands(push)).as("to a token that is gone").isFalse();
    }

    @EachDatabase
    void aTokenIsLostOnlyWhileItIsStillTheFactors(Database database) {
        Rows rows = new Rows(database);
        rows.db.write(tx -> {
            new FactorTable(tx).lose(rows.phone.person().key(), rows.phone.sid(), "t-0", tx.now());
            return true;
        });
        assertThat(rows.n.found(rows.phone).factor().push().reach().gone()).isNull();
        rows.db.write(tx -> {
            new FactorTable(tx).lose(rows.phone.person().key(), rows.phone.sid(), "t-1", tx.now());
            return true;
        });
        assertThat(rows.n.found(rows.phone).factor().push().reach().gone())
                .isEqualTo(database.clock().instant());
    }

    @EachDatabase
    void eventsOfOneFactorWaitForEachOtherInTheOrderOfTheirPlaces(Database database) {
        Rows rows = new Rows(database);
        Owed first = rows.event();
        Owed second = rows.event();
        Owed third = rows.event();
        assertThat(List.of(first.place(), second.place(), third.place())).containsExactly(1L, 2L, 3L);
        rows.db.write(tx -> {
            OutboxTable table = new OutboxTable(tx);
            assertThat(table.waits(first)).isFalse();
            assertThat(table.waits(second)).isTrue();
            assertThat(table.passTurn(first, tx.now())).isEqualTo(second.key());
            table.close(first.key(), 1, tx.now(), "200");
            assertThat(table.waits(second)).isFalse();
            assertThat(table.waits(third)).isTrue();
            return true;
        });
    }

    @EachDatabase
    void whatIsOverStaysOnlyWhereSomebodyMaySeeIt(Database database) {
        Rows rows = new Rows(database);
        Owed told = rows.event();
        Owed push = rows.push();
        rows.db.write(tx -> {
            OutboxTable table = new OutboxTable(tx);
            assertThat(table.close(told.key(), 1, tx.now(), "200")).isTrue();
            assertThat(table.close(told.key(), 1, tx.now(), "200")).as("twice").isFalse();
            return table.close(push, 1, tx.now(), "200");
        });
        assertThat(rows.rows()).isEqualTo(1);
        assertThat(rows.eventStands(told)).isFalse();
    }

    @EachDatabase
    void anEntityTakesAlongWhatWasToldAndWhatIsOwedOnceItIsTold(Database database) {
        Rows rows = new Rows(database);
        Owed told = rows.event();
        Owed push = rows.push();
        Owed owed = rows.event();
        rows.db.write(tx -> {
            OutboxTable table = new OutboxTable(tx);
            table.close(told.key(), 1, tx.now(), "200");
            new EntityTable(tx).remove(Objects.requireNonNull(new EntityTable(tx).find(rows.phone.person())));
            return true;
        });
        assertThat(rows.rows()).isEqualTo(1);
        assertThat(rows.pushStands(push)).isFalse();
        assertThat(rows.eventStands(owed)).isTrue();
        assertThat(rows.db.<Boolean>write(tx -> new OutboxTable(tx).close(owed.key(), 1, null, "HTTP 500")))
                .isTrue();
        assertThat(rows.rows()).isZero();
    }

    @EachDatabase
    void aWebhookThatIsDisabledOrGoneIsToldNothing(Database database) {
        Rows rows = new Rows(database);
        Owed event = rows.event();
        rows.webhook(0);
        assertThat(rows.eventStands(event)).isFalse();
        rows.webhook(1);
        assertThat(rows.eventStands(event)).isTrue();
        rows.db.write(tx ->
                new ServiceTable(tx).remove(new AccountSid(rows.n.account().id()), rows.n.service()));
        assertThat(rows.eventStands(event)).isFalse();
    }

    @EachDatabase
    void destinationsAreFoundOneAfterTheOtherWithTheFirstOfTheirRows(Database database) {
        Rows rows = new Rows(database);
        Owed push = rows.push();
        Owed event = rows.event();
        rows.event();
        rows.db.write(tx -> {
            OutboxTable table = new OutboxTable(tx);
            OutboxTable.Destination first = Objects.requireNonNull(table.next(null));
            OutboxTable.Destination second = Objects.requireNonNull(table.next(first.id()));
            assertThat(List.of(first.id(), second.id())).containsExactly(push.destination(), event.destination());
            assertThat(second.due()).isEqualTo(event.leased());
            assertThat(table.next(second.id())).isNull();
            table.close(push.key(), 1, tx.now(), "200");
            assertThat(Objects.requireNonNull(table.next(null)).id()).isEqualTo(event.destination());
            return true;
        });
    }
}
