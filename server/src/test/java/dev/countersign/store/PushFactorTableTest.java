package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.PushConfig.Platform;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A push factor at rest, among those of codes. */
class PushFactorTableTest {
    private static final Slice FIRST = new Slice(50, null, false, false);

    @EachDatabase
    void everyColumnComesBackAsItWentIn(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        for (Platform platform : Platform.values()) {
            for (@Nullable String metadata : new @Nullable String[] {null, "{\"os\":\"ü\"}"}) {
                String token = platform == Platform.NONE ? null : "ü/".repeat(2048);
                Factor f = n.db().write(tx -> {
                    FactorSid sid = new FactorSid(Sid.Id.of(tx.id()));
                    Factor.Push push = Factor.Push.fresh(
                            new byte[] {0, -1, (byte) platform.word().charAt(0)},
                            PushConfig.of("1.0 β", "com.example", platform, token));
                    Factor all = new Factor(
                            sid, entity.person(), entity.sid(), "ana", metadata != null, metadata, push, tx.now());
                    new FactorTable(tx).add(all);
                    return all;
                });
                assertSame(n.found(f), f, 0);
            }
        }
    }

    private static void assertSame(FactorTable.Stored stored, Factor expected, long version) {
        assertThat(stored.factor()).usingRecursiveComparison().isEqualTo(expected);
        assertThat(stored.version()).isEqualTo(version);
    }

    @EachDatabase
    void aReplacementWritesWhatMayChangeAndRaisesTheVersion(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor first = n.phone(entity);
        Factor neighbour = n.phone(entity);
        Factor next = n.db().write(tx -> {
            PushConfig other = PushConfig.of("2.0", "org.example", Platform.NONE, null);
            Factor all = new Factor(
                    first.sid(),
                    first.person(),
                    first.entity(),
                    "bea",
                    false,
                    "{\"k\":\"v\"}",
                    Factor.Push.fresh(first.push().publicKey(), other),
                    tx.now());
            new FactorTable(tx).replace(new FactorTable.Stored(first, 0), all);
            return all;
        });
        assertSame(n.found(first), next, 1);
        assertSame(n.found(neighbour), neighbour, 0);
    }

    @EachDatabase
    void aKeyIsBoundToItsFactorForLife(Database database) {
        Nouns n = Nouns.in(database.open());
        Factor f = n.phone(n.entity(1));
        FactorTable.Stored read = n.found(f);
        Factor another = new Factor(
                f.sid(),
                f.person(),
                f.entity(),
                "bea",
                true,
                null,
                Factor.Push.fresh(new byte[] {6}, f.push().config()),
                f.updated());
        n.db().write(tx -> replace(tx, read, another));
        assertThat(n.found(f).factor().push().publicKey()).isEqualTo(f.push().publicKey());
        assertThat(n.found(f).factor().friendlyName()).isEqualTo("bea");
    }

    @EachDatabase
    void ofTwoWhoReadTheSameVersionTheSecondToWriteIsTold(Database database) {
        Nouns n = Nouns.in(database.open());
        Factor f = n.phone(n.entity(1));
        FactorTable.Stored read = n.found(f);
        n.db().write(tx -> replace(tx, read, f.changed("first", f.push().config(), tx.now())));
        assertThat(Database.overtaken(
                        n.db(),
                        tx -> replace(tx, read, f.changed("second", f.push().config(), tx.now()))))
                .isEqualTo("another writer was at this factor");
        assertThat(n.found(f).factor().friendlyName()).isEqualTo("first");
        assertThat(n.found(f).version()).isEqualTo(1);
    }

    private static boolean replace(Tx tx, FactorTable.Stored was, Factor next) {
        new FactorTable(tx).replace(was, next);
        return true;
    }

    @EachDatabase
    void bothKindsAreInOneListAndComeBackAsWhatTheyAre(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        n.phone(n.entity(2));
        List<Factor> mine = List.of(n.factor(entity), n.phone(entity), n.factor(entity), n.phone(entity));
        List<Factor> listed = list(n, entity, null);
        assertThat(listed).usingRecursiveComparison().ignoringCollectionOrder().isEqualTo(mine);
        assertThat(listed).extracting(f -> f.sid().text()).isSorted();
        assertThat(Database.list(n.db(), tx -> new FactorTable(tx).all(entity)))
                .usingRecursiveComparison()
                .ignoringCollectionOrder()
                .isEqualTo(mine);
        for (Factor f : mine) {
            assertThat(n.found(f).factor().type()).isEqualTo(f.type());
        }
    }

