package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.Unavailable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time in which a record that is being moved takes no writes, and what comes after it. */
class CopyWindowTest {
    @AutoClose
    private final CopyYard yard;

    CopyWindowTest(@TempDir Path dir) {
        this.yard = new CopyYard(dir);
    }

    private static int touch(Db db) {
        return db.write(tx -> tx.update("UPDATE account SET active = 1"));
    }

    private static void mustBeWell(Db db) {
        await(() -> db.trouble() == null);
    }

    /** Asking is enough for it to come true. */
    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void aServerOnAFileRefusesWritesFromThenOnAndGoesOnWithReads() {
        RecordPlace file = yard.file();
        RecordPlace to = yard.postgres();
        try (Db db = CopyYard.serve(file)) {
            CopyYard.fill(db);
            CopyYard.copy(file, to, new CopyYard.At(CopyProgress.Stage.LAST_PASS, _ -> {
                assertThatThrownBy(() -> touch(db)).isInstanceOf(Unavailable.class);
                assertThat(Database.rows(db, "challenge")).isEqualTo(CopyYard.CHALLENGES);
                assertThat(db.trouble()).startsWith("the database is being moved to " + to);
            }));
            assertThatThrownBy(() -> touch(db)).isInstanceOf(Unavailable.class);
            assertThat(db.trouble()).isEqualTo("the database was moved to " + to);
            assertThat(Database.rows(db, "challenge")).isEqualTo(CopyYard.CHALLENGES);
        }
        assertThatThrownBy(() -> CopyYard.serve(file))
                .isInstanceOf(Unusable.class)
                .hasMessage("The database " + file + " was moved to " + to + ".");
        assertThatThrownBy(() -> CopyYard.copy(file, yard.postgres()))
                .hasMessage("The database " + file + " was moved to " + to + ".");
        assertThatThrownBy(() -> RecordCopy.abandon(file))
                .hasMessage("The database " + file + " was moved to " + to + ".");
    }

    @Test
    void aServerOnAFileGoesOnByItselfWhereTheMoveFails() {
        RecordPlace file = yard.file();
        try (Db db = CopyYard.serve(file)) {
            CopyYard.fill(db);
            assertThatThrownBy(() ->
                            CopyYard.copy(file, yard.postgres(), new CopyYard.At(CopyProgress.Stage.LAST_PASS, _ -> {
                                assertThatThrownBy(() -> touch(db)).isInstanceOf(Unavailable.class);
                                throw new IllegalStateException("enough");
                            })))
                    .hasMessage("enough");
            mustBeWell(db);
            assertThat(touch(db)).isEqualTo(2);
        }
    }

    @Test
    void serversOnPostgresWriteNothingMeanwhileAndNeverAgain() {
        RecordPlace from = yard.postgres();
        RecordPlace to = yard.file();
        try (Db db = CopyYard.serve(from)) {
            CopyYard.fill(db);
            CopyYard.copy(from, to, new CopyYard.At(CopyProgress.Stage.LAST_PASS, _ -> {
                assertThatThrownBy(() -> touch(db)).isInstanceOf(Unavailable.class);
                assertThat(Database.rows(db, "challenge")).isEqualTo(CopyYard.CHALLENGES);
            }));
            assertThatThrownBy(() -> touch(db)).isInstanceOf(Unavailable.class);
            await(() -> ("the database was moved to " + to).equals(db.trouble()));
            assertThatThrownBy(() -> touch(db)).isInstanceOf(Unavailable.class);
            assertThat(db.trouble()).as("not merely out of reach").isEqualTo("the database was moved to " + to);
        }
        assertThatThrownBy(() -> CopyYard.serve(from))
                .isInstanceOf(Unusable.class)
                .hasMessage("The database " + from + " was moved to " + to + ".");
        assertThat(from.status(java.time.InstantSource.system()).facts())
                .contains(new RecordStatus.Fact("In use", "no: it was moved to " + to));
    }

    @Test
    void serversOnPostgresGoOnByThemselvesWhereTheMoveFails() {
        RecordPlace from = yard.postgres();
        try (Db db = CopyYard.serve(from)) {
            CopyYard.fill(db);
            assertThatThrownBy(
                            () -> CopyYard.copy(from, yard.file(), new CopyYard.At(CopyProgress.Stage.VERIFYING, _ -> {
                                throw new IllegalStateException("enough");
                            })))
                    .hasMessage("enough");
            assertThat(touch(db)).isEqualTo(2);
            mustBeWell(db);
        }
    }

    @Test
    void whoeverLosesTheLocksOnTheWayDoesNotSayThatItWasMoved() {
        RecordPlace from = yard.postgres();
        RecordPlace to = yard.file();
        try (Db db = CopyYard.serve(from)) {
            CopyYard.fill(db);
            assertThatThrownBy(() -> CopyYard.copy(
                            from, to, new CopyYard.At(CopyProgress.Stage.VERIFYING, _ -> yard.cutOffKeepers())))
                    .isInstanceOf(Unusable.class);
            mustBeWell(db);
            assertThat(touch(db)).isEqualTo(2);
            assertThatThrownBy(() -> CopyYard.serve(to)).hasMessageContaining("holds an unfinished copy");
        }
        CopyYard.copy(from, to);
        CopyYard.serve(to).close();
    }

    @Test
    void aSourceThatAKilledCopyHasClosedIsPutBackOrTakenUpAgain() throws SQLException {
        RecordPlace file = yard.file();
        RecordPlace server = yard.postgres();
        RecordPlace back = yard.file();
        try (Db db = CopyYard.serve(file)) {
            CopyYard.fill(db);
            assertThatThrownBy(() -> RecordCopy.abandon(file))
                    .hasMessage("The database " + file + " is not being moved.");
            close(file, server);
            assertThatThrownBy(() -> touch(db)).isInstanceOf(Unavailable.class);
            RecordCopy.abandon(file);
            mustBeWell(db);
            assertThat(touch(db)).isEqualTo(2);
            close(file, server);
        }
        CopyYard.copy(file, server);
        close(server, back);
        assertThatThrownBy(() -> CopyYard.serve(server))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining(" is being moved to ");
        RecordCopy.abandon(server);
        try (Db db = CopyYard.serve(server)) {
            assertThat(touch(db)).isEqualTo(2);
        }
        close(server, back);
        CopyYard.copy(server, back);
    }

    /** As a copy leaves it that is killed at the worst moment. */
    private static void close(RecordPlace from, RecordPlace to) throws SQLException {
        try (Session session = from.open()) {
            Moved.say(session, Moved.leavingFor(to));
            if (from instanceof PostgresPlace) {
                session.run("ALTER DATABASE " + PostgresPlace.quotedName(session)
                        + " SET default_transaction_read_only = on");
            }
        }
    }

    @Test
    void aCopyThatWasKilledBetweenClosingTheSourceAndOpeningTheTargetIsFinishedByTheNext() throws SQLException {
        RecordPlace file = yard.file();
        RecordPlace server = yard.postgres();
        try (Db db = CopyYard.serve(file)) {
            CopyYard.fill(db);
        }
        CopyYard.copy(file, server);
        CopyYard.run(server, "UPDATE schema_facts SET moved = '" + Moved.UNFINISHED.replace("'", "''") + "'");

        CopyYard.copy(file, server);

        CopyYard.serve(server).close();
        assertThatThrownBy(() -> CopyYard.serve(file)).hasMessageContaining("was moved to");
    }
}
