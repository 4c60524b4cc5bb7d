package dev.countersign;

import dev.countersign.api.Api;
import dev.countersign.api.ConsoleApi;
import dev.countersign.contract.Application;
import dev.countersign.contract.ByPath;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.OpenApi;
import dev.countersign.contract.Paging;
import dev.countersign.contract.Reply;
import dev.countersign.contract.Router;
import dev.countersign.contract.SessionCookie;
import dev.countersign.core.AccessTokens;
import dev.countersign.core.Accounts;
import dev.countersign.core.Callers;
import dev.countersign.core.Challenges;
import dev.countersign.core.Condition;
import dev.countersign.core.ConsoleSessions;
import dev.countersign.core.Counts;
import dev.countersign.core.Credentials;
import dev.countersign.core.Deliveries;
import dev.countersign.core.Devices;
import dev.countersign.core.Entities;
import dev.countersign.core.Factors;
import dev.countersign.core.MasterKeys;
import dev.countersign.core.Notifications;
import dev.countersign.core.Outbox;
import dev.countersign.core.Proofs;
import dev.countersign.core.Reaper;
import dev.countersign.core.Retention;
import dev.countersign.core.Secrets;
import dev.countersign.core.Services;
import dev.countersign.core.SigningTokens;
import dev.countersign.core.Tally;
import dev.countersign.core.Trails;
import dev.countersign.core.Trials;
import dev.countersign.core.Watchers;
import dev.countersign.core.Webhooks;
import dev.countersign.crypto.Es256;
import dev.countersign.crypto.MasterKey;
import dev.countersign.delivery.Carriers;
import dev.countersign.delivery.DeliveryMetrics;
import dev.countersign.delivery.Dispatcher;
import dev.countersign.delivery.Outcome;
import dev.countersign.delivery.Parcel;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Sid;
import dev.countersign.http.HttpServer;
import dev.countersign.http.HttpSettings;
import dev.countersign.http.TimeAndChance;
import dev.countersign.http.Witness;
import dev.countersign.store.Db;
import dev.countersign.store.Options;
import dev.countersign.store.PostgresUrl;
import dev.countersign.store.Watch;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The wiring: the map of the whole. Opens the record and its keys, puts the rooms on top of each other, and, to serve,
 * opens the doors. What is opened here is closed here.
 */
public final class Countersign implements AutoCloseable {
    private final Settings settings;
    private final Given given;
    private final TimeAndChance outside;
    private final DataFolder folder;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Db db;
    private final Secrets secrets;

    /** Opens what is in the data folder, which is made where there is none; serves nothing yet. */
    public Countersign(Settings settings, Given given) {
        this.settings = settings;
        this.given = given;
        this.folder = new DataFolder(settings);
        folder.create();
        this.db = open(settings, given, folder, new StoreMetrics(metrics));
        this.outside = new TimeAndChance(
                db.clock(), given.outside().nanos(), given.outside().random());
        try {
            MasterKey master = folder.masterKey(given.secrets(), Secrets.none(db));
            this.secrets = Secrets.open(db, master, folder::masterKeyAtHand, given.secrets());
        } catch (RuntimeException e) {
            db.close();
            throw e;
        }
    }

    private static Db open(Settings settings, Given given, DataFolder folder, Watch watch) {
        PostgresUrl shared = settings.database();
        TimeAndChance outside = given.outside();
        Options options = Options.standard(given.fatal())
                .watch(watch)
                .shared(new Options.Shared(
                        settings.get(Settings.DATABASE_CONNECTIONS), settings.get(Settings.DATABASE_LISTEN), true));
        return shared == null
                ? Db.open(folder.database(), options, outside.clock(), given.secrets(), outside.nanos())
                : Db.open(shared, options, outside.clock(), given.secrets(), outside.nanos());
    }

    public DataFolder folder() {
        return folder;
    }

    public Accounts accounts() {
        return new Accounts(db, secrets, given.secrets());
    }

    public MasterKeys masterKeys() {
        return new MasterKeys(db, secrets, given.secrets());
    }

    /** Opens the record in a file as a server would, and closes it again; whatever stands in the way is found by that. */
    public static void tryOut(Path database, MasterKey master, Given given) {
        TimeAndChance outside = given.outside();
        Options options = Options.standard(given.fatal());
        try (Db db = Db.open(database, options, outside.clock(), given.secrets(), outside.nanos())) {
            Secrets.open(db, master, () -> master, given.secrets());
        }
    }

