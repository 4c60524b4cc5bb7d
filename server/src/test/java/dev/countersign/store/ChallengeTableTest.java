package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Person;
import dev.countersign.domain.Sid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A challenge at rest: as it went in, once, and only while what it hangs on stands. */
class ChallengeTableTest {

    @EachDatabase
    void aChallengeComesBackAsItWentInInEveryState(Database database) {
        Nouns n = Nouns.in(database.open());
        Factor factor = n.factor(n.entity(1));
        Instant answered = database.clock().instant().plusMillis(7);
        for (State state : List.of(
                new State.Pending(0), new State.Pending(4), new State.Approved(answered), new State.Denied(answered))) {
            Challenge bare = n.db().write(tx -> {
                Challenge c = Nouns.challenge(tx, factor, state, Duration.ofMinutes(5));
                Challenge none = texts(c, null, null, null);
                new ChallengeTable(tx).add(none);
                return none;
            });
            Challenge full = n.db().write(tx -> {
                Challenge c = Nouns.challenge(tx, factor, state, Duration.ofMinutes(5));
                Challenge all = texts(c, "{\"message\":\"ü𝄞\"}", "{\"ip\":\"::1\"}", "{\"a\":\"b\"}");
                new ChallengeTable(tx).add(all);
                return all;
            });
            assertThat(n.found(bare)).isEqualTo(bare);
            assertThat(n.found(full)).isEqualTo(full);
        }
    }

    private static Challenge texts(Challenge c, @Nullable String details, @Nullable String hidden, @Nullable String m) {
        return new Challenge(
                c.sid(),
                c.person(),
                c.entity(),
                c.factor(),
                c.type(),
                c.expires(),
                c.updated(),
                c.state(),
                details,
                hidden,
                m);
    }

    @EachDatabase
    void whatHasExpiredIsReadAsExpiredAndNobodyHasToWriteIt(Database database) {
        Nouns n = Nouns.in(database.open());
        Challenge c = n.challenge(n.factor(n.entity(1)));
        database.clock().set(c.expires().minusMillis(1));
        assertThat(n.found(c).state()).isEqualTo(new State.Pending(0));
        database.clock().set(c.expires());
        assertThat(n.found(c).state()).isEqualTo(new State.Expired());
        assertThat(n.found(c).updated()).isEqualTo(c.updated());
    }

