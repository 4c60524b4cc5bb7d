package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.AccessToken;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.Challenge.Status;
import dev.countersign.domain.ConsoleSession;
import dev.countersign.domain.Credential;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Delivery;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.HourCount;
import dev.countersign.domain.Mark;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Person;
import dev.countersign.domain.Recent;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.Webhook;
import dev.countersign.domain.WebhookSid;
import dev.countersign.store.Graves.Grave;
import dev.countersign.store.Graves.Kind;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How the engine finds what the product's statements ask for: along a key, never by looking at every row. */
class QueryPlanTest {

    @EachDatabase(only = Database.Engine.SQLITE)
    void noStatementOfARequestLooksAtEveryRowOfATable(Database database) {
        Disk disk = database.disk();
        Nouns n = Nouns.in(database.open(disk));
        Entity entity = n.entity(1);
        Factor factor = n.factor(entity);
        Factor push = n.phone(entity);
        Challenge challenge = n.challenge(factor);
        disk.said().clear();
        run(n, tx -> {
            ChallengeTable challenges = new ChallengeTable(tx);
            challenges.add(Nouns.challenge(tx, factor, new State.Pending(0), Duration.ofMinutes(5)));
            challenges.find(challenge.person(), challenge.sid());
            challenges.replace(challenge, challenge.tried(false, null, tx.now()));
            FactorTable factors = new FactorTable(tx);
            FactorTable.Stored stored = factors.find(factor.person(), factor.sid());
            factors.findToAsk(factor.person(), factor.sid());
            if (stored != null) {
                factors.replace(stored, factor);
            }
            factors.all(entity);
            Person person = entity.person();
            factors.device(person.key(), factor.sid());
            FactorTable.Stored phone = factors.find(person, push.sid());
            if (phone != null) {
                factors.replace(phone, push);
            }
            factors.add(Nouns.factor(entity, new FactorSid(Sid.Id.of(tx.id())), tx.now()));
            AccessToken token = AccessTokenTableTest.token(tx, person, entity);
            AccessTokenTable tokens = new AccessTokenTable(tx);
            tokens.add(token);
            tokens.find(person.service(), token.sid());
            tokens.find(person.service(), person.key(), token.sid());
            tokens.spend(token);
            EntityTable entities = new EntityTable(tx);
            entities.find(entity.person());
            entities.creations(entity.person());
            entities.count(entity.person(), Recent.NONE, Recent.NONE);
            entities.hold(entity.person());
            ServiceTable services = new ServiceTable(tx);
            services.find(n.account(), n.service());
            services.stands(n.account(), n.service());
            outbox(tx, push, challenge);
            trail(tx, entity, challenge);
            new TrailTable(tx).keep(push, 9);
            Webhook webhook = WebhookTableTest.webhook(n, 1);
            WebhookTable webhooks = new WebhookTable(tx);
            webhooks.add(webhook);
            webhooks.find(n.account(), n.service(), webhook.sid());
            webhooks.of(n.service(), n.account());
            DeliveryTable deliveries = new DeliveryTable(tx);
            Delivery delivery = DeliveryTableTest.delivery(webhook, 1);
            deliveries.find(webhook, delivery.sid());
            DeliveryTableTest.plant(tx, delivery);
            deliveries.queue(delivery, delivery.again(tx.now()), tx.now());
            DeliveryTableTest.plant(tx, DeliveryTableTest.delivery(webhook, 2));
            webhooks.replace(webhook);
            webhooks.remove(webhook);
            new AccountTable(tx).find(n.account());
            new AccountTable(tx).tokens(n.account());
            new ApiKeyTable(tx).find(new ApiKeySid(challenge.sid().id()));
            new DataKeyTable(tx).newest();
            new ApiKeyTable(tx).list(n.account(), new Slice(50, null, false, false));
            new ApiKeyTable(tx)
                    .remove(n.account(), new ApiKeySid(challenge.sid().id()));
            ConsoleSessionTable sessions = new ConsoleSessionTable(tx);
            ConsoleSession session = new ConsoleSession(challenge.sid().id(), n.account(), null, tx.now(), tx.now());
            sessions.add(session, new byte[0]);
            sessions.find(session.id());
            sessions.note(session);
            sessions.leave(n.account(), 0);
            sessions.remove(session.id());
            sessions.removeAll(n.account());
            sessions.anyBefore(tx.now());
            sessions.removeBefore(tx.now());
            CredentialTable credentials = new CredentialTable(tx);
            Credential credential = Nouns.credential(n, tx);
            credentials.add(credential, new byte[0]);
            credentials.find(n.account(), credential.sid());
            credentials.find(credential.sid());
            credentials.replace(credential, new byte[0]);
            credentials.remove(n.account(), credential.sid());
            services.forget(n.account(), credential.sid());
            factors.remove(factor);
            entities.remove(entity);
            services.remove(n.account(), n.service());
        });
        Set<String> plans = plans(n, disk);
        assertThat(plans).hasSizeGreaterThan(20);
        assertThat(plans.stream().filter(plan -> plan.contains("FROM outbox") && plan.contains("place")))
                .as("who waits for whom is asked of one person's rows, however many a webhook is owed")
                .isNotEmpty()
                .allMatch(plan -> plan.contains("outbox_by_place") || plan.contains("sqlite_autoindex_outbox"));
        assertThat(plans.stream().filter(plan -> plan.contains("| SCAN ")))
                .as("but for the one row at the end of a handful")
                .allMatch(plan -> plan.startsWith("SELECT id FROM data_key ORDER BY id DESC LIMIT 1"));
    }

