package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Service;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Service at rest: many columns, most of which may be empty. */
class ServiceTableTest {
    private static final AccountSid ACCOUNT = new AccountSid(new Sid.Id(1, 1));
    private static final AccountSid STRANGER = new AccountSid(new Sid.Id(1, 2));

    @EachDatabase
    void withNothingSetItComesBackWithNothingSet(Database database) {
        Db db = database.open();
        Service bare = Service.named(
                new ServiceSid(new Sid.Id(5, 5)),
                ACCOUNT,
                "Acme",
                database.clock().instant());
        add(db, bare);
        assertThat(found(db, bare)).isEqualTo(bare);
    }

    @EachDatabase
    void everySettingGoesIntoAColumnOfItsOwnWhetherCreatedOrReplaced(Database database) throws Exception {
        Db db = database.open();
        Service bare = Service.named(
                new ServiceSid(new Sid.Id(5, 5)),
                ACCOUNT,
                "Acme",
                database.clock().instant());
        add(db, bare);
        int number = 6;
        for (Service one : eachSettingAlone(bare)) {
            db.write(tx -> {
                new ServiceTable(tx).replace(one);
                return true;
            });
            assertThat(found(db, one)).isEqualTo(one);
            Service created = (Service) with(one, "sid", new ServiceSid(new Sid.Id(5, number++)));
            add(db, created);
            assertThat(found(db, created)).isEqualTo(created);
        }
    }

    /** The bare Service with one component of one of its parts changed, for every such component. */
    private static List<Service> eachSettingAlone(Service bare) throws Exception {
        List<Service> all = new ArrayList<>();
        all.add((Service) with(bare, "friendlyName", "Other"));
        all.add((Service) with(bare, "updated", Instant.ofEpochMilli(1_767_225_600_001L)));
        for (String part : List.of("codes", "push", "totp", "passkeys")) {
            Record base = (Record) Objects.requireNonNull(component(bare, part), part);
            for (RecordComponent c : base.getClass().getRecordComponents()) {
                all.add((Service) with(bare, part, with(base, c.getName(), other(c, component(base, c.getName())))));
            }
        }
        assertThat(all).hasSize(2 + 12 + 5 + 4 + 6).doesNotHaveDuplicates();
        return all;
    }

    private static Object other(RecordComponent c, @Nullable Object was) {
        if (c.getType() == boolean.class) {
            return !Boolean.TRUE.equals(was);
        }
        if (c.getType() == int.class || c.getType() == Integer.class) {
            return 8;
        }
        if (c.getType() == CredentialSid.class) {
            return new CredentialSid(new Sid.Id(7, c.getName().hashCode()));
        }
        return c.getType() == List.class ? List.of("https://a.example", "https://b.example") : "x-" + c.getName();
    }

    private static @Nullable Object component(Record record, String name) throws Exception {
        for (RecordComponent c : record.getClass().getRecordComponents()) {
            if (c.getName().equals(name)) {
                return c.getAccessor().invoke(record);
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static Record with(Record record, String name, Object value) throws Exception {
        RecordComponent[] components = record.getClass().getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = components[i].getName().equals(name)
                    ? value
                    : components[i].getAccessor().invoke(record);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<? extends Record> constructor = record.getClass().getDeclaredConstructor(types);
        return constructor.newInstance(values);
    }

    @EachDatabase
    void anotherAccountCanNeitherSeeNorChangeNorRemoveIt(Database database) {
        Db db = database.open();
        Service mine = Service.named(
                new ServiceSid(new Sid.Id(5, 5)),
                ACCOUNT,
                "Acme",
                database.clock().instant());
        add(db, mine);
        ServiceSid sid = mine.sid();
        assertThat(db.<Boolean>read(tx -> new ServiceTable(tx).find(STRANGER, sid) == null))
                .isTrue();
        assertThat(db.<Boolean>read(tx -> new ServiceTable(tx).stands(STRANGER, sid)))
                .isFalse();
        assertThat(db.<Boolean>write(tx -> new ServiceTable(tx).remove(STRANGER, sid)))
                .isFalse();
        db.write(tx -> {
            new ServiceTable(tx).replace(Service.named(sid, STRANGER, "Stolen", tx.now()));
            return true;
        });
        assertThat(found(db, mine)).isEqualTo(mine);
        assertThat(Database.rows(db, "service_grave")).isZero();
        assertThat(db.<Boolean>read(tx -> new ServiceTable(tx).stands(ACCOUNT, sid)))
                .isTrue();
        assertThat(db.<Boolean>write(tx -> new ServiceTable(tx).remove(ACCOUNT, sid)))
                .isTrue();
        assertThat(db.<Boolean>read(tx -> new ServiceTable(tx).stands(ACCOUNT, sid)))
                .isFalse();
        assertThat(db.<Boolean>write(tx -> new ServiceTable(tx).remove(ACCOUNT, sid)))
                .isFalse();
    }

    @EachDatabase
    void aListHoldsTheAccountsOwnInBothOrders(Database database) {
        Db db = database.open();
        add(
                db,
                Service.named(
                        new ServiceSid(new Sid.Id(6, 6)),
                        STRANGER,
                        "Theirs",
                        database.clock().instant()));
        ServiceSid a = Nouns.service(db, ACCOUNT);
        database.clock().forward(Duration.ofMillis(1));
        ServiceSid b = Nouns.service(db, ACCOUNT);
        assertThat(list(db, false)).containsExactly(a, b);
        assertThat(list(db, true)).containsExactly(b, a);
    }

    private static List<ServiceSid> list(Db db, boolean newestFirst) {
        return db
                .read(tx -> new ServiceTable(tx)
                        .list(ACCOUNT, new Slice(50, null, false, newestFirst))
                        .rows())
                .stream()
                .map(Service::sid)
                .toList();
    }

    @EachDatabase
    void aFactorIsFoundTogetherWithHowItsServiceHasDevicesRung(Database database) throws Exception {
        Db db = database.open();
        Nouns n = Nouns.in(db);
        Factor phone = n.phone(n.entity(1));
        Service bare =
                Service.named(n.service(), n.account(), "Acme", database.clock().instant());
        for (Service one : eachSettingAlone(bare)) {
            db.write(tx -> {
                new ServiceTable(tx).replace(one);
                return true;
            });
            FactorTable.Found found = Objects.requireNonNull(
                    db.<FactorTable.@Nullable Found>read(
                            tx -> new FactorTable(tx).findToAsk(phone.person(), phone.sid())),
                    "a factor");
            assertThat(found.settings()).isEqualTo(one.push());
            assertThat(found.stored().factor().sid()).isEqualTo(phone.sid());
        }
    }

    private static void add(Db db, Service service) {
        db.write(tx -> {
            new ServiceTable(tx).add(service);
            return true;
        });
    }

    private static Service found(Db db, Service like) {
        return db.read(
                tx -> Objects.requireNonNull(new ServiceTable(tx).find(like.account(), like.sid()), "a Service"));
    }
}
