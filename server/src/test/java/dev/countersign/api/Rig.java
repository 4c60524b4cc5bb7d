package dev.countersign.api;

import dev.countersign.contract.Application;
import dev.countersign.contract.ByPath;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.ErrorBody;
import dev.countersign.contract.OpenApi;
import dev.countersign.contract.Paging;
import dev.countersign.contract.Reply;
import dev.countersign.contract.Request;
import dev.countersign.contract.Router;
import dev.countersign.contract.SessionCookie;
import dev.countersign.contract.Wait;
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
import dev.countersign.core.Notifications;
import dev.countersign.core.Outbox;
import dev.countersign.core.Proofs;
import dev.countersign.core.Secrets;
import dev.countersign.core.Services;
import dev.countersign.core.Tally;
import dev.countersign.core.Trails;
import dev.countersign.core.Trials;
import dev.countersign.core.Watchers;
import dev.countersign.core.Webhooks;
import dev.countersign.crypto.Base32;
import dev.countersign.crypto.Es256;
import dev.countersign.crypto.MasterKey;
import dev.countersign.crypto.Secret;
import dev.countersign.crypto.Totp;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.DeliverySid;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Sid;
import dev.countersign.domain.WebhookSid;
import dev.countersign.store.Database;
import dev.countersign.store.Db;
import dev.countersign.store.Peers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole API on a real record, without a socket. Time stands still until it is moved and chance is seeded, so that the
 * same requests always have the same answers.
 */
final class Rig implements AutoCloseable {
    static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    static final String BASE = "https://verify.example.com";
    static final String ANA = "AC00000000000000000000000000000001";
    static final String BOB = "AC00000000000000000000000000000002";

    /** The seed of RFC 4226's vectors. */
    static final String SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private final Database database = Database.fresh();
    private final Db db;
    private final Application app;
    private final Accounts accounts;
    private final List<Owed> owed = new ArrayList<>();
    private Instant now = NEW_YEAR;

    Rig() {
        this(Policy.DEFAULT);
    }

    Rig(Policy policy) {
        InstantSource clock = () -> now;
        MasterKey master = MasterKey.of(new byte[32]);
        db = database.open(clock, new Random(1));
        Secrets secrets = Secrets.open(db, master, () -> master, new Random(2));
        accounts = new Accounts(db, secrets, new Random(3));
        for (String account : List.of(ANA, BOB)) {
            accounts.settle(Objects.requireNonNull(AccountSid.parse(account)), "token of " + account);
        }
        Es256 es256 = Es256.best();
        AccessTokens tokens = new AccessTokens(db, secrets);
        Callers callers = new Callers(db, () -> clock.millis() * 1_000_000, new Devices(db, tokens, es256));
        List<Endpoint<?>> endpoints = Api.endpoints(deeds(secrets, policy, callers, tokens, es256), policy);
        ConsoleSessions sessions = new ConsoleSessions(
                db, callers, secrets.mac("console session"), new Random(6), () -> clock.millis() * 1_000_000);
        Condition.Sending sending = new Condition.Sending(3, 20, 4);
        ConsoleApi.Deeds operators = new ConsoleApi.Deeds(
                sessions,
                new Services(db, () -> {}, new Watchers(Peers.NONE)),
                accounts,
                new Trails(db),
                new Counts(db, () -> clock.millis() * 1_000_000),
                new Trials(db, this::tryOut, new Random(7), () -> clock.millis() * 1_000_000),
                new Condition(db, "1.2.3", () -> sending, () -> clock.millis() * 1_000_000));
        List<Endpoint<?>> own = ConsoleApi.own(operators, endpoints);
        Paging paging = new Paging(secrets.mac("page token")::sign);
        app = new ByPath(
                SessionCookie::guards,
                Router.behindSessions(
                        ConsoleApi.endpoints(endpoints, own),
                        ConsoleApi.reception(sessions),
                        paging,
                        ErrorBody.USUAL_MORE_INFO),
                new Router(
                        endpoints,
                        Map.of(
                                "/openapi.json",
                                OpenApi.page(Stream.concat(endpoints.stream(), own.stream())
                                        .toList())),
                        Api.guard(callers),
                        paging,
                        ErrorBody.USUAL_MORE_INFO));
    }

    private Api.Deeds deeds(Secrets secrets, Policy policy, Callers callers, AccessTokens tokens, Es256 es256) {
        Proofs proofs = new Proofs(secrets, es256);
        Watchers watchers = new Watchers(Peers.NONE);
        Outbox outbox = new Outbox(db, policy.ringing(), owed::addAll, watchers);
        Challenges challenges = new Challenges(db, policy, proofs, outbox);
        return new Api.Deeds(
                new Services(db, () -> {}, watchers),
                new Entities(db, outbox),
                tokens,
                new Factors(db, policy, proofs, new Random(4), outbox),
                challenges,
                new Notifications(outbox, challenges, Api::message),
                new Webhooks(db),
                new Deliveries(db),
                watchers,
                new Credentials(db, secrets, new Random(5), () -> now.toEpochMilli() * 1_000_000),
                callers);
    }

    /** Adds up what happened so far, as the server does in the background. */
    void tally() {
        while (new Tally(db, new Sid.Id(1, 1), () -> 0, _ -> {}).count()) {}
    }

    /** What was sent to try a Webhook out: URL, body and whose token signs it. */
    final List<String> trials = new ArrayList<>();

    private Trials.Reached tryOut(String url, String body, AccountSid signer) {
        trials.add(url + " " + body + " " + signer);
        pass(Duration.ofMillis(12));
        return url.contains("down") ? new Trials.Reached(false, "503") : new Trials.Reached(true, "200");
    }

