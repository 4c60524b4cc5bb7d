package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Sid;
import dev.countersign.store.Database.Engine;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** What servers on one database tell each other. */
class PeersTest {
    private static final AccountSid ACCOUNT = new AccountSid(new Sid.Id(-1, 5));

    /** What one server was told. */
    private static final class Ear implements Peers.Listener {
        private final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @Override
        public void changed(AccountSid account, Sid.Id person) {
            heard.add(account.equals(ACCOUNT) ? "changed " + person.low() : "changed somebody of another account's");
        }

        @Override
        public void removed(Sid.Id service) {
            heard.add("removed " + service.low());
        }

        @Override
        public void missed() {
            heard.add("missed");
        }

        void await(String word) {
            await(() -> heard.contains(word));
        }

        void await(BooleanSupplier that) {
            long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (!that.getAsBoolean()) {
                assertThat(System.nanoTime()).as("%s", heard).isLessThan(until);
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** Somebody who listens there, once they hear what another tells. */
    private static Ear ear(Db db, Db other) {
        Ear ear = new Ear();
        db.peers().listen(ear);
        ear.await(() -> {
            other.peers().changed(ACCOUNT, new Sid.Id(0, 0));
            return ear.heard.contains("changed 0");
        });
        ear.heard.clear();
        return ear;
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void eachHearsWhatAnotherTellsAndNotItself(Database database) {
        Db one = database.openAmongOthers();
        Db other = database.openAmongOthers();
        Ear atOne = ear(one, other);
        Ear atOther = ear(other, one);
        one.peers().changed(ACCOUNT, new Sid.Id(7, 8));
        one.peers().removed(new Sid.Id(9, 10));
        atOther.await("changed 8");
        atOther.await("removed 10");
        other.peers().changed(ACCOUNT, new Sid.Id(7, 11));
        atOne.await("changed 11");
        assertThat(atOne.heard).doesNotContain("changed 8", "removed 10");
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void moreThanOneMessageHoldsIsToldInSeveral(Database database) {
        Db one = database.openAmongOthers();
        Ear ear = ear(database.openAmongOthers(), one);
        IntStream.range(0, 1000).forEach(i -> one.peers().changed(ACCOUNT, new Sid.Id(1, i)));
        for (int i = 0; i < 1000; i++) {
            ear.await("changed " + i);
        }
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void whatSomebodyElseSaysThereMakesNobodyDeaf(Database database) {
        Db one = database.openAmongOthers();
        Ear ear = ear(database.openAmongOthers(), one);
        assertThat(Database.number(
                        one,
                        "SELECT 1 FROM (SELECT pg_notify('countersign', ?)) AS told",
                        "stranger p" + "!".repeat(43) + " s" + "!".repeat(22)))
                .isEqualTo(1);
        one.peers().changed(ACCOUNT, new Sid.Id(1, 3));
        ear.await("changed 3");
        one.peers().changed(ACCOUNT, new Sid.Id(1, 4));
        ear.await("changed 4");
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void whoeverFallsSilentMayHaveLeftSomethingUnsaid(Database database) {
        Db one = database.openAmongOthers();
        Ear ear = ear(database.openAmongOthers(), one);
        one.peers().changed(ACCOUNT, new Sid.Id(1, 1));
        ear.await("changed 1");
        ear.heard.clear();
        one.close();
        ear.await("missed");
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void thoseWhoAreHeardAreCounted(Database database) {
        Db one = database.openAmongOthers();
        Db other = database.openAmongOthers();
        Ear ear = ear(one, other);
        ear.await(() -> Integer.valueOf(2).equals(one.peers().servers()));
        other.close();
        ear.await(() -> Integer.valueOf(1).equals(one.peers().servers()));
        assertThat(database.open().peers().servers()).as("who does not listen").isNull();
    }

    @EachDatabase(only = Engine.SQLITE)
    void aFileHasOneServer(Database database) {
        assertThat(database.open().peers().servers()).isEqualTo(1);
    }

    @EachDatabase(only = Engine.POSTGRESQL)
    void withoutListeningEverythingIsLookedAtAgainAndAgain(Database database) {
        Ear ear = new Ear();
        database.open().peers().listen(ear);
        ear.await(() -> ear.heard.size() > 1);
        assertThat(ear.heard).containsOnly("missed");
    }
}
