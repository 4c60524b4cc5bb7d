package dev.countersign.benchmark;

import dev.countersign.DataFolder;
import dev.countersign.Settings;
import dev.countersign.core.Accounts;
import dev.countersign.core.Challenges;
import dev.countersign.core.Factors;
import dev.countersign.core.Factors.TotpChange;
import dev.countersign.core.Outbox;
import dev.countersign.core.People;
import dev.countersign.core.Proofs;
import dev.countersign.core.Secrets;
import dev.countersign.core.Services;
import dev.countersign.core.Watchers;
import dev.countersign.core.Webhooks;
import dev.countersign.crypto.Base32;
import dev.countersign.crypto.Es256;
import dev.countersign.crypto.MasterKey;
import dev.countersign.crypto.Secret;
import dev.countersign.crypto.Totp;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Identity;
import dev.countersign.domain.Person;
import dev.countersign.domain.Policy;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Webhook;
import dev.countersign.store.ChallengeTable;
import dev.countersign.store.Db;
import dev.countersign.store.Options;
import dev.countersign.store.PostgresUrl;
import dev.countersign.store.Tx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;

/**
 * A record with something in it, made through the product's own rooms: people who have one verified TOTP factor and
 * no challenges yet (those get them under load), and people who have {@value #EACH} challenges (whose lists are read); or
 * people who have a phone each; or people whose doings a webhook is still to be told of. Beside it, files that tell the load
 * generator who they are.
 */
final class Seeding {
    /** What a page of a list shows by default. */
    static final int EACH = 50;

    static final String DETAILS = "{\"message\":\"Sign in to Acme from a new device\",\"fields\":["
            + "{\"label\":\"Browser\",\"value\":\"Firefox 145 on Linux\"},"
            + "{\"label\":\"Place\",\"value\":\"Lisbon, Portugal\"}]}";
    static final String HIDDEN_DETAILS = "{\"session\":\"5d41402abc4b2a76b9719d911017c592\",\"ip\":\"203.0.113.77\"}";

    /**
     * Everybody has the same seed, each sealed to their own row: seeds must differ only among the factors of one person,
     * and the load generator then needs one code for each half minute and not one for each factor.
     */
    private static final byte[] SEED = "the bench's own seed".getBytes(StandardCharsets.US_ASCII);

    /** As long as those of FCM are. */
    private static final String TOKEN = "bench0token:" + "APA91b".repeat(25);

    /** What is owed of each person a webhook is told of: created, verified, and twice approved. */
    private static final int EVENTS_EACH = 4;

    /** As a server has it, except that a code may approve more than one challenge: nobody waits for the next half minute. */
    private static final Policy POLICY = new Policy(
            Policy.DEFAULT.profile(),
            Policy.DEFAULT.mostWrongCodes(),
            false,
            Policy.DEFAULT.accessTokensOnce(),
            Policy.DEFAULT.ringing());

    private static final Totp.Parameters USUAL = new Totp.Parameters(Totp.Algorithm.SHA1, 6, 30, 1);
    private static final Duration CODES_FOR = Duration.ofHours(4);
    private static final int AT_ONCE = 512;

    private final Settings settings;
    private final Path lists;
    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock = InstantSource.system();

    /** @param lists where the files for the load generator go */
    Seeding(Path folder, Path lists) {
        this.settings = Settings.read(Map.of("data", folder.toString()), System.getenv());
        this.lists = lists;
    }

    /** What goes into a record. */
    @FunctionalInterface
    private interface Filling {
        void in(Rooms rooms, IntFunction<Person> people) throws IOException, InterruptedException, ExecutionException;
    }

    /** What the record is filled through. Nothing that is owed outside leaves while it is filled. */
    private record Rooms(Db db, AccountSid account, ServiceSid service, Factors factors, Challenges challenges) {}

