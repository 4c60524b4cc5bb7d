package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Accounts;
import dev.countersign.core.Challenges;
import dev.countersign.core.Entities;
import dev.countersign.core.Factors;
import dev.countersign.core.Notifications;
import dev.countersign.core.Outbox;
import dev.countersign.core.People;
import dev.countersign.core.Proofs;
import dev.countersign.core.Secrets;
import dev.countersign.core.Services;
import dev.countersign.core.Watchers;
import dev.countersign.crypto.Es256;
import dev.countersign.crypto.MasterKey;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.EntitySid;
import dev.countersign.domain.Event;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Identity;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Person;
import dev.countersign.domain.Policy;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Webhook;
import dev.countersign.domain.WebhookSid;
import dev.countersign.phone.DeviceKey;
import dev.countersign.store.Database;
import dev.countersign.store.Db;
import dev.countersign.store.OutboxTable;
import dev.countersign.store.Peers;
import dev.countersign.store.Tx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

/** A record with a Service in it, those who cause what is owed, and dispatchers over it; time passes by hand. */
final class Yard {
    static final Duration SOON = Duration.ofMinutes(2);
    private static final Policy.Ringing OFTEN = new Policy.Ringing(0, Duration.ofMinutes(1), 0);

    final Database database;
    final Database.Hand clock;
    final Db db;
    final Receivers world = new Receivers();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final AccountSid account;
    final ServiceSid service;
    final Entities entities;
    final Factors factors;
    final Challenges challenges;
    final Notifications notifications;

    /** Where what is owed is handed over to; nobody at first, as if the process died right then. */
    volatile Consumer<List<Owed>> handover = _ -> {};

    private long webhooks;
    private long dispatchers;

    Yard(Database database) {
        this.database = database;
        this.clock = database.clock();
        this.db = database.open();
        MasterKey master = MasterKey.of(new byte[32]);
        Secrets secrets = Secrets.open(db, master, () -> master, new Random(5));
        Policy policy = new Policy(Policy.DEFAULT.profile(), Policy.MOST_WRONG_CODES, true, true, OFTEN);
        Watchers watchers = new Watchers(Peers.NONE);
        Outbox outbox = new Outbox(db, OFTEN, owed -> handover.accept(owed), watchers);
        Proofs proofs = new Proofs(secrets, Es256.best());
        this.entities = new Entities(db, outbox);
        this.factors = new Factors(db, policy, proofs, new Random(7), outbox);
        this.challenges = new Challenges(db, policy, proofs, outbox);
        this.notifications = new Notifications(outbox, challenges, _ -> "Sign in?");
        this.account = new Accounts(db, secrets, new Random(6))
                .create("acme")
                .account()
                .sid();
        this.service = new Services(db, () -> {}, watchers)
                .create(account, "Acme login", s -> s)
                .sid();
    }

    /** A dispatcher as one process has one; driven by hand. */
    Dispatcher dispatcher() {
        return dispatcher(db);
    }

    Dispatcher dispatcher(Db db) {
        Dispatcher.Given given = new Dispatcher.Given(clock, this::nanos, new Random(++dispatchers));
        return new Dispatcher(db, world, given, new DeliveryMetrics(metrics, given.nanos()));
    }

    /** A process's dispatcher to which what is owed is handed over. */
    Dispatcher serving() {
        Dispatcher dispatcher = dispatcher();
        handover = dispatcher::accept;
        return dispatcher;
    }

    long nanos() {
        return clock.instant().toEpochMilli() * 1_000_000;
    }

    /** Rounds until nobody asks for another; nothing is under way then. */
    static void settle(Dispatcher dispatcher) {
        do {
            dispatcher.tick();
            quiet(dispatcher);
        } while (dispatcher.called());
    }

    static void quiet(Dispatcher dispatcher) {
        try {
            dispatcher.join(SOON);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(dispatcher.load().sending()).as("under way").isZero();
    }

    /** Time goes by in steps, with a round after each. */
    void pass(Duration time, Duration step, Dispatcher... dispatchers) {
        for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plus(step)) {
            clock.forward(step);
            for (Dispatcher dispatcher : dispatchers) {
                settle(dispatcher);
            }
        }
    }

