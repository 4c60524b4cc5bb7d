package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Recent;
import dev.countersign.domain.Sid;
import dev.countersign.store.Graves.Grave;
import dev.countersign.store.Graves.Kind;
import java.time.Duration;
import java.util.List;

/** What went: found when its time has come, emptied of exactly its own rows. */
class GravesTest {

    @EachDatabase
    void anEmptiedGraveHeldItsOwnRowsAndNoneOfItsNeighbours(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor gone = n.factor(entity);
        Factor stays = n.factor(entity);
        for (int i = 0; i < 5; i++) {
            n.challenge(gone);
            n.challenge(stays);
        }
        remove(n, gone);
        database.clock().forward(Db.LONGEST_UNIT.minusMillis(1));
        assertThat(due(n)).as("somebody may be writing under it still").isEmpty();
        database.clock().forward(Duration.ofMillis(1));
        Grave grave = new Grave(entity.person().key(), gone.sid().id(), Kind.FACTOR);
        assertThat(due(n)).containsExactly(grave);
        assertThat(empty(n, grave, 2)).isEqualTo(2);
        assertThat(empty(n, grave, 3)).isEqualTo(3);
        assertThat(empty(n, grave, 3)).isZero();
        assertThat(Database.rows(n.db(), "challenge")).isEqualTo(5);
        assertThat(Database.rows(n.db(), "factor")).isEqualTo(1);
        close(n, grave);
        assertThat(due(n)).isEmpty();
    }

    @EachDatabase
    void aPhonesGraveIsEmptiedLikeAnyOthersAndBothKindsGoWithTheirEntity(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor gone = n.phone(entity);
        Factor stays = n.phone(entity);
        Factor app = n.factor(entity);
        for (int i = 0; i < 3; i++) {
            n.challenge(gone);
            n.challenge(stays);
            n.challenge(app);
        }
        remove(n, gone);
        database.clock().forward(Db.LONGEST_UNIT);
        Grave grave = new Grave(entity.person().key(), gone.sid().id(), Kind.FACTOR);
        assertThat(due(n)).containsExactly(grave);
        assertThat(empty(n, grave, 100)).isEqualTo(3);
        assertThat(Database.rows(n.db(), "challenge")).isEqualTo(6);
        remove(n, entity);
        assertThat(empty(n, new Grave(entity.person().key(), entity.sid().id(), Kind.ENTITY), 100))
                .isEqualTo(6 + 2);
        assertThat(Database.rows(n.db(), "challenge")).isZero();
        assertThat(Database.rows(n.db(), "factor")).isZero();
    }

    @EachDatabase
    void whatAServerWhoseClockIsSlowerHungOnItGoesToo(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Factor gone = n.factor(entity);
        Sid.Id made = n.challenge(gone).sid().id();
        byte[] earlier = new Sid.Id(made.high() - (1900L << 16), made.low()).bytes();
        n.db().write(tx -> tx.update(
                "UPDATE challenge SET sid = ? WHERE person = ?",
                earlier,
                entity.person().key().bytes()));
        remove(n, gone);
        assertThat(empty(n, new Grave(entity.person().key(), gone.sid().id(), Kind.FACTOR), 9))
                .isEqualTo(1);
    }

    @EachDatabase
    void anEntitysGraveHoldsItsFactorsTooAndNothingOfWhoCameAfterIt(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity old = n.entity(1);
        n.challenge(n.factor(old));
        remove(n, old);
        Entity again = n.entity(1);
        n.challenge(n.factor(again));
        database.clock().forward(Db.LONGEST_UNIT.minusMillis(1));
        assertThat(due(n))
                .as("somebody may be looking for what they wrote under it")
                .isEmpty();
        database.clock().forward(Duration.ofMillis(1));
        Grave grave = new Grave(old.person().key(), old.sid().id(), Kind.ENTITY);
        assertThat(due(n)).containsExactly(grave);
        assertThat(empty(n, grave, 100)).isEqualTo(2);
        assertThat(Database.rows(n.db(), "challenge")).isEqualTo(1);
        assertThat(Database.list(n.db(), tx -> new FactorTable(tx).all(again))).hasSize(1);
    }

