package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Person;
import dev.countersign.domain.Recent;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.time.Duration;
import java.util.List;

/** An Entity at rest, and what is counted of a person whether or not it stands. */
class EntityTableTest {

    @EachDatabase
    void anEntityIsFoundAsItWentInByItsAccountWhileItsServiceStands(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity e = n.entity(1);
        Person p = e.person();
        assertThat(n.db().<Boolean>read(tx -> e.equals(new EntityTable(tx).find(p))))
                .isTrue();
        assertThat(sees(n, n.person(2))).isFalse();
        Person stranger = new Person(new AccountSid(new Sid.Id(3, 3)), p.service(), p.identity(), p.key());
        assertThat(sees(n, stranger)).isFalse();
        n.db().write(tx -> new ServiceTable(tx).remove(n.account(), n.service()));
        assertThat(sees(n, p)).isFalse();
    }

    private static boolean sees(Nouns n, Person person) {
        return n.db().read(tx -> new EntityTable(tx).find(person) != null);
    }

    @EachDatabase
    void thereIsOneEntityOfAPersonAndCreatedAgainItHasAnotherSid(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity first = n.entity(1);
        assertThatThrownBy(() -> n.entity(1)).isInstanceOf(IllegalStateException.class);
        n.db().write(tx -> {
            new EntityTable(tx).remove(first);
            return true;
        });
        assertThat(sees(n, first.person())).isFalse();
        assertThat(n.entity(1).sid()).isNotEqualTo(first.sid());
    }

    @EachDatabase
    void aListHoldsTheServicesOwnEntitiesInBothOrders(Database database) {
        Nouns n = Nouns.in(database.open());
        ServiceSid other = Nouns.service(n.db(), n.account());
        new Nouns(n.db(), n.account(), other).entity(9);
        Entity a = n.entity(1);
        database.clock().forward(Duration.ofMillis(1));
        Entity b = n.entity(2);
        database.clock().forward(Duration.ofMillis(1));
        Entity c = n.entity(3);
        assertThat(list(n, new Slice(50, null, false, false))).containsExactly(a, b, c);
        assertThat(list(n, new Slice(2, null, false, true))).containsExactly(c, b);
        assertThat(list(n, new Slice(1, b.sid().id(), true, false))).containsExactly(a);
    }

    private static List<Entity> list(Nouns n, Slice slice) {
        return n.db().read(tx ->
                new EntityTable(tx).list(n.account(), n.service(), slice).rows());
    }

    @EachDatabase
    void whatIsCountedOfAPersonIsReplacedAndOutlivesTheirEntity(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity e = n.entity(1);
        assertThat(creations(n, e.person())).isEqualTo(Recent.NONE);
        Recent once = Recent.NONE.and(database.clock().instant());
        Recent twice = once.and(database.clock().instant().plusMillis(1));
        Recent before = Recent.NONE;
        for (Recent counted : List.of(once, twice)) {
            Recent was = before;
            before = counted;
            n.db().write(tx -> {
                new EntityTable(tx).count(e.person(), was, counted);
                return true;
            });
            assertThat(creations(n, e.person())).isEqualTo(counted);
        }
        n.db().write(tx -> {
            new EntityTable(tx).remove(e);
            return true;
        });
        assertThat(creations(n, e.person())).isEqualTo(twice);
        assertThat(creations(n, n.person(2))).isEqualTo(Recent.NONE);
    }

    private static Recent creations(Nouns n, Person person) {
        return n.db().read(tx -> new EntityTable(tx).creations(person));
    }

    @EachDatabase
    void aCounterThatIsCutOffIsAnAlarm(Database database) {
        Nouns n = Nouns.in(database.open());
        Person p = n.entity(1).person();
        n.db().write(tx -> tx.update(
                "INSERT INTO person (person, creations) VALUES (?, ?)", p.key().bytes(), new byte[] {1, 2, 3}));
        assertThatThrownBy(() -> creations(n, p)).isInstanceOf(IllegalStateException.class);
    }
}
