package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Recent;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.TotpConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A factor at rest: every column, one writer at a time, and only while what it hangs on stands. */
class FactorTableTest {

    @EachDatabase
    void everyColumnComesBackAsItWentIn(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        for (TotpConfig.Alg alg : TotpConfig.Alg.values()) {
            for (@Nullable String metadata : new @Nullable String[] {null, "{\"a\":\"ü\"}"}) {
                Factor f = n.db().write(tx -> {
                    Factor all = full(tx, entity, alg, metadata);
                    new FactorTable(tx).add(all);
                    return all;
                });
                assertSame(n.found(f), f, 0);
            }
        }
    }

    private static Factor full(Tx tx, Entity entity, TotpConfig.Alg alg, @Nullable String metadata) {
        Factor.Totp totp = new Factor.Totp(
                new TotpConfig(alg, 20, 2, 8),
                new byte[] {0, -1, 2},
                new byte[] {9, 8},
                3,
                99,
                true,
                1_767_225_630L,
                Recent.NONE.and(tx.now().minusSeconds(3)).and(tx.now()));
        FactorSid sid = new FactorSid(Sid.Id.of(tx.id()));
        return new Factor(sid, entity.person(), entity.sid(), "ana", metadata != null, metadata, totp, tx.now());
    }

    /** Records compare their bytes by identity. */
    private static void assertSame(FactorTable.Stored stored, Factor expected, long version) {
        assertThat(stored.factor()).usingRecursiveComparison().isEqualTo(expected);
        assertThat(stored.version()).isEqualTo(version);
    }

    @EachDatabase
    void aReplacementWritesEveryColumnThatMayChangeAndRaisesTheVersion(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor first = n.factor(entity);
        Factor neighbour = n.factor(entity);
        Factor next = n.db().write(tx -> {
            Factor other = full(tx, entity, TotpConfig.Alg.SHA512, "{}");
            Factor.Totp t = other.totp();
            Factor.Totp kept = new Factor.Totp(
                    t.config(),
                    first.totp().seed(),
                    first.totp().fingerprint(),
                    t.wrongVerifications(),
                    t.wrongInARow(),
                    t.disabled(),
                    t.acceptedUntil(),
                    t.challenges());
            Factor all = new Factor(
                    first.sid(), first.person(), first.entity(), "bea", false, "{\"k\":\"v\"}", kept, tx.now());
            new FactorTable(tx).replace(new FactorTable.Stored(first, 0), all);
            return all;
        });
        assertSame(n.found(first), next, 1);
        assertSame(n.found(neighbour), neighbour, 0);
    }

    @EachDatabase
    void ofTwoWhoReadTheSameVersionTheSecondToWriteIsTold(Database database) {
        Nouns n = Nouns.in(database.open());
        Factor f = n.factor(n.entity(1));
        FactorTable.Stored read = n.found(f);
        n.db().write(tx -> replace(tx, read, "first"));
        assertThat(Database.overtaken(n.db(), tx -> replace(tx, read, "second")))
                .isEqualTo("another writer was at this factor");
        assertThat(n.found(f).factor().friendlyName()).isEqualTo("first");
        n.db().write(tx -> replace(tx, find(tx, f), "third"));
        assertThat(n.found(f).version()).isEqualTo(2);
    }

    @EachDatabase
    void aSeedSealedAnewMeanwhileCountsAsAnotherWriter(Database database) {
        Nouns n = Nouns.in(database.open());
        Factor f = n.factor(n.entity(1));
        FactorTable.Stored read = n.found(f);
        n.db().write(tx -> {
            FactorTable table = new FactorTable(tx);
            FactorTable.Seed seed = table.seeds(FactorTable.Place.FIRST, 10).getFirst();
            table.reseal(seed, new byte[] {7});
            return true;
        });
        assertThat(n.found(f).factor().totp().seed()).containsExactly(7);
        assertThat(Database.overtaken(n.db(), tx -> replace(tx, read, "late"))).isNotNull();
    }