    void run(int answerers, int listed) throws IOException, InterruptedException, ExecutionException {
        open((rooms, people) -> {
            List<String> asked = each(answerers, i -> {
                Factor factor = enrol(rooms.factors(), people.apply(i));
                return name(factor) + " " + factor.sid().text();
            });
            List<String> shown = each(listed, i -> {
                Factor factor = enrol(rooms.factors(), people.apply(answerers + i));
                ChallengeSid one = rooms.db().write(tx -> ask(tx, factor));
                return name(factor) + " " + one.text();
            });
            Files.write(lists.resolve("people"), asked);
            Files.write(lists.resolve("shown"), shown);
            Files.write(lists.resolve("codes"), codes());
        });
    }

    /** A webhook at that port of this machine, and at least so many events that it is owed, of people with one factor each. */
    void events(int count, int port) throws IOException, InterruptedException, ExecutionException {
        open((rooms, people) -> {
            new Webhooks(rooms.db())
                    .create(
                            rooms.account(),
                            rooms.service(),
                            new Webhooks.NewWebhook(
                                    "Bench", List.of(), "http://127.0.0.1:" + port + "/", true, Webhook.Version.V2));
            each((count + EVENTS_EACH - 1) / EVENTS_EACH, i -> {
                Factor factor = enrol(rooms.factors(), people.apply(i));
                for (int told = 2; told < EVENTS_EACH; told++) {
                    approve(rooms.challenges(), factor);
                }
                return factor;
            });
        });
    }

    private void approve(Challenges challenges, Factor factor) {
        Challenges.Outcome outcome = challenges.create(
                factor.person(),
                new Challenges.NewChallenge(
                        factor.sid(),
                        new Challenges.Details(null, _ -> DETAILS),
                        HIDDEN_DETAILS,
                        null,
                        code(clock.instant().getEpochSecond())));
        if (outcome.verdict() != Challenges.Verdict.RIGHT) {
            throw new IllegalStateException("a code was wrong");
        }
    }

    /**
     * People with a push factor each, every one with a key of its own; the private halves lie with the other files.
     *
     * @param platform who is to ring them; a token for it is made up
     */
    void phones(int count, PushConfig.Platform platform) throws IOException, InterruptedException, ExecutionException {
        open((rooms, people) -> {
            List<String> asked = each(count, i -> {
                PhoneKey.Pair pair = PhoneKey.draw();
                Factor factor = enrol(rooms.factors(), people.apply(i), pair, platform);
                return name(factor) + " " + factor.sid().text() + " "
                        + pair.key().pkcs8();
            });
            Files.write(
                    lists.resolve("people"),
                    asked.stream()
                            .map(line -> line.substring(0, line.lastIndexOf(' ')))
                            .toList());
            Files.write(lists.resolve("phones"), asked);
        });
    }

    private void open(Filling filling) throws IOException, InterruptedException, ExecutionException {
        DataFolder data = new DataFolder(settings);
        data.create();
        Files.createDirectories(lists);
        try (Db db = database(data)) {
            MasterKey key = data.masterKey(random, Secrets.none(db));
            Watchers watchers = new Watchers(db.peers());
            Secrets secrets = Secrets.open(db, key, () -> key, random);
            AccountSid account = settings.get(Settings.ACCOUNT_SID);
            new Accounts(db, secrets, random).settle(account, settings.get(Settings.AUTH_TOKEN));
            ServiceSid service = new Services(db, () -> {}, watchers)
                    .create(account, "Bench", s -> s)
                    .sid();
            Files.writeString(lists.resolve("service"), service.text() + "\n");
            Outbox outbox = new Outbox(db, POLICY.ringing(), _ -> {}, watchers);
            Proofs proofs = new Proofs(secrets, Es256.best());
            Factors factors = new Factors(db, POLICY, proofs, random, outbox);
            Challenges challenges = new Challenges(db, POLICY, proofs, outbox);
            filling.in(new Rooms(db, account, service, factors, challenges), i -> person(account, service, i));
        }
    }

