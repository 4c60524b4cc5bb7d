package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Delivery;
import dev.countersign.domain.Delivery.Status;
import dev.countersign.domain.DeliverySid;
import dev.countersign.domain.Event;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.Webhook;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events on their way, by the Webhook they go to. */
class DeliveryTableTest {
    /** Every status to narrow a list to, and none. */
    static final List<Delivery.@Nullable Status> STATUSES =
            Arrays.<Delivery.@Nullable Status>asList(null, Status.QUEUED, Status.SENT, Status.FAILED);

    private static final Instant AT = Instant.ofEpochMilli(1_767_225_600_123L);

    /** One of a person of that number, due. */
    static Delivery delivery(Webhook to, long number) {
        return new Delivery(
                new DeliverySid(new Sid.Id(9, number)),
                Sid.Id.of(Toy.person(number)),
                to,
                Event.Type.CHALLENGE_APPROVED,
                new Sid.Id(10, number),
                new FactorSid(new Sid.Id(4, number)),
                new ChallengeSid(new Sid.Id(5, number)),
                3,
                "500",
                AT.plusSeconds(9),
                null,
                AT);
    }

    private static Delivery over(Delivery d, @Nullable Instant sent) {
        return new Delivery(
                d.sid(),
                d.person(),
                d.webhook(),
                Event.Type.FACTOR_DELETED,
                d.event(),
                d.factor(),
                null,
                1,
                null,
                null,
                sent,
                d.updated());
    }

    static void plant(Tx tx, Delivery d) {
        plant(tx, "event", d);
    }

    private static void plant(Tx tx, String kind, Delivery d) {
        ChallengeSid challenge = d.challenge();
        tx.update(
                """
                INSERT INTO outbox (person, sid, kind, destination, factor_sid, challenge_sid, place, due, until, tries,
                       event_type, event_id, body, sent, answer, updated, erase)
                VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, 'uuid=x', ?, ?, ?, 0)
                """,
                d.person().bytes(),
                d.sid().id().bytes(),
                kind,
                d.webhook().sid().id().bytes(),
                d.factor().id().bytes(),
                challenge == null ? null : challenge.id().bytes(),
                d.due(),
                AT,
                d.tries(),
                d.type().word(),
                d.event().bytes(),
                d.sent(),
                d.answer(),
                d.updated());
    }

    private static void write(Nouns n, Delivery... all) {
        Database.aboutSeveral(n.db(), tx -> {
            for (Delivery d : all) {
                plant(tx, d);
            }
            return true;
        });
    }

    @EachDatabase
    void aListHoldsWhatGoesThereNarrowedToWhatBecameOfIt(Database database) {
        Nouns n = Nouns.in(database.open());
        Webhook here = WebhookTableTest.webhook(n, 1);
        Delivery queued = delivery(here, 1);
        Delivery sent = over(delivery(here, 2), AT.plusMillis(7));
        Delivery failed = over(delivery(here, 3), null);
        Delivery elsewhere = delivery(WebhookTableTest.webhook(n, 2), 4);
        write(n, failed, queued, elsewhere, sent);
        n.db().write(tx -> {
            plant(tx, "push", delivery(here, 5));
            return true;
        });
        assertThat(list(n, here, null, false)).containsExactly(queued, sent, failed);
        assertThat(list(n, here, null, true)).containsExactly(failed, sent, queued);
        assertThat(list(n, here, Status.QUEUED, true)).containsExactly(queued);
        assertThat(list(n, here, Status.SENT, true)).containsExactly(sent);
        assertThat(list(n, here, Status.FAILED, true)).containsExactly(failed);
        for (Delivery d : List.of(queued, sent, failed)) {
            assertThat(find(n, here, d)).isEqualTo(d);
            assertThat(find(n, elsewhere.webhook(), d)).isNull();
        }
        assertThat(find(n, here, delivery(here, 5))).isNull();
        assertThat(List.of(queued.status(), sent.status(), failed.status()))
                .containsExactly(Status.QUEUED, Status.SENT, Status.FAILED);
    }

    @EachDatabase
    void whatIsQueuedAnewStartsAfreshAndNothingElseIsTouched(Database database) {
        Nouns n = Nouns.in(database.open());
        Webhook here = WebhookTableTest.webhook(n, 1);
        Delivery sent = over(delivery(here, 1), AT.plusMillis(7));
        Delivery other = over(delivery(here, 2), AT.plusMillis(7));
        write(n, sent, other);
        Delivery next = sent.again(AT.plusSeconds(60));
        queue(n, sent, next, AT.plusSeconds(90));
        assertThat(find(n, here, sent)).isEqualTo(next);
        assertThat(find(n, here, other)).isEqualTo(other);
        assertThat(next.status()).isEqualTo(Status.QUEUED);
        assertThat(next.tries()).isZero();
        assertThat(Database.number(n.db(), "SELECT until FROM outbox WHERE due IS NOT NULL"))
                .isEqualTo(AT.plusSeconds(90).toEpochMilli());
        assertThat(Database.number(n.db(), "SELECT count(*) FROM outbox WHERE body = 'uuid=x'"))
                .isEqualTo(2);
    }

    @EachDatabase
    void whatSomebodyWasAtSinceIsLeftToThem(Database database) {
        Nouns n = Nouns.in(database.open());
        Webhook here = WebhookTableTest.webhook(n, 1);
        Delivery queued = delivery(here, 1);
        write(n, queued);
        for (String since : List.of("due = NULL, sent = 1", "due = 1, sent = NULL, updated = updated + 1")) {
            n.db().write(tx -> tx.update("UPDATE outbox SET " + since));
            assertThat(Database.overtaken(n.db(), tx -> new DeliveryTable(tx).queue(queued, queued.again(AT), AT)))
                    .isNotNull();
        }
    }

    private static void queue(Nouns n, Delivery was, Delivery next, Instant until) {
        n.db().write(tx -> {
            new DeliveryTable(tx).queue(was, next, until);
            return true;
        });
    }

    private static @Nullable Delivery find(Nouns n, Webhook to, Delivery d) {
        return n.db().<@Nullable Delivery>read(tx -> new DeliveryTable(tx).find(to, d.sid()));
    }

    private static List<Delivery> list(Nouns n, Webhook to, @Nullable Status status, boolean newestFirst) {
        return n.db().read(tx -> new DeliveryTable(tx)
                .list(to, status, new Slice(50, null, false, newestFirst))
                .rows());
    }
}
