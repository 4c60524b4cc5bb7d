package dev.countersign.core;

import dev.countersign.crypto.Base32;
import dev.countersign.crypto.Secret;
import dev.countersign.domain.AccessToken;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Event;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Mark;
import dev.countersign.domain.Person;
import dev.countersign.domain.Policy;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.Recent;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Service;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.TotpConfig;
import dev.countersign.store.AccessTokenTable;
import dev.countersign.store.Db;
import dev.countersign.store.EntityTable;
import dev.countersign.store.FactorTable;
import dev.countersign.store.TrailTable;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What can be done with factors. */
public final class Factors {
    // spec RFC 4226 4: a shared secret of 160 bits is recommended (R6)
    private static final int SEED_BYTES = 20;

    private final Db db;
    private final Policy policy;
    private final Proofs proofs;
    private final Seeds seeds;
    private final RandomGenerator random;
    private final Outbox outbox;

    public Factors(Db db, Policy policy, Proofs proofs, RandomGenerator random, Outbox outbox) {
        this.db = db;
        this.outbox = outbox;
        this.policy = policy;
        this.proofs = proofs;
        this.seeds = proofs.seeds();
        this.random = random;
    }

    /**
     * What an application asks for when it enrols an authenticator app; null members are ours to choose.
     *
     * @param secret a seed that somebody brought along, in Base32
     */
    public record NewTotp(
            String friendlyName,
            @Nullable String secret,
            TotpChange config,
            @Nullable String metadata) {}

    /** Some members of a configuration; null ones stay as they are. */
    public record TotpChange(
            TotpConfig.@Nullable Alg alg,
            @Nullable Integer timeStep,
            @Nullable Integer skew,
            @Nullable Integer codeLength) {
        TotpConfig on(TotpConfig base) {
            return new TotpConfig(
                    alg == null ? base.alg() : alg,
                    timeStep == null ? base.timeStep() : timeStep,
                    skew == null ? base.skew() : skew,
                    codeLength == null ? base.codeLength() : codeLength);
        }
    }

    /**
     * What a device tells of itself when it is to become a push factor.
     *
     * @param publicKey in Base64
     */
    public record NewPush(
            String friendlyName,
            String publicKey,
            PushConfig config,
            @Nullable String metadata) {}

    /**
     * A factor, and what can be seen this one time.
     *
     * @param seed null where there is none
     */
    public record Enrolled(Factor factor, @Nullable Seed seed) {}

    /**
     * A new TOTP seed.
     *
     * @param secret in Base32
     * @param issuer what an authenticator app is to show above the code
     */
    public record Seed(String secret, String issuer) {}

    public Enrolled create(Person person, NewTotp asked) {
        Secret seed = seed(asked.secret());
        return outbox.write(person, (tx, owing) -> {
            Service service = Services.find(tx, person.account(), person.service());
            TotpConfig config = asked.config().on(defaults(service));
            mustBeLongEnough(config);
            Entity entity = Entities.findOrAdd(tx, person);
            Factor factor = count(tx, entity, draw(tx, entity, asked, config, seed));
            new FactorTable(tx).add(factor);
            owing.mark(Mark.Type.FACTOR_CREATED, factor, null);
            owing.tell(Event.Type.FACTOR_CREATED, factor, null);
            return new Enrolled(factor, new Seed(Base32.encode(seed.reveal()), service.issuer()));
        });
    }

    /** @param by the access token that the device came with; null where the backend itself asks */
    public Enrolled create(Person person, NewPush asked, @Nullable AccessToken by) {
        PushConfig config = Subscriptions.kept(asked.config(), policy.profile());
        byte[] key = proofs.key(asked.publicKey());
        return outbox.write(person, (tx, owing) -> {
            Services.find(tx, person.account(), person.service());
            if (by != null) {
                spend(tx, by, person);
            }
            Entity entity = Entities.findOrAdd(tx, person);
            Factor factor = new Factor(
                    new FactorSid(Sid.Id.of(tx.id())),
                    person,
                    entity.sid(),
                    asked.friendlyName(),
                    false,
                    asked.metadata(),
                    Factor.Push.fresh(key, config),
                    tx.now());
            new FactorTable(tx).add(count(tx, entity, factor));
            owing.mark(Mark.Type.FACTOR_CREATED, factor, null);
            owing.tell(Event.Type.FACTOR_CREATED, factor, null);
            return new Enrolled(factor, null);
        });
    }