    private static FactorTable.Stored find(Tx tx, Factor f) {
        return Objects.requireNonNull(new FactorTable(tx).find(f.person(), f.sid()), "a factor");
    }

    private static boolean replace(Tx tx, FactorTable.Stored was, String name) {
        Factor f = was.factor();
        new FactorTable(tx).replace(was, f.changed(name, f.totp().config(), tx.now()));
        return true;
    }

    @EachDatabase
    void aFactorIsSeenOnlyWhileItsEntityAndTheirServiceStandAndByItsAccountAlone(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor f = n.factor(entity);
        Person p = f.person();
        assertThat(sees(n, new Person(new AccountSid(new Sid.Id(7, 7)), p.service(), p.identity(), p.key()), f))
                .isFalse();
        assertThat(sees(n, n.person(2), f)).isFalse();
        assertThat(sees(n, p, f)).isTrue();
        n.db().write(tx -> {
            new EntityTable(tx).remove(entity);
            return true;
        });
        assertThat(sees(n, p, f)).isFalse();
        Entity again = n.entity(1);
        assertThat(sees(n, p, f)).isFalse();
        assertThat(Database.list(n.db(), tx -> new FactorTable(tx).all(again))).isEmpty();
        Factor second = n.factor(again);
        n.db().write(tx -> new ServiceTable(tx).remove(n.account(), n.service()));
        assertThat(sees(n, p, second)).isFalse();
    }

    private static boolean sees(Nouns n, Person person, Factor f) {
        return n.db().read(tx -> new FactorTable(tx).find(person, f.sid()) != null);
    }

    @EachDatabase
    void listsHoldTheEntitysOwnFactorsInTheOrderOfTheirCreation(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        n.factor(n.entity(2));
        List<FactorSid> mine = Stream.generate(() -> {
                    database.clock().forward(java.time.Duration.ofMillis(1));
                    return n.factor(entity).sid();
                })
                .limit(5)
                .toList();
        assertThat(Database.list(n.db(), tx -> new FactorTable(tx)
                        .list(entity, null, new Slice(50, null, false, false))
                        .rows()))
                .extracting(Factor::sid)
                .containsExactlyElementsOf(mine);
        assertThat(Database.list(n.db(), tx -> new FactorTable(tx).all(entity)))
                .extracting(Factor::sid)
                .containsExactlyInAnyOrderElementsOf(mine);
    }

    @EachDatabase
    void theWalkOverAllSeedsMeetsEveryOneOnceWhateverThePagesAre(Database database) {
        Nouns n = Nouns.in(database.open());
        List<FactorSid> all = new ArrayList<>();
        for (int person = 1; person <= 4; person++) {
            Entity entity = n.entity(person);
            for (int i = 0; i < person; i++) {
                all.add(n.factor(entity).sid());
            }
        }
        for (int size = 1; size <= 11; size++) {
            assertThat(n.seeds(size)).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @EachDatabase
    void whatCannotBeTrueOfAFactorIsAnAlarmAndNoFactor(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        for (String impossible : List.of(
                "alg = 'md5'",
                "verified = 2",
                "disabled = -1",
                "time_step = 99999999999",
                "challenges = substr(person, 1, 2)",
                "friendly_name = friendly_name, entity_sid = entity_sid, seed = ''||NULL")) {
            Factor f = n.factor(entity);
            if (impossible.contains("NULL")) {
                assertThatThrownBy(() -> n.db().write(tx -> tx.update("UPDATE factor SET " + impossible)))
                        .isInstanceOf(IllegalStateException.class);
                continue;
            }
            n.db().write(tx -> tx.update("UPDATE factor SET " + impossible + " WHERE sid = ?", (Object)
                    f.sid().id().bytes()));
            assertThatThrownBy(() -> n.found(f)).as(impossible).isInstanceOf(IllegalStateException.class);
        }
    }
}
