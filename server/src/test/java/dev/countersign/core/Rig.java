package dev.countersign.core;

import dev.countersign.core.Factors.NewTotp;
import dev.countersign.core.Factors.PushChange;
import dev.countersign.core.Factors.TotpChange;
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
import dev.countersign.domain.Owed;
import dev.countersign.domain.Person;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Refused;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Slice;
import dev.countersign.store.Database;
import dev.countersign.store.Db;
import dev.countersign.store.Peers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** The whole core over a record of its own, as one process has it, with an account and a Service in it. */
final class Rig {
    static final MasterKey MASTER = master(7);
    static final Duration KEPT = Duration.ofDays(7);
    static final TotpChange USUAL = new TotpChange(null, null, null, null);
    static final Slice FIRST = new Slice(1000, null, false, false);

    final Database database;
    final Database.Hand clock;
    final Db db;
    final Secrets secrets;
    final Accounts accounts;
    final Watchers watchers = new Watchers(Peers.NONE);
    final Services services;
    final Entities entities;
    final AccessTokens tokens;
    final Devices devices;
    final Factors factors;
    final Challenges challenges;
    final Notifications notifications;
    final Outbox outbox;

    /** What was handed over to be sent. */
    final List<Owed> owed = new CopyOnWriteArrayList<>();

    final Credentials credentials;
    final MasterKeys keys;
    final Retention retention;
    final Reaper reaper;
    final AccountSid account;
    final ServiceSid service;

    /** In nanoseconds; moved by hand. */
    final AtomicLong stopwatch = new AtomicLong();

    Rig(Database database) {
        this(database, Policy.DEFAULT);
    }

    Rig(Database database, Policy policy) {
        this(database, policy, () -> MASTER, database.open());
    }

    Rig(Database database, Policy policy, Supplier<MasterKey> master, Db db) {
        this.database = database;
        this.clock = database.clock();
        this.db = db;
        this.secrets = Secrets.open(db, master.get(), master, new Random(5));
        this.accounts = new Accounts(db, secrets, new Random(6));
        this.services = new Services(db, () -> {}, watchers);
        this.outbox = new Outbox(db, policy.ringing(), owed::addAll, watchers);
        this.entities = new Entities(db, outbox);
        Es256 es256 = Es256.best();
        Proofs proofs = new Proofs(secrets, es256);
        this.tokens = new AccessTokens(db, secrets);
        this.devices = new Devices(db, tokens, es256);
        this.factors = new Factors(db, policy, proofs, new Random(7), outbox);
        this.challenges = new Challenges(db, policy, proofs, outbox);
        this.notifications = new Notifications(outbox, challenges, _ -> null);
        this.credentials = new Credentials(db, secrets, new Random(9), stopwatch::get);
        this.keys = new MasterKeys(db, secrets, new Random(8));
        this.retention = new Retention(db, Duration.ofDays(90));
        this.reaper = new Reaper(db, KEPT, retention, e -> {
            throw e;
        });
        this.account = accounts.create("acme").account().sid();
        this.service = services.create(account, "Acme login", s -> s).sid();
    }

    static MasterKey master(int filledWith) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) filledWith);
        return MasterKey.of(bytes);
    }

    Person person(String identity) {
        return person(service, identity);
    }

    Person person(ServiceSid in, String identity) {
        return People.person(account, in, Objects.requireNonNull(Identity.parse(identity), "an identity"));
    }

    /** Somebody with a verified TOTP factor. */
    Holder enrol(String identity) {
        return enrol(person(identity), USUAL);
    }

    Holder enrol(Person person, TotpChange config) {
        Holder holder = unverified(person, config);
        factors.update(person, holder.factor, new Factors.Update(null, USUAL, PushChange.NONE, holder.code()));
        return holder;
    }

    Holder unverified(Person person, TotpChange config) {
        Factors.Enrolled e = factors.create(person, new NewTotp("ana", null, config, null));
        byte[] seed = Objects.requireNonNull(Base32.decode(seed(e).secret()), "a seed");
        return new Holder(this, person, e.factor().sid(), Secret.of(seed));
    }

    static Factors.Seed seed(Factors.Enrolled e) {
        return Objects.requireNonNull(e.seed(), "a seed");
    }

    Factors.Enrolled create(Person person, String secret) {
        return factors.create(person, new NewTotp("ana", secret, USUAL, null));
    }

    long rows(String table) {
        return Database.rows(db, table);
    }

    /** Clears away what was deleted by now, once nobody can be writing under it any more. */
    void bury() {
        reap();
        clock.forward(Db.LONGEST_UNIT);
        reap();
    }

    /** Clears away until nothing is left to clear away just now. */
    void reap() {
        boolean more = true;
        while (more) {
            more = reaper.sweep();
        }
    }

    /** The refusal that the deed ends in; null where it ends well. */
    static @Nullable Object refusal(ThrowingCallable deed) throws Throwable {
        try {
            deed.call();
            return null;
        } catch (Refused no) {
            return no.refusal();
        }
    }

    /** Somebody who has a factor and their authenticator app. */
    record Holder(Rig rig, Person person, FactorSid factor, Secret seed) {
        private Totp.Parameters parameters() {
            var config = rig.factors.find(person, factor).totp().config();
            return new Totp.Parameters(
                    Totp.Algorithm.valueOf(config.alg().name()), config.codeLength(), config.timeStep(), config.skew());
        }

        private long second() {
            return rig.clock.instant().getEpochSecond();
        }

        String code() {
            return codeAt(second());
        }

        String codeAt(long second) {
            return Totp.code(seed, parameters(), second);
        }

        /** The {@code nth} code that is of no step within the skew. */
        String wrong(int nth) {
            Totp.Parameters p = parameters();
            int met = 0;
            for (int i = 0; ; i++) {
                String code = String.format(java.util.Locale.ROOT, "%0" + p.digits() + "d", i);
                if (Totp.match(seed, p, code, second()) == null && met++ == nth) {
                    return code;
                }
            }
        }

        String wrong() {
            return wrong(0);
        }

        Challenges.Outcome create(@Nullable String code) {
            return rig.challenges.create(person, new Challenges.NewChallenge(factor, null, null, null, code));
        }

        ChallengeSid ask() {
            return create(null).challenge().sid();
        }

        Challenges.Verdict answer(ChallengeSid sid, String code) {
            return answer(sid, code, null).verdict();
        }

        Challenges.Outcome answer(ChallengeSid sid, String code, @Nullable String metadata) {
            return rig.challenges.answer(person, sid, new Challenges.Response(code, metadata, null, (_, _) -> null));
        }

        Challenge.State state(ChallengeSid sid) {
            return rig.challenges.find(person, sid).state();
        }

        Factor found() {
            return rig.factors.find(person, factor);
        }

        List<Challenge> list() {
            return rig.challenges
                    .list(person, new Challenge.Filter(null, null), FIRST)
                    .rows();
        }
    }
}