    private void spend(Tx tx, AccessToken by, Person person) {
        by.mustCover(person, policy.accessTokensOnce());
        AccessTokenTable table = new AccessTokenTable(tx);
        AccessToken now = table.find(person.service(), person.key(), by.sid());
        if (now == null) {
            throw Refusal.UNAUTHENTICATED.refused("the access token has expired");
        }
        now.mustCover(person, policy.accessTokensOnce());
        table.spend(now);
    }

    private Secret seed(@Nullable String base32) {
        if (base32 == null) {
            return Secret.draw(SEED_BYTES, random);
        }
        byte[] bytes = Base32.decode(base32);
        if (bytes == null) {
            throw Refusal.INVALID_BINDING.refused("Binding.Secret must be Base32");
        }
        if (bytes.length < policy.profile().shortestSeed()) {
            throw Refusal.INVALID_BINDING.refused(
                    "Binding.Secret must have at least " + policy.profile().shortestSeed() + " bytes");
        }
        return Secret.of(bytes);
    }

    private Factor draw(Tx tx, Entity entity, NewTotp asked, TotpConfig config, Secret seed) {
        FactorSid sid = new FactorSid(Sid.Id.of(tx.id()));
        byte[] sealed = seeds.seal(tx, seed, entity.person().key(), sid.id());
        return new Factor(
                sid,
                entity.person(),
                entity.sid(),
                asked.friendlyName(),
                false,
                asked.metadata(),
                Factor.Totp.fresh(config, sealed, seeds.fingerprint(seed)),
                tx.now());
    }

    // spec Verify 3.3.1: checked in the order 60317, 60315, 60326; only what succeeds counts
    private static Factor count(Tx tx, Entity entity, Factor factor) {
        EntityTable people = new EntityTable(tx);
        Recent creations = people.creations(entity.person());
        people.count(entity.person(), creations, creations.and(tx.now()));
        factor.mustFitAmong(new FactorTable(tx).all(entity), tx.now());
        if (creations.within(Recent.REACH, tx.now()) >= Factor.MOST_CREATIONS) {
            throw Refusal.TOO_MANY_FACTOR_CREATIONS.refused();
        }
        return factor;
    }

    private static TotpConfig defaults(Service service) {
        Service.TotpDefaults d = service.totp();
        return new TotpChange(null, d.timeStep(), d.skew(), d.codeLength()).on(TotpConfig.DEFAULT);
    }

    private void mustBeLongEnough(TotpConfig config) {
        if (config.codeLength() < policy.profile().fewestDigits()) {
            throw Refusal.INVALID_PARAMETER.refused(
                    "Config.CodeLength must be at least " + policy.profile().fewestDigits());
        }
    }

    public Factor find(Person person, FactorSid sid) {
        return db.read(tx -> find(tx, person, sid).factor());
    }

    static FactorTable.Stored find(Tx tx, Person person, FactorSid sid) {
        FactorTable.Stored stored = new FactorTable(tx).find(person, sid);
        if (stored == null) {
            throw Refusal.NOT_FOUND.refused();
        }
        return stored;
    }

    static FactorTable.Found findToAsk(Tx tx, Person person, FactorSid sid) {
        FactorTable.Found found = new FactorTable(tx).findToAsk(person, sid);
        if (found == null) {
            throw Refusal.NOT_FOUND.refused();
        }
        return found;
    }

    /** @param only the one factor that whoever asks may see; null for all */
    public Rows<Factor> list(Person person, @Nullable FactorSid only, Slice slice) {
        return db.read(tx -> new FactorTable(tx).list(Entities.find(tx, person), only, slice));
    }