    @EachDatabase
    void countersWaitOutTheirTimeAndStayIfThePersonIsBack(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        count(n, entity);
        remove(n, entity);
        Grave counters = keepCounters(n, entity);
        database.clock().forward(Duration.ofHours(24).minusMillis(1));
        assertThat(due(n)).isEmpty();
        database.clock().forward(Duration.ofMillis(1));
        assertThat(due(n)).containsExactly(counters);
        Entity back = n.entity(1);
        close(n, counters);
        assertThat(Database.rows(n.db(), "person")).isEqualTo(1);
        remove(n, back);
        Grave later = keepCounters(n, back);
        database.clock().forward(Duration.ofHours(24));
        close(n, later);
        assertThat(Database.rows(n.db(), "person")).isZero();
        assertThat(Database.rows(n.db(), "grave")).isZero();
    }

    @EachDatabase
    void countersThatASecondDeletionStillNeedsOutliveTheFirstOnesTime(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity first = n.entity(1);
        count(n, first);
        remove(n, first);
        Grave early = keepCounters(n, first);
        database.clock().forward(Duration.ofHours(23));
        Entity second = n.entity(1);
        count(n, second);
        remove(n, second);
        Grave late = keepCounters(n, second);
        database.clock().forward(Duration.ofHours(1));
        close(n, early);
        assertThat(Database.rows(n.db(), "person")).isEqualTo(1);
        database.clock().forward(Duration.ofHours(23));
        assertThat(due(n)).containsExactly(late);
        close(n, late);
        assertThat(Database.rows(n.db(), "person")).isZero();
    }

    @EachDatabase
    void aServicesGraveLeadsToItsEntitiesAndIsForgottenAtTheEnd(Database database) {
        Nouns n = Nouns.in(database.open());
        Nouns neighbour = new Nouns(n.db(), n.account(), Nouns.service(n.db(), n.account()));
        neighbour.entity(7);
        Entity a = n.entity(1);
        database.clock().forward(Duration.ofMillis(1));
        Entity b = n.entity(2);
        n.db().write(tx -> new ServiceTable(tx).remove(n.account(), n.service()));
        assertThat(Database.list(n.db(), tx -> new Graves(tx).services(9))).containsExactly(n.service());
        List<Grave> found = n.db().read(tx -> new Graves(tx).entities(n.service(), 9));
        assertThat(found)
                .extracting(Grave::sid)
                .containsExactly(a.sid().id(), b.sid().id());
        Database.aboutSeveral(n.db(), tx -> {
            found.forEach(new Graves(tx)::bury);
            found.forEach(new Graves(tx)::bury); // a second reaper, a little late
            new Graves(tx).forget(n.service());
            return true;
        });
        database.clock().forward(Db.LONGEST_UNIT);
        assertThat(due(n)).containsExactlyInAnyOrderElementsOf(found);
        assertThat(Database.list(n.db(), tx -> new Graves(tx).services(9))).isEmpty();
        assertThat(Database.rows(n.db(), "entity")).isEqualTo(1);
    }

    private static void count(Nouns n, Entity entity) {
        n.db().write(tx -> {
            EntityTable table = new EntityTable(tx);
            Recent before = table.creations(entity.person());
            table.count(entity.person(), before, before.and(tx.now()));
            return true;
        });
    }

    private static void remove(Nouns n, Factor factor) {
        n.db().write(tx -> {
            new FactorTable(tx).remove(factor);
            return true;
        });
    }

    private static void remove(Nouns n, Entity entity) {
        n.db().write(tx -> {
            new EntityTable(tx).remove(entity);
            return true;
        });
    }

    private static Grave keepCounters(Nouns n, Entity entity) {
        Grave grave = new Grave(entity.person().key(), entity.sid().id(), Kind.ENTITY);
        n.db().write(tx -> {
            new Graves(tx).keepCounters(grave, Recent.REACH);
            return true;
        });
        return new Grave(grave.person(), grave.sid(), Kind.COUNTERS);
    }

    private static List<Grave> due(Nouns n) {
        return n.db().read(tx -> new Graves(tx).due(9));
    }

    private static int empty(Nouns n, Grave grave, int most) {
        return n.db().write(tx -> new Graves(tx).empty(grave, most));
    }

    private static void close(Nouns n, Grave grave) {
        n.db().write(tx -> {
            new Graves(tx).close(grave);
            return true;
        });
    }
}
