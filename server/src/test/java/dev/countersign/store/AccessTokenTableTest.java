package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.AccessToken;
import dev.countersign.domain.AccessTokenSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Person;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.store.AccessTokenTable.Spoilt;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An access token at rest: seen while what it was issued for stands, spent once, cleared away by its age. */
class AccessTokenTableTest {

    static AccessToken token(Tx tx, Person person, @Nullable Entity entity) {
        AccessTokenSid sid = new AccessTokenSid(Sid.Id.of(tx.id()));
        return new AccessToken(
                sid,
                person,
                entity == null ? null : entity.sid(),
                entity == null ? null : "ana's phöne",
                tx.now().plusSeconds(60),
                false);
    }

    private static AccessToken add(Nouns n, Person person, @Nullable Entity entity) {
        return n.db().write(tx -> {
            AccessToken token = token(tx, person, entity);
            new AccessTokenTable(tx).add(token);
            return token;
        });
    }

    /** As both ways of looking have it. */
    private static @Nullable AccessToken found(Nouns n, ServiceSid service, AccessToken t) {
        AccessToken found = n.db().read(tx -> new AccessTokenTable(tx).find(service, t.sid()));
        assertThat(n.db().<@Nullable AccessToken>read(tx ->
                        new AccessTokenTable(tx).find(service, t.person().key(), t.sid())))
                .isEqualTo(found);
        return found;
    }

    private static @Nullable AccessToken found(Nouns n, AccessToken t) {
        return found(n, n.service(), t);
    }

    @EachDatabase
    void everyColumnComesBackAsItWentIn(Database database) {
        Nouns n = Nouns.in(database.open());
        AccessToken bare = add(n, n.person(1), null);
        AccessToken full = add(n, n.person(2), n.entity(2));
        assertThat(found(n, bare)).isEqualTo(bare);
        assertThat(found(n, full)).isEqualTo(full);
    }

    @EachDatabase
    void itIsSeenOnlyWhileItsServiceStandsAndInNoOther(Database database) {
        Nouns n = Nouns.in(database.open());
        AccessToken token = add(n, n.person(1), null);
        ServiceSid other = Nouns.service(n.db(), n.account());
        assertThat(found(n, other, token)).isNull();
        assertThat(found(n, token)).isNotNull();
        n.db().write(tx -> new ServiceTable(tx).remove(n.account(), n.service()));
        assertThat(found(n, token)).isNull();
        assertThat(Database.rows(n.db(), "access_token")).isEqualTo(1);
    }

    @EachDatabase
    void itGoesWithThePersonsEntityAndDoesNotComeBackWithTheNext(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        AccessToken with = add(n, n.person(1), entity);
        AccessToken without = add(n, n.person(1), null);
        AccessToken another = add(n, n.person(2), null);
        n.db().write(tx -> {
            new EntityTable(tx).remove(entity);
            return true;
        });
        AccessToken crossing = add(n, n.person(1), entity);
        n.entity(1);
        assertThat(found(n, with)).isNull();
        assertThat(found(n, without)).isNull();
        assertThat(found(n, crossing)).as("written while the Entity went").isNull();
        assertThat(found(n, another)).isEqualTo(another);
    }

    @EachDatabase
    void asAnotherPersonsItIsNotThere(Database database) {
        Nouns n = Nouns.in(database.open());
        AccessToken token = add(n, n.person(1), null);
        Sid.Id bea = n.person(2).key();
        assertThat(n.db().<@Nullable AccessToken>read(
                                tx -> new AccessTokenTable(tx).find(n.service(), bea, token.sid())))
                .isNull();
    }

    @EachDatabase
    void ofTwoWhoWouldSpendItTheSecondIsTold(Database database) {
        Nouns n = Nouns.in(database.open());
        AccessToken token = add(n, n.person(1), null);
        AccessToken neighbour = add(n, n.person(1), null);
        spend(n, token);
        assertThat(found(n, token))
                .isEqualTo(new AccessToken(token.sid(), token.person(), null, null, token.expires(), true));
        assertThat(found(n, neighbour)).isEqualTo(neighbour);
        assertThat(Database.overtaken(n.db(), tx -> new AccessTokenTable(tx).spend(token)))
                .isEqualTo("another device was at this access token");
    }

    @EachDatabase
    void onceClearedAwayItCannotBeSpent(Database database) {
        Nouns n = Nouns.in(database.open());
        AccessToken token = add(n, n.person(1), null);
        remove(n, token);
        assertThat(found(n, token)).isNull();
        assertThat(Database.overtaken(n.db(), tx -> new AccessTokenTable(tx).spend(token)))
                .isNotNull();
        assertThat(Database.rows(n.db(), "access_token")).isZero();
    }

    private static void spend(Nouns n, AccessToken token) {
        n.db().write(tx -> {
            new AccessTokenTable(tx).spend(token);
            return true;
        });
    }

    private static void remove(Nouns n, AccessToken token) {
        n.db().write(tx -> {
            new AccessTokenTable(tx)
                    .remove(new Spoilt(token.person().key(), token.sid().id()));
            return true;
        });
    }

    @EachDatabase
    void theOldestAreFoundFirstAndNoneThatIsYounger(Database database) {
        Nouns n = Nouns.in(database.open());
        AccessToken oldest = add(n, n.person(3), null);
        database.clock().forward(Duration.ofMillis(1));
        AccessToken older = add(n, n.person(1), n.entity(1));
        database.clock().forward(Duration.ofMillis(1));
        AccessToken young = add(n, n.person(2), null);
        assertThat(before(n, young, 9)).containsExactly(spoilt(oldest), spoilt(older));
        assertThat(before(n, young, 1)).containsExactly(spoilt(oldest));
        assertThat(before(n, oldest, 9)).isEmpty();
        remove(n, oldest);
        assertThat(before(n, young, 9)).containsExactly(spoilt(older));
        n.db().write(tx -> new ServiceTable(tx).remove(n.account(), n.service()));
        assertThat(before(n, young, 9)).as("of a Service that went").containsExactly(spoilt(older));
    }

    private static List<Spoilt> before(Nouns n, AccessToken of, int most) {
        return n.db().read(tx -> new AccessTokenTable(tx).before(of.sid().created(), most));
    }

    private static Spoilt spoilt(AccessToken t) {
        return new Spoilt(t.person().key(), t.sid().id());
    }
}
