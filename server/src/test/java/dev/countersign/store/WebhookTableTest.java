package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Event;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.Webhook;
import dev.countersign.domain.WebhookSid;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Webhooks at rest, which stand and fall with their Service. */
class WebhookTableTest {
    private static final Instant AT = Instant.ofEpochMilli(1_767_225_600_123L);
    private static final AccountSid STRANGER = new AccountSid(new Sid.Id(1, 2));

    static Webhook webhook(Nouns n, long number) {
        return new Webhook(
                new WebhookSid(new Sid.Id(8, number)),
                n.service(),
                n.account(),
                "prod",
                List.of(Event.Type.FACTOR_VERIFIED, Event.Type.CHALLENGE_APPROVED),
                "https://backend.example.com:8443/hooks?x=%C3%BC#f",
                true,
                Webhook.Version.V2,
                AT);
    }

    @EachDatabase
    void itComesBackAsItWentInAndAsItWasReplaced(Database database) {
        Nouns n = Nouns.in(database.open());
        Webhook first = webhook(n, 1);
        Webhook other = webhook(n, 2);
        run(n, table -> {
            table.add(first);
            table.add(other);
        });
        assertThat(find(n, first)).isEqualTo(first);
        List<Event.Type> all = List.of(Event.Type.values());
        for (List<Event.Type> types : List.of(List.<Event.Type>of(), all, all.reversed(), all.subList(2, 3))) {
            Webhook next = new Webhook(
                    first.sid(),
                    first.service(),
                    first.account(),
                    "Ü " + types.size(),
                    types,
                    "http://b.example.com",
                    types.isEmpty(),
                    Webhook.Version.V1,
                    AT.plusMillis(types.size()));
            run(n, table -> table.replace(next));
            assertThat(find(n, first)).isEqualTo(next);
        }
        assertThat(find(n, other)).isEqualTo(other);
        run(n, table -> table.remove(first));
        assertThat(find(n, first)).isNull();
        assertThat(find(n, other)).isEqualTo(other);
    }

    @EachDatabase
    void aServiceHasItsOwnInTheOrderOfTheirMaking(Database database) {
        Nouns n = Nouns.in(database.open());
        Nouns elsewhere = new Nouns(n.db(), n.account(), Nouns.service(n.db(), n.account()));
        Webhook a = webhook(n, 1);
        Webhook b = webhook(n, 2);
        Webhook theirs = webhook(elsewhere, 3);
        run(n, table -> List.of(b, theirs, a).forEach(table::add));
        assertThat(of(n, n.service())).containsExactly(a, b);
        assertThat(of(n, elsewhere.service())).containsExactly(theirs);
        assertThat(list(n, n.account(), false)).containsExactly(a, b);
        assertThat(list(n, n.account(), true)).containsExactly(b, a);
        assertThat(list(n, STRANGER, false)).isEmpty();
        assertThat(n.db().<Boolean>read(tx -> {
                    WebhookTable table = new WebhookTable(tx);
                    return table.find(STRANGER, n.service(), a.sid()) == null
                            && table.find(n.account(), elsewhere.service(), a.sid()) == null;
                }))
                .isTrue();
    }

    @EachDatabase
    void noneWritesOverAnotherServices(Database database) {
        Nouns n = Nouns.in(database.open());
        Nouns elsewhere = new Nouns(n.db(), n.account(), Nouns.service(n.db(), n.account()));
        Webhook mine = webhook(n, 1);
        Webhook stolen = new Webhook(
                mine.sid(),
                elsewhere.service(),
                mine.account(),
                "stolen",
                List.of(),
                "http://x.example.com",
                false,
                Webhook.Version.V1,
                AT);
        run(n, table -> {
            table.add(mine);
            table.replace(stolen);
            table.remove(stolen);
        });
        assertThat(find(n, mine)).isEqualTo(mine);
    }

    @EachDatabase
    void withItsServiceItIsOutOfSightAndTheReaperTakesItAway(Database database) {
        Nouns n = Nouns.in(database.open());
        Nouns elsewhere = new Nouns(n.db(), n.account(), Nouns.service(n.db(), n.account()));
        run(n, table -> {
            for (int i = 1; i < 6; i++) {
                table.add(webhook(n, i));
            }
            table.add(webhook(elsewhere, 6));
        });
        n.db().write(tx -> new ServiceTable(tx).remove(n.account(), n.service()));
        assertThat(find(n, webhook(n, 1))).isNull();
        assertThat(list(n, n.account(), false)).isEmpty();
        assertThat(Database.rows(n.db(), "webhook")).isEqualTo(6);
        for (int left : List.of(3, 1, 1)) {
            n.db().write(tx -> new Graves(tx).webhooks(n.service(), 3));
            assertThat(Database.rows(n.db(), "webhook")).isEqualTo(left);
        }
        assertThat(of(n, elsewhere.service())).hasSize(1);
    }

    @EachDatabase
    void anEventThereIsNotIsAnAlarm(Database database) {
        Nouns n = Nouns.in(database.open());
        run(n, table -> table.add(webhook(n, 1)));
        n.db().write(tx -> tx.update("UPDATE webhook SET event_types = 'factor.created,factor.lost'"));
        assertThatThrownBy(() -> of(n, n.service())).isInstanceOf(IllegalStateException.class);
    }

    private static void run(Nouns n, Consumer<WebhookTable> deeds) {
        n.db().write(tx -> {
            deeds.accept(new WebhookTable(tx));
            return true;
        });
    }

    private static @Nullable Webhook find(Nouns n, Webhook w) {
        return n.db().<@Nullable Webhook>read(tx -> new WebhookTable(tx).find(w.account(), w.service(), w.sid()));
    }

    private static List<Webhook> of(Nouns n, ServiceSid service) {
        return n.db().read(tx -> new WebhookTable(tx).of(service, n.account()));
    }

    private static List<Webhook> list(Nouns n, AccountSid account, boolean newestFirst) {
        return n.db().read(tx -> new WebhookTable(tx)
                .list(account, n.service(), new Slice(50, null, false, newestFirst))
                .rows());
    }
}