    private static void trail(Tx tx, Entity entity, Challenge challenge) {
        TrailTable table = new TrailTable(tx);
        Mark.Type type = Mark.Type.CHALLENGE_CREATED;
        Mark mark = new Mark(
                Mark.name(tx.now(), type, challenge.sid().id(), 0), type, null, challenge.sid(), Mark.About.NOTHING);
        table.add(entity.person().key(), mark);
        table.addIfThere(entity.person().key(), mark);
        table.latest(entity, new Mark.Filter(null, null), 50);
        table.latest(entity, new Mark.Filter(challenge.factor(), challenge.sid()), 50);
        table.overgrown(entity.person().key(), entity.person().key(), 1, tx.now(), tx.now());
        table.trim(entity.person().key(), 1, tx.now(), tx.now());
        table.removeGone(entity.person().key(), 9);
    }

    /** Everything that is asked of the outbox about one person. */
    private static void outbox(Tx tx, Factor factor, Challenge challenge) {
        OutboxTable table = new OutboxTable(tx);
        Owed push = OutboxTableTest.push(tx, factor, challenge);
        Owed event = OutboxTableTest.event(tx, factor, table);
        table.lastPlace(factor.person().key(), factor.sid(), new WebhookSid(event.destination()));
        table.take(new OutboxTable.Due(push.key(), push.leased()), tx.now());
        table.push(push.key());
        table.event(event.key());
        table.waits(event);
        table.passTurn(event, tx.now());
        table.passTurn(event.key(), tx.now());
        table.putOff(event, tx.now(), "HTTP 500");
        table.close(event.key(), 1, null, null);
        table.close(push, 1, tx.now(), "200");
        new ChallengeTable(tx).notified(challenge, 3);
        new FactorTable(tx).lose(factor.person().key(), factor.sid(), "t-1", tx.now());
    }

    @EachDatabase(only = Database.Engine.SQLITE)
    void aListIsAWalkAlongItsKeyWhateverItIsNarrowedTo(Database database) {
        Disk disk = database.disk();
        Nouns n = Nouns.in(database.open(disk));
        Entity entity = n.entity(1);
        Factor factor = n.factor(entity);
        disk.said().clear();
        for (Slice slice : List.of(
                new Slice(50, null, false, false),
                new Slice(50, null, false, true),
                new Slice(50, factor.sid().id(), false, true),
                new Slice(50, factor.sid().id(), true, true))) {
            for (@Nullable
            Status status :
                    new @Nullable Status[] {null, Status.PENDING, Status.APPROVED, Status.DENIED, Status.EXPIRED}) {
                run(n, tx -> {
                    ChallengeTable table = new ChallengeTable(tx);
                    table.list(entity, new Challenge.Filter(null, status), slice);
                    table.list(entity, new Challenge.Filter(factor.sid(), status), slice);
                });
            }
            run(n, tx -> {
                new FactorTable(tx).list(entity, null, slice);
                new FactorTable(tx).list(entity, factor.sid(), slice);
                new EntityTable(tx).list(n.account(), n.service(), slice);
                new ServiceTable(tx).list(new AccountSid(n.account().id()), slice);
                new WebhookTable(tx).list(n.account(), n.service(), slice);
                DeliveryTable deliveries = new DeliveryTable(tx);
                for (Delivery.@Nullable Status status : DeliveryTableTest.STATUSES) {
                    deliveries.list(WebhookTableTest.webhook(n, 1), status, slice);
                }
                new CredentialTable(tx).list(n.account(), slice);
            });
        }
        Set<String> plans = plans(n, disk);
        assertThat(plans).hasSizeGreaterThan(20);
        assertThat(plans.stream().filter(plan -> plan.contains("| SCAN "))).isEmpty();
        assertThat(plans).as("the order is the key's own").noneMatch(plan -> plan.contains("TEMP B-TREE"));
    }