    WebhookSid webhook() {
        WebhookSid sid = new WebhookSid(new Sid.Id(77, ++webhooks));
        db.write(tx -> tx.update(
                "INSERT INTO webhook (sid, service_sid, friendly_name, event_types, url, enabled, version, updated)"
                        + " VALUES (?, ?, 'prod', '*', ?, 1, 'v1', 0)",
                sid.id().bytes(),
                service.id().bytes(),
                "https://a" + sid.id().low() + ".example/hook"));
        return sid;
    }

    static String url(WebhookSid sid) {
        return "https://a" + sid.id().low() + ".example/hook";
    }

    Person person(int number) {
        Identity identity = Objects.requireNonNull(Identity.parse("user-" + (10_000 + number)));
        return People.person(account, service, identity);
    }

    /** A new push factor, reached by that token; causes {@code factor.created}. */
    Factor phone(int person, String token) {
        PushConfig config = PushConfig.of("1.0", "com.example", PushConfig.Platform.FCM, token);
        Factors.NewPush asked = new Factors.NewPush(
                "a phone", DeviceKey.draw(new Random(person)).spki(), config, null);
        return factors.create(person(person), asked, null).factor();
    }

    /** The same, but one that may be challenged. */
    Factor verifiedPhone(int person, String token) {
        Factor factor = phone(person, token);
        db.write(tx -> tx.update(
                "UPDATE factor SET verified = 1 WHERE person = ? AND sid = ?",
                factor.person().key().bytes(),
                factor.sid().id().bytes()));
        return factor;
    }

    ChallengeSid ask(Factor factor) {
        Challenges.Details details = new Challenges.Details("Sign in?", _ -> "{\"message\":\"Sign in?\"}");
        return challenges
                .create(factor.person(), new Challenges.NewChallenge(factor.sid(), details, null, null, null))
                .challenge()
                .sid();
    }

    void token(Factor factor, String token) {
        Factors.PushChange change = new Factors.PushChange(null, null, null, token);
        factors.update(
                factor.person(),
                factor.sid(),
                new Factors.Update(null, new Factors.TotpChange(null, null, null, null), change, null));
    }

    Factor found(Factor factor) {
        return factors.find(factor.person(), factor.sid());
    }

    /** Events as deeds would cause them, many in one unit: one of each of these factors, for that Webhook. */
    List<Owed> owe(WebhookSid webhook, List<Factor> factors) {
        return Database.aboutSeveral(
                db, tx -> factors.stream().map(f -> owe(tx, webhook, f)).toList());
    }

    Owed owe(Tx tx, WebhookSid webhook, Factor factor) {
        OutboxTable table = new OutboxTable(tx);
        long before = table.lastPlace(factor.person().key(), factor.sid(), webhook);
        Event event = new Event(Event.Type.CHALLENGE_APPROVED, Sid.Id.of(tx.id()), factor, null);
        Owed.Matter.Tell tell =
                new Owed.Matter.Tell(event.type(), webhook, url(webhook), account, event.body(Webhook.Version.V1));
        Owed owed = new Owed(
                new Owed.Key(factor.person().key(), Sid.Id.of(tx.id())),
                webhook.id(),
                factor.sid(),
                before + 1,
                0,
                before == 0
                        ? tx.now().plus(OutboxTable.FIRST_LEASE)
                        : table.waiting(tx.now().plus(Outbox.LONGEST)),
                tx.now().plus(Outbox.LONGEST),
                tell);
        table.add(owed, tell, event);
        return owed;
    }

    /** Factors that are named only. */
    List<Factor> strangers(int from, int many) {
        List<Factor> all = new ArrayList<>();
        PushConfig config = PushConfig.of("1.0", "com.example", PushConfig.Platform.FCM, "t");
        for (int i = from; i < from + many; i++) {
            Person person = person(i);
            all.add(new Factor(
                    new FactorSid(new Sid.Id(5, i)),
                    person,
                    new EntitySid(new Sid.Id(6, i)),
                    "a phone",
                    true,
                    null,
                    Factor.Push.fresh(new byte[] {1}, config),
                    clock.instant()));
        }
        return all;
    }

    long owed() {
        return Database.number(db, "SELECT count(*) FROM outbox WHERE due IS NOT NULL");
    }

    long rows() {
        return Database.rows(db, "outbox");
    }

    /** What is told of finished and unfinished rows, one line each: tries, whether it arrived, the answer. */
    List<String> record() {
        return db.read(tx -> tx.all(
                "SELECT tries, sent, answer FROM outbox ORDER BY sid",
                row -> row.number(1) + (row.numberOrNull(2) == null ? " open " : " sent ") + row.textOrNull(3)));
    }
}