    /** A row of the record, as another part of the house would write it; says how many changed. */
    int write(String sql, @Nullable Object... args) {
        return db.write(tx -> tx.update(sql, args));
    }

    /** The SID of an event owed to that Webhook from now on, as it lies in the record. */
    String owe(String webhook) {
        Sid.Id sid = db.write(tx -> Sid.Id.of(tx.id()));
        String last = webhook.substring(webhook.lastIndexOf('/') + 1);
        write(
                """
                INSERT INTO outbox (person, sid, kind, destination, factor_sid, place, due, until, tries, event_type,
                       event_id, body, updated, erase)
                VALUES (?, ?, 'event', ?, ?, 1, ?, ?, 0, 'factor.created', ?, 'uuid=x', ?, 0)
                """,
                new byte[16],
                sid.bytes(),
                Objects.requireNonNull(WebhookSid.parse(last)).id().bytes(),
                new byte[16],
                now,
                now.plusSeconds(60),
                sid.bytes(),
                now);
        return new DeliverySid(sid).text();
    }

    /** What was handed over to be sent so far, in order. */
    List<Owed> owed() {
        return owed;
    }

    /** The types of all events that the record holds, in their order. */
    List<String> events() {
        return rows("SELECT event_type FROM outbox WHERE kind = 'event' ORDER BY place, sid");
    }

    /** What applications are told, in order. */
    List<String> bodies() {
        return rows("SELECT body FROM outbox WHERE kind = 'event' ORDER BY place, sid");
    }

    private List<String> rows(String sql) {
        return db.read(tx -> tx.all(sql, row -> row.text(1)));
    }

    int pushes() {
        return rows("SELECT kind FROM outbox WHERE kind = 'push'").size();
    }

    Accounts accounts() {
        return accounts;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    void seconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    Instant now() {
        return now;
    }

    Answer as(@Nullable String user, String password, String method, String target, String form) {
        String pair = user + ":" + password;
        return answer(
                user == null
                        ? null
                        : "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)),
                method,
                target,
                form);
    }

    Answer answer(@Nullable String authorization, String method, String target, String form) {
        return Answer.of(
                switch (whatComesOf(authorization, method, target, form)) {
                    case Reply reply -> reply;
                    case Wait wait -> {
                        wait.close();
                        yield wait.last(Wait.Why.STOPPING);
                    }
                });
    }

    /** A reply, or somebody who waits for one; what {@link #answer} gives is what they would hear if we stopped. */
    dev.countersign.contract.Answer whatComesOf(
            @Nullable String authorization, String method, String target, String form) {
        return whatComesOf(request(authorization, method, target, form));
    }

    dev.countersign.contract.Answer whatComesOf(Request request) {
        return app.answer(request);
    }

    Application.Early early(Request head) {
        return app.early(head);
    }

    static Request request(@Nullable String authorization, String method, String target, String form) {
        int mark = target.indexOf('?');
        return new Request(
                "RQ" + "0".repeat(32),
                method,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                authorization,
                "application/x-www-form-urlencoded; charset=utf-8",
                form.getBytes(StandardCharsets.UTF_8),
                BASE);
    }

    Answer as(String account, String method, String target, String form) {
        return as(account, "token of " + account, method, target, form);
    }

    Answer post(String target, String form) {
        return as(ANA, "POST", target, form);
    }

    Answer get(String target) {
        return as(ANA, "GET", target, "");
    }

    Answer delete(String target) {
        return as(ANA, "DELETE", target, "");
    }

    /** A page that a link leads to. */
    Answer follow(String url) {
        if (!url.startsWith(BASE)) {
            throw new AssertionError(url + " does not begin with " + BASE);
        }
        return get(url.substring(BASE.length()));
    }

    /** The path of a new Service. */
    String service() {
        return "/v2/Services/" + post("/v2/Services", "FriendlyName=Acme").text("sid");
    }

    /** The SID of a new, verified factor whose seed is {@link #SEED}. */
    String enrol(String entity, String more) {
        String sid = post(entity + "/Factors", "FactorType=totp&FriendlyName=phone&Binding.Secret=" + SEED + more)
                .text("sid");
        Answer verified = post(entity + "/Factors/" + sid, "AuthPayload=" + code(entity, sid, 0));
        if (!verified.text("status").equals("verified")) {
            throw new AssertionError(verified);
        }
        return sid;
    }

    String enrol(String entity) {
        return enrol(entity, "");
    }

    /** What the factor's app shows so many steps from now. */
    String code(String entity, String factor, int stepsAway) {
        Answer f = get(entity + "/Factors/" + factor);
        int step = Math.toIntExact((Long) f.at("config", "time_step"));
        Totp.Parameters parameters = new Totp.Parameters(
                Totp.Algorithm.valueOf(f.text("config", "alg").toUpperCase(java.util.Locale.ROOT)),
                Math.toIntExact((Long) f.at("config", "code_length")),
                step,
                2);
        Secret seed = Secret.of(Objects.requireNonNull(Base32.decode(SEED)));
        return Totp.code(seed, parameters, now.getEpochSecond() + (long) stepsAway * step);
    }

    /** A code of six digits that none of the steps nearby has. */
    String wrong(String entity, String factor) {
        for (int guess = 0; ; guess++) {
            String code = "%06d".formatted(guess);
            if (java.util.stream.IntStream.rangeClosed(-3, 3)
                    .noneMatch(away -> code(entity, factor, away).equals(code))) {
                return code;
            }
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