    @EachDatabase
    void anExpiredStateIsNeverWritten(Database database) {
        Nouns n = Nouns.in(database.open());
        Factor factor = n.factor(n.entity(1));
        assertThatThrownBy(() -> n.challenge(factor, new State.Expired(), Duration.ofMinutes(5)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Database.rows(n.db(), "challenge")).isZero();
    }

    @EachDatabase
    void ofTwoWhoReadTheSameStateTheSecondToWriteIsTold(Database database) {
        Nouns n = Nouns.in(database.open());
        Challenge was = n.challenge(n.factor(n.entity(1)));
        Challenge counted = was.tried(false, null, database.clock().instant());
        n.db().write(tx -> replace(tx, was, counted));
        Challenge approved = was.tried(true, null, database.clock().instant());
        assertThat(Database.overtaken(n.db(), tx -> replace(tx, was, approved)))
                .isEqualTo("another writer was at this challenge");
        assertThat(n.found(was)).isEqualTo(counted);
        n.db().write(tx ->
                replace(tx, counted, counted.tried(true, "{}", database.clock().instant())));
        assertThat(Database.overtaken(n.db(), tx -> replace(tx, counted, counted)))
                .isNotNull();
        assertThat(n.found(was).state()).isInstanceOf(State.Approved.class);
        assertThat(n.found(was).metadata()).isEqualTo("{}");
    }

    @EachDatabase
    void ofTwoRightAnswersToTheSameQuestionTheSecondToWriteIsTold(Database database) {
        Nouns n = Nouns.in(database.open());
        Challenge was = n.challenge(n.factor(n.entity(1)));
        Challenge first = was.tried(true, "{}", database.clock().instant());
        n.db().write(tx -> replace(tx, was, first));
        Challenge second = was.tried(true, null, database.clock().instant().plusSeconds(1));
        assertThat(Database.overtaken(n.db(), tx -> replace(tx, was, second))).isNotNull();
        assertThat(n.found(was)).isEqualTo(first);
    }

    private static boolean replace(Tx tx, Challenge was, Challenge next) {
        new ChallengeTable(tx).replace(was, next);
        return true;
    }

    @EachDatabase
    void aReplacementTouchesNothingButItsOwnRow(Database database) {
        Nouns n = Nouns.in(database.open());
        Factor factor = n.factor(n.entity(1));
        Challenge mine = n.challenge(factor);
        Challenge neighbour = n.challenge(factor);
        n.db().write(tx -> replace(tx, mine, mine.tried(false, null, tx.now())));
        assertThat(n.found(neighbour)).isEqualTo(neighbour);
    }

    @EachDatabase
    void aChallengeIsSeenOnlyWhileItsFactorStands(Database database) {
        Nouns n = Nouns.in(database.open());
        Factor factor = n.factor(n.entity(1));
        Challenge c = n.challenge(factor);
        n.db().write(tx -> gone(() -> new FactorTable(tx).remove(factor)));
        assertUnseen(n, c);
    }

    @EachDatabase
    void aChallengeIsSeenOnlyWhileItsEntityStands(Database database) {
        Nouns n = Nouns.in(database.open());
        Entity entity = n.entity(1);
        Challenge c = n.challenge(n.factor(entity));
        n.db().write(tx -> gone(() -> new EntityTable(tx).remove(entity)));
        assertUnseen(n, c);
        Entity again = n.entity(1);
        assertUnseen(n, c);
        assertThat(list(n, again)).isEmpty();
    }

    @EachDatabase
    void aChallengeIsSeenOnlyWhileItsServiceStands(Database database) {
        Nouns n = Nouns.in(database.open());
        Challenge c = n.challenge(n.factor(n.entity(1)));
        n.db().write(tx -> new ServiceTable(tx).remove(n.account(), n.service()));
        assertUnseen(n, c);
    }

    @EachDatabase
    void anotherAccountSeesNothingOfIt(Database database) {
        Nouns n = Nouns.in(database.open());
        Challenge c = n.challenge(n.factor(n.entity(1)));
        Person p = c.person();
        Person stranger = new Person(new AccountSid(new Sid.Id(1, 2)), p.service(), p.identity(), p.key());
        assertThat(n.db().<Boolean>read(tx -> new ChallengeTable(tx).find(stranger, c.sid()) == null))
                .isTrue();
        assertThat(n.db().<Boolean>read(tx -> new ChallengeTable(tx).find(n.person(2), c.sid()) == null))
                .isTrue();
    }

    private static void assertUnseen(Nouns n, Challenge c) {
        assertThat(n.db().<Boolean>read(tx -> new ChallengeTable(tx).find(c.person(), c.sid()) == null))
                .isTrue();
        assertThat(Database.rows(n.db(), "challenge")).isEqualTo(1);
    }

    private static List<Challenge> list(Nouns n, Entity entity) {
        return n.db().read(tx -> new ChallengeTable(tx)
                .list(
                        entity,
                        new Challenge.Filter(null, null),
                        new dev.countersign.domain.Slice(50, null, false, false))
                .rows());
    }

    private static boolean gone(Runnable deed) {
        deed.run();
        return true;
    }

    @EachDatabase
    void whatCannotBeTrueOfAChallengeIsAnAlarmAndNoState(Database database) {
        Nouns n = Nouns.in(database.open());
        Factor factor = n.factor(n.entity(1));
        for (String impossible : List.of(
                "responded = 5",
                "status = 'approved', responded = NULL",
                "status = 'denied', responded = NULL",
                "attempts = 99999999999",
                "entity_sid = (SELECT sid FROM entity), factor_sid = substr(factor_sid, 1, 1)")) {
            Challenge c = n.challenge(factor);
            n.db().write(tx -> tx.update(
                    "UPDATE challenge SET " + impossible + " WHERE person = ? AND sid = ?",
                    c.person().key().bytes(),
                    c.sid().id().bytes()));
            if (impossible.contains("factor_sid")) {
                n.db().write(tx -> tx.update("UPDATE factor SET sid = substr(sid, 1, 1)"));
            }
            assertThatThrownBy(() -> n.found(c)).as(impossible).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> n.db().write(tx -> tx.update("UPDATE challenge SET status = 'expired'")))
                .isInstanceOf(IllegalStateException.class)
                .rootCause()
                .message()
                .containsIgnoringCase("check constraint");
    }
}