    @EachDatabase
    void aListNarrowedToOneHoldsItAndNoOther(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor one = n.phone(entity);
        n.phone(entity);
        n.factor(entity);
        Factor foreign = n.phone(n.entity(2));
        assertThat(list(n, entity, one.sid())).extracting(Factor::sid).containsExactly(one.sid());
        assertThat(list(n, entity, foreign.sid())).isEmpty();
        assertThat(list(n, entity, new FactorSid(new Sid.Id(9, 9)))).isEmpty();
        Slice beyond = new Slice(50, one.sid().id(), false, true);
        assertThat(Database.list(n.db(), tx -> new FactorTable(tx)
                        .list(entity, one.sid(), beyond)
                        .rows()))
                .isEmpty();
        n.db().write(tx -> {
            new FactorTable(tx).remove(one);
            return true;
        });
        assertThat(list(n, entity, one.sid())).isEmpty();
    }

    private static List<Factor> list(Nouns n, Entity entity, @Nullable FactorSid only) {
        return Database.list(
                n.db(), tx -> new FactorTable(tx).list(entity, only, FIRST).rows());
    }

    @EachDatabase
    void aDeviceIsFoundByItsPersonAloneAndLearnsWhoseAccountItIs(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor f = n.phone(entity);
        FactorTable.Device met = Objects.requireNonNull(met(n, 1, f), "a device");
        assertThat(met.publicKey()).isEqualTo(f.push().publicKey());
        assertThat(met.account()).isEqualTo(n.account());
        assertThat(met(n, 1, n.factor(entity))).as("a seed is no device").isNull();
    }

    @EachDatabase
    void aDeviceIsFoundOnlyWhileItsFactorItsEntityAndTheirServiceStand(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor f = n.phone(entity);
        n.entity(2);
        assertThat(met(n, 2, f)).as("as another person").isNull();
        Factor gone = n.phone(entity);
        n.db().write(tx -> {
            new FactorTable(tx).remove(gone);
            return true;
        });
        assertThat(met(n, 1, gone)).isNull();
        n.db().write(tx -> {
            new EntityTable(tx).remove(entity);
            return true;
        });
        assertThat(met(n, 1, f)).isNull();
        Entity again = n.entity(1);
        assertThat(met(n, 1, f)).as("of an Entity that went").isNull();
        Factor second = n.phone(again);
        assertThat(met(n, 1, second)).isNotNull();
        n.db().write(tx -> new ServiceTable(tx).remove(n.account(), n.service()));
        assertThat(met(n, 1, second)).isNull();
    }

    private static FactorTable.@Nullable Device met(Nouns n, long person, Factor f) {
        Sid.Id key = n.person(person).key();
        return n.db().read(tx -> new FactorTable(tx).device(key, f.sid()));
    }

    @EachDatabase
    void theWalkOverAllSeedsStepsOverPhonesWhateverThePagesAre(Database database) {
        Nouns n = Nouns.in(database.open());
        List<FactorSid> apps = new ArrayList<>();
        for (int person = 1; person <= 4; person++) {
            Entity entity = n.entity(person);
            for (int i = 0; i < 2 * person; i++) {
                n.phone(entity);
                if (i % 2 == 0) {
                    apps.add(n.factor(entity).sid());
                    n.phone(entity);
                }
            }
        }
        for (int size = 1; size <= 12; size++) {
            assertThat(n.seeds(size)).containsExactlyInAnyOrderElementsOf(apps);
        }
    }

    @EachDatabase
    void whatCannotBeTrueOfAPhoneIsAnAlarmAndNoFactor(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        for (String impossible : List.of("sdk_version = NULL", "app_id = NULL")) {
            Factor f = n.phone(entity);
            change(n, f, impossible);
            assertThatThrownBy(() -> n.found(f)).as(impossible).isInstanceOf(IllegalStateException.class);
        }
        for (String forbidden :
                List.of("type = 'sms'", "type = 'totp'", "platform = 'mpns'", "platform = NULL", "public_key = NULL")) {
            Factor f = n.phone(entity);
            assertThatThrownBy(() -> change(n, f, forbidden)).as(forbidden).isInstanceOf(IllegalStateException.class);
            assertSame(n.found(f), f, 0);
        }
    }

    private static void change(Nouns n, Factor f, String what) {
        n.db().write(tx -> tx.update("UPDATE factor SET " + what + " WHERE sid = ?", (Object)
                f.sid().id().bytes()));
    }
}