    @EachDatabase(only = Database.Engine.SQLITE)
    void whatWorksInTheBackgroundWalksAlongKeysAsWell(Database database) {
        Disk disk = database.disk();
        Nouns n = Nouns.in(database.open(disk));
        Entity entity = n.entity(1);
        disk.said().clear();
        run(n, tx -> {
            Graves graves = new Graves(tx);
            OutboxTable outbox = new OutboxTable(tx);
            outbox.next(null);
            outbox.next(entity.person().key());
            outbox.due(entity.person().key(), 9);
            outbox.over(entity.person().key(), 9);
            outbox.webhook(null);
            outbox.webhook(entity.person().key());
            outbox.finished(entity.person().key(), tx.now(), 9);
            outbox.clear(new Owed.Key(entity.person().key(), entity.sid().id()));
            graves.services(9);
            graves.due(9);
            graves.entities(n.service(), 9);
            graves.webhooks(n.service(), 9);
            Grave grave = new Grave(entity.person().key(), entity.sid().id(), Kind.ENTITY);
            graves.bury(grave);
            graves.forget(n.service());
            graves.empty(grave, 9);
            graves.empty(new Grave(grave.person(), grave.sid(), Kind.FACTOR), 9);
            graves.keepCounters(grave, Duration.ofHours(1));
            graves.close(new Grave(grave.person(), grave.sid(), Kind.COUNTERS));
            FactorTable factors = new FactorTable(tx);
            factors.seeds(FactorTable.Place.FIRST, 9);
            factors.reseal(new FactorTable.Seed(FactorTable.Place.FIRST, new byte[0]), new byte[0]);
            CredentialTable credentials = new CredentialTable(tx);
            CredentialSid sid = Nouns.credential(n, tx).sid();
            credentials.sealed(sid, 9);
            credentials.reseal(new CredentialTable.Sealed(sid, new byte[0]));
            CountTable counts = new CountTable(tx);
            counts.lease(grave.sid(), tx.now());
            counts.through();
            counts.advance(grave.sid(), tx.now());
            counts.challenges(grave.sid(), tx.now(), 9);
            counts.marks(grave.sid(), tx.now(), 9);
            counts.put(new HourCount(n.service(), tx.now()), tx.now());
            counts.list(n.service(), tx.now(), tx.now());
            counts.removeBefore(tx.now());
            AccessTokenTable tokens = new AccessTokenTable(tx);
            tokens.before(tx.now(), 9);
            tokens.remove(new AccessTokenTable.Spoilt(grave.person(), grave.sid()));
        });
        // Walked from its beginning, and cut off after a few: that is what it is for.
        assertThat(plans(n, disk))
                .hasSizeGreaterThan(10)
                .filteredOn(plan -> plan.contains("| SCAN "))
                .allMatch(plan -> plan.startsWith("SELECT sid FROM service_grave ORDER BY sid LIMIT ?"));
    }

    private static void run(Nouns n, Consumer<Tx> deeds) {
        n.db().write(tx -> {
            deeds.accept(tx);
            return true;
        });
    }

    /** Each statement that was overheard, and behind it how its rows are found. */
    private static Set<String> plans(Nouns n, Disk disk) {
        Set<String> plans = new LinkedHashSet<>();
        for (String sql : List.copyOf(disk.said())) {
            if (sql.matches("(?s)(SELECT|INSERT|UPDATE|DELETE) .*")) {
                int parameters = (int) sql.chars().filter(c -> c == '?').count();
                @Nullable Object[] none = Collections.nCopies(parameters, null).toArray();
                List<String> steps =
                        n.db().read(tx -> tx.all("EXPLAIN QUERY PLAN " + sql, row -> "| " + row.text(4), none));
                plans.add(sql + " " + String.join(" ", steps));
            }
        }
        return plans;
    }
}