    /** Opens the doors. */
    public Serving serve() throws IOException, GeneralSecurityException {
        Policy policy = settings.policy();
        Reaper reaper = new Reaper(
                db,
                Duration.ofDays(settings.get(Settings.DELIVERY_DAYS)),
                new Retention(db, Duration.ofDays(settings.get(Settings.CHALLENGE_DAYS))),
                e -> LoggerFactory.getLogger(Reaper.class).warn("clearing away will be tried again", e));
        Watchers watchers = new Watchers(db.peers());
        Services services = new Services(db, reaper::call, watchers);
        Credentials credentials = new Credentials(db, secrets, given.secrets(), outside.nanos());
        Carriers carriers = carriers(credentials);
        DeliveryMetrics sent = new DeliveryMetrics(metrics, outside.nanos());
        Dispatcher dispatcher = dispatcher(carriers, sent);
        Outbox outbox = new Outbox(db, policy.ringing(), dispatcher::accept, watchers);
        Entities entities = new Entities(db, outbox);
        Es256 es256 = Es256.best();
        Proofs proofs = new Proofs(secrets, es256);
        AccessTokens tokens = new AccessTokens(db, secrets);
        Factors factors = new Factors(db, policy, proofs, given.secrets(), outbox);
        Challenges challenges = new Challenges(db, policy, proofs, outbox);
        Notifications notifications = new Notifications(outbox, challenges, Api::message);
        Callers callers = new Callers(db, outside.nanos(), new Devices(db, tokens, es256));
        List<Endpoint<?>> endpoints = Api.endpoints(
                new Api.Deeds(
                        services,
                        entities,
                        tokens,
                        factors,
                        challenges,
                        notifications,
                        new Webhooks(db),
                        new Deliveries(db),
                        watchers,
                        credentials,
                        callers),
                policy);
        ConsoleSessions sessions =
                new ConsoleSessions(db, callers, secrets.mac("console session"), given.secrets(), outside.nanos());
        ConsoleApi.Deeds operators = new ConsoleApi.Deeds(
                sessions,
                services,
                accounts(),
                new Trails(db),
                new Counts(db, outside.nanos()),
                new Trials(db, post(carriers), given.secrets(), outside.nanos()),
                new Condition(db, version(), () -> sending(sent), outside.nanos()));
        Application app = application(endpoints, ConsoleApi.own(operators, endpoints), callers, sessions);
        HttpServer http = new HttpServer(doors(), app, db::trouble, outside, new Witness(metrics, given.log()));
        http.start();
        reaper.start();
        dispatcher.start();
        Tally tally = tally();
        tally.start();
        // Finding the provider takes longer than all the rest; whoever needs it before it is here waits for it.
        Thread.ofPlatform().daemon().name("es256").start(() -> LoggerFactory.getLogger(Es256.class)
                .info("signatures are checked by {}", es256.provider()));
        return new Serving(http, dispatcher, carriers, reaper, tally);
    }

    /** The API, and the console's way to the same endpoints. */
    private Application application(
            List<Endpoint<?>> api, List<Endpoint<?>> own, Callers callers, ConsoleSessions sessions) {
        Paging paging = new Paging(secrets.mac("page token")::sign);
        String moreInfo = settings.get(Settings.MORE_INFO);
        Map<String, Reply> pages = Map.of(
                "/openapi.json",
                OpenApi.page(Stream.concat(api.stream(), own.stream()).toList()));
        return new ByPath(
                SessionCookie::guards,
                Router.behindSessions(ConsoleApi.endpoints(api, own), ConsoleApi.reception(sessions), paging, moreInfo),
                new Router(api, pages, Api.guard(callers), paging, moreInfo));
    }

    private Tally tally() {
        RandomGenerator random = given.secrets();
        return new Tally(
                db, new Sid.Id(random.nextLong(), random.nextLong()), outside.nanos(), e -> LoggerFactory.getLogger(
                                Tally.class)
                        .warn("adding hours up will be tried again", e));
    }

    private static Trials.Post post(Carriers carriers) {
        return (url, body, signer) -> {
            Outcome outcome = carriers.carry(new Parcel.Event(url, body, signer));
            return new Trials.Reached(outcome instanceof Outcome.Accepted, outcome.answer());
        };
    }

    private static Condition.Sending sending(DeliveryMetrics sent) {
        return new Condition.Sending((int) sent.lag(), sent.pushes(), sent.pushesFailed());
    }

    private static String version() {
        String version = Countersign.class.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    private Carriers carriers(Credentials credentials) {
        return new Carriers(
                settings.carriers(version()),
                credentials::identity,
                new SigningTokens(db, secrets, outside.nanos())::find,
                outside.clock(),
                outside.nanos(),
                given.secrets());
    }

    private Dispatcher dispatcher(Carriers carriers, DeliveryMetrics sent) {
        Dispatcher.Given time = new Dispatcher.Given(outside.clock(), outside.nanos(), given.secrets());
        return new Dispatcher(db, carriers, time, sent);
    }

    private HttpSettings doors() {
        HttpSettings.Limits usual = HttpSettings.Limits.USUAL;
        List<String> proxies = settings.find(Settings.TRUSTED_PROXY);
        return new HttpSettings(
                settings.get(Settings.HOST),
                settings.get(Settings.PORT),
                settings.get(Settings.METRICS_PORT),
                settings.find(Settings.PUBLIC_URL),
                proxies == null ? List.of() : proxies,
                settings.find(Settings.TLS_CERT),
                settings.find(Settings.TLS_KEY),
                settings.get(Settings.MORE_INFO),
                new HttpSettings.Limits(
                        settings.get(Settings.MAX_IN_FLIGHT),
                        usual.maxBody(),
                        usual.maxHeaders(),
                        usual.bodyTime(),
                        usual.headerTime(),
                        usual.idleTime(),
                        Duration.ofSeconds(settings.get(Settings.DRAIN)),
                        usual.tlsPoll(),
                        new HttpSettings.Waiting(
                                settings.get(Settings.MAX_WAITING),
                                usual.waiting().heartbeat())));
    }

    /** The doors while they are open. Closing them lets what is inside finish first. */
    public record Serving(HttpServer http, Dispatcher dispatcher, Carriers carriers, Reaper reaper, Tally tally)
            implements AutoCloseable {
        @Override
        public void close() {
            http.close();
            dispatcher.close();
            carriers.close();
            reaper.close();
            tally.close();
        }
    }

    @Override
    public void close() {
        db.close();
        metrics.close();
    }
}
