package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Credential;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.EntitySid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Identity;
import dev.countersign.domain.Person;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.PushConfig.Platform;
import dev.countersign.domain.Service;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.TotpConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The product's nouns as simple rows: an account, a Service of it, and people below. */
record Nouns(Db db, AccountSid account, ServiceSid service) {
    static Nouns in(Db db) {
        AccountSid account = new AccountSid(new Sid.Id(1, 1));
        return new Nouns(db, account, service(db, account));
    }

    static ServiceSid service(Db db, AccountSid account) {
        return db.write(tx -> {
            Service service = Service.named(new ServiceSid(Sid.Id.of(tx.id())), account, "Acme login", tx.now());
            new ServiceTable(tx).add(service);
            return service.sid();
        });
    }

    static Credential credential(Nouns n, Tx tx) {
        return new Credential(
                new CredentialSid(Sid.Id.of(tx.id())),
                n.account(),
                Credential.Type.WEBPUSH,
                "browsers",
                false,
                "BA",
                tx.now());
    }

    Person person(long number) {
        return new Person(account, service, new Identity("user-000" + number), Sid.Id.of(Toy.person(number)));
    }

    Entity entity(long number) {
        return db.write(tx -> {
            Entity entity = new Entity(new EntitySid(Sid.Id.of(tx.id())), person(number), tx.now());
            new EntityTable(tx).add(entity);
            return entity;
        });
    }

    Factor factor(Entity of) {
        return db.write(tx -> {
            Factor factor = factor(of, new FactorSid(Sid.Id.of(tx.id())), tx.now());
            new FactorTable(tx).add(factor);
            return factor;
        });
    }

    static Factor factor(Entity of, FactorSid sid, Instant now) {
        Factor.Totp totp = Factor.Totp.fresh(TotpConfig.DEFAULT, new byte[] {1, 2, 3}, new byte[] {4, 5, 6});
        return new Factor(sid, of.person(), of.sid(), "ana@example.com", true, null, totp, now);
    }

    Factor phone(Entity of) {
        return db.write(tx -> {
            Factor.Push push = Factor.Push.fresh(tx.id(), PushConfig.of("1.0", "com.example", Platform.FCM, "t-1"));
            FactorSid sid = new FactorSid(Sid.Id.of(tx.id()));
            Factor factor = new Factor(sid, of.person(), of.sid(), "ana's phone", true, null, push, tx.now());
            new FactorTable(tx).add(factor);
            return factor;
        });
    }

    Challenge challenge(Factor of) {
        return challenge(of, new State.Pending(0), Duration.ofMinutes(5));
    }

    Challenge challenge(Factor of, State state, Duration life) {
        return db.write(tx -> {
            Challenge c = challenge(tx, of, state, life);
            new ChallengeTable(tx).add(c);
            return c;
        });
    }

    static Challenge challenge(Tx tx, Factor of, State state, Duration life) {
        ChallengeSid sid = new ChallengeSid(Sid.Id.of(tx.id()));
        Instant now = tx.now();
        return new Challenge(
                sid,
                of.person(),
                of.entity(),
                of.sid(),
                of.type(),
                now.plus(life),
                now,
                state,
                "{\"message\":\"?\"}",
                null,
                null);
    }

    Challenge found(Challenge c) {
        return db.read(tx -> Objects.requireNonNull(new ChallengeTable(tx).find(c.person(), c.sid()), "a challenge"));
    }

    /** Whose seeds a walk over all of them meets, by pages of that size. */
    List<FactorSid> seeds(int size) {
        List<FactorSid> met = new ArrayList<>();
        FactorTable.Place at = FactorTable.Place.FIRST;
        List<FactorTable.Seed> page;
        do {
            FactorTable.Place from = at;
            page = db.read(tx -> new FactorTable(tx).seeds(from, size));
            page.forEach(s -> met.add(new FactorSid(s.place().sid())));
            at = page.isEmpty() ? at : page.getLast().place();
        } while (!page.isEmpty());
        return met;
    }

    FactorTable.Stored found(Factor f) {
        return db.read(tx -> Objects.requireNonNull(new FactorTable(tx).find(f.person(), f.sid()), "a factor"));
    }
}