    /**
     * What is to change of a factor, and what proves that its holder has it; null for what is not.
     *
     * @param proof a code of a TOTP factor's, or a signature by a push factor's key
     */
    public record Update(
            @Nullable String friendlyName,
            TotpChange totp,
            PushChange push,
            @Nullable String proof) {}

    /** Some members of how a device is reached; null ones stay as they are. */
    public record PushChange(
            @Nullable String sdkVersion,
            @Nullable String appId,
            PushConfig.@Nullable Platform platform,
            @Nullable String token) {
        public static final PushChange NONE = new PushChange(null, null, null, null);

        PushConfig on(PushConfig base) {
            return base.with(sdkVersion, appId, platform, token);
        }
    }

    /**
     * Changes a factor and looks at its holder's proof, if there is one. A wrong code is counted and everything else
     * holds; a wrong signature is refused, and nothing does.
     */
    public Factor update(Person person, FactorSid sid, Update update) {
        String proof = update.proof();
        // A key stays with its factor for life, so what it signed may be looked at before the write.
        boolean signed = proof != null && proofs.signed(find(person, sid), proof);
        return outbox.write(person, (tx, owing) -> {
            FactorTable.Stored was = find(tx, person, sid);
            Factor next = changed(was.factor(), update, tx.now());
            if (proof != null) {
                next = verified(tx, next, proof, signed);
            }
            new FactorTable(tx).replace(was, next);
            mark(owing, was.factor(), next);
            if (next.verified() && !was.factor().verified()) {
                owing.tell(Event.Type.FACTOR_VERIFIED, next, null);
            }
            return next;
        });
    }

    private static void mark(Outbox.Owing owing, Factor was, Factor next) {
        if (next.verified() && !was.verified()) {
            owing.mark(Mark.Type.FACTOR_VERIFIED, next, null);
        } else if (!next.friendlyName().equals(was.friendlyName()) || !next.configuredLike(was)) {
            owing.mark(Mark.Type.FACTOR_UPDATED, next, null);
        }
    }

    private Factor changed(Factor was, Update update, Instant now) {
        String name = update.friendlyName() == null ? was.friendlyName() : update.friendlyName();
        Factor next =
                switch (was.kind()) {
                    case Factor.Totp totp -> {
                        TotpConfig config = update.totp().on(totp.config());
                        if (!config.equals(totp.config())) {
                            mustBeLongEnough(config);
                        }
                        yield was.changed(name, config, now);
                    }
                    case Factor.Push push -> {
                        Factor there = update.push().token() == null
                                ? was
                                : was.reached(push.reach().gone(null));
                        yield there.changed(
                                name, Subscriptions.kept(update.push().on(push.config()), policy.profile()), now);
                    }
                };
        boolean same = update.friendlyName() == null && next.configuredLike(was);
        return same && next.reachedLike(was) ? was : next;
    }

    private Factor verified(Tx tx, Factor factor, String proof, boolean signed) {
        Factor next =
                switch (factor.kind()) {
                    case Factor.Totp _ -> {
                        factor.mustBeVerifiable();
                        yield factor.verify(seeds.stepEnd(tx, factor, proof, tx.now()), policy, tx.now());
                    }
                    case Factor.Push _ -> factor.verify(signed, tx.now());
                };
        if (next.verified() && !factor.verified()) {
            new EntityTable(tx).hold(factor.person());
            List<Factor> all = new FactorTable(tx).all(Entities.find(tx, factor.person()));
            next.mustFitAmong(all, tx.now());
        }
        return next;
    }

    /** Removes the factor; with it, from that instant on, its challenges. */
    public void delete(Person person, FactorSid sid) {
        outbox.write(person, (tx, owing) -> {
            FactorTable table = new FactorTable(tx);
            if (tx.again() && table.find(person, sid) == null) {
                return true;
            }
            Factor factor = find(tx, person, sid).factor();
            new TrailTable(tx).keep(factor, Mark.MOST / 2);
            table.remove(factor);
            owing.mark(Mark.Type.FACTOR_DELETED, factor, null);
            owing.tell(Event.Type.FACTOR_DELETED, factor, null);
            return true;
        });
    }
}
