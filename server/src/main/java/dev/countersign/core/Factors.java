package dev.countersign.core;

import dev.countersign.crypto.Base32;
import dev.countersign.crypto.Secret;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Recent;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Service;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.TotpConfig;
import dev.countersign.store.Db;
import dev.countersign.store.EntityTable;
import dev.countersign.store.FactorTable;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What can be done with factors. */
public final class Factors {
    // spec RFC 4226 4: a shared secret of 160 bits is recommended (R6)
    private static final int SEED_BYTES = 20;

    private final Db db;
    private final Seeds seeds;
    private final Policy policy;
    private final RandomGenerator random;
    private final Runnable reaper;

    /** @param reaper told when there is something to clear away */
    public Factors(Db db, Secrets secrets, Policy policy, RandomGenerator random, Runnable reaper) {
        this.db = db;
        this.seeds = new Seeds(secrets);
        this.policy = policy;
        this.random = random;
        this.reaper = reaper;
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
     * A factor, and its seed in Base32 the one time it can be seen.
     *
     * @param issuer what an authenticator app is to show above the code
     */
    public record Enrolled(Factor factor, String secret, String issuer) {}

    public Enrolled create(Person person, NewTotp asked) {
        Secret seed = seed(asked.secret());
        return db.write(tx -> {
            Service service = Services.find(tx, person.account(), person.service());
            TotpConfig config = asked.config().on(defaults(service));
            mustBeLongEnough(config);
            Entity entity = Entities.findOrAdd(tx, person);
            Factor factor = count(tx, entity, draw(tx, entity, asked, config, seed));
            new FactorTable(tx).add(factor);
            return new Enrolled(factor, Base32.encode(seed.reveal()), service.issuer());
        });
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
        people.count(entity.person(), creations.and(tx.now()));
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

    public Rows<Factor> list(Person person, Slice slice) {
        return db.read(tx -> new FactorTable(tx).list(Entities.find(tx, person), slice));
    }

    /** What is to change of a factor, and a code that proves its holder has it; null for what is not. */
    public record Update(
            @Nullable String friendlyName,
            TotpChange config,
            @Nullable String code) {}

    /** Changes a factor and looks at a code, if one is given; a wrong code is counted and everything else holds. */
    public Factor update(Person person, FactorSid sid, Update update) {
        return db.write(tx -> {
            FactorTable table = new FactorTable(tx);
            FactorTable.Stored was = find(tx, person, sid);
            Factor next = changed(was.factor(), update, tx);
            String code = update.code();
            if (code != null) {
                next = verified(tx, next, code);
            }
            table.replace(was, next);
            return next;
        });
    }

    private Factor changed(Factor was, Update update, Tx tx) {
        String name = update.friendlyName();
        TotpConfig config = update.config().on(was.totp().config());
        if (!config.equals(was.totp().config())) {
            mustBeLongEnough(config);
        }
        boolean same = name == null && config.equals(was.totp().config());
        return same ? was : was.changed(name == null ? was.friendlyName() : name, config, tx.now());
    }

    private Factor verified(Tx tx, Factor factor, String code) {
        factor.mustBeVerifiable();
        Factor next = factor.verify(seeds.stepEnd(tx, factor, code, tx.now()), policy, tx.now());
        if (next.verified() && !factor.verified()) {
            List<Factor> all = new FactorTable(tx).all(Entities.find(tx, factor.person()));
            next.mustFitAmong(all, tx.now());
        }
        return next;
    }

    /** Removes the factor; with it, from that instant on, its challenges. */
    public void delete(Person person, FactorSid sid) {
        db.write(tx -> {
            new FactorTable(tx).remove(find(tx, person, sid).factor());
            return true;
        });
        reaper.run();
    }
}