    /** Where the settings say that it is, as a server does. */
    private Db database(DataFolder data) {
        PostgresUrl shared = settings.database();
        Options options = Options.standard(Seeding::die);
        return shared == null
                ? Db.open(data.database(), options, clock, random, System::nanoTime)
                : Db.open(shared, options, clock, random, System::nanoTime);
    }

    private static void die() {
        Runtime.getRuntime().halt(70);
    }

    private static Person person(AccountSid account, ServiceSid service, int number) {
        return People.person(
                account,
                service,
                Objects.requireNonNull(Identity.parse("bench-%08d".formatted(number)), "an identity"));
    }

    private static String name(Factor factor) {
        return factor.person().identity().text();
    }

    private Factor enrol(Factors factors, Person person) {
        TotpChange none = new TotpChange(null, null, null, null);
        Factor fresh = factors.create(person, new Factors.NewTotp("ana@example.com", Base32.encode(SEED), none, null))
                .factor();
        String code = code(clock.instant().getEpochSecond());
        Factor verified =
                factors.update(person, fresh.sid(), new Factors.Update(null, none, Factors.PushChange.NONE, code));
        if (!verified.verified()) {
            throw new IllegalStateException("the factor's code was wrong");
        }
        return verified;
    }

    private static Factor enrol(Factors factors, Person person, PhoneKey.Pair pair, PushConfig.Platform platform) {
        PushConfig config = PushConfig.of("1.0.0", "com.example.bench", platform, TOKEN);
        FactorSid fresh = factors.create(person, new Factors.NewPush("Ana's phone", pair.spki(), config, null), null)
                .factor()
                .sid();
        String proof = pair.key().proofOf(fresh.text());
        return factors.update(
                person,
                fresh,
                new Factors.Update(null, new TotpChange(null, null, null, null), Factors.PushChange.NONE, proof));
    }

    /** Challenges without the limit on how many a factor gets in an hour, which is why the table is asked directly. */
    private static ChallengeSid ask(Tx tx, Factor factor) {
        Instant expires = tx.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofMinutes(60));
        ChallengeTable table = new ChallengeTable(tx);
        ChallengeSid last = null;
        for (int i = 0; i < EACH; i++) {
            last = new ChallengeSid(Sid.Id.of(tx.id()));
            table.add(new Challenge(
                    last,
                    factor.person(),
                    factor.entity(),
                    factor.sid(),
                    factor.type(),
                    expires,
                    tx.now(),
                    new Challenge.State.Pending(0),
                    DETAILS,
                    HIDDEN_DETAILS,
                    null));
        }
        return Objects.requireNonNull(last);
    }

    private static String code(long second) {
        return Totp.code(Secret.of(SEED), USUAL, second);
    }

    /** The number of a half minute, and its code. */
    private List<String> codes() {
        List<String> codes = new ArrayList<>();
        long first = clock.instant().getEpochSecond() / USUAL.stepSeconds();
        long last = first + CODES_FOR.toSeconds() / USUAL.stepSeconds();
        for (long step = first; step < last; step++) {
            codes.add(step + " " + code(step * USUAL.stepSeconds()));
        }
        return codes;
    }

    /** Does {@code deed} for each number, many at once: that is what fills the store's batches, or its connections. */
    private <T> List<T> each(int count, IntFunction<T> deed) throws InterruptedException, ExecutionException {
        List<Future<T>> begun = new ArrayList<>(count);
        List<T> done = new ArrayList<>(count);
        Semaphore places = new Semaphore(settings.database() == null ? AT_ONCE : Options.Shared.STANDARD.connections());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                int number = i;
                places.acquire();
                begun.add(threads.submit(() -> {
                    try {
                        return deed.apply(number);
                    } finally {
                        places.release();
                    }
                }));
            }
            for (Future<T> one : begun) {
                done.add(one.get());
            }
        }
        return done;
    }
}
