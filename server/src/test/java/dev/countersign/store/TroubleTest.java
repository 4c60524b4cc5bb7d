package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** Full disks, failing disks, and other processes. */
class TroubleTest {
    private static final String BIG = "x".repeat(20_000);

    @TempDir
    Path dir;

    private Path file() {
        return dir.resolve("record.db");
    }

    @Test
    void aUnitThatFindsTheDiskFullFailsAloneAndWhatFollowsMayFit() {
        Disk disk = new Disk(file(), "PRAGMA max_page_count = 60");
        try (Db db = Toy.open(file(), Toy.patient(), disk)) {
            Toy.Gate gate = new Toy.Gate(db);
            var small = Toy.caller(() -> db.write(tx -> Toy.insert(tx, 1, "small")));
            var large = Toy.caller(() -> db.write(tx -> {
                for (int i = 0; i < 20; i++) {
                    Toy.insert(tx, 100 + i, BIG);
                }
                return "it fitted";
            }));
            gate.open();
            small.result();
            assertThatThrownBy(large::result)
                    .hasCauseInstanceOf(Unavailable.class)
                    .hasRootCauseMessage(
                            "[SQLITE_FULL] Insertion failed because database is full (database or disk is full)");
            assertThat(db.read(Toy::bodies)).containsExactly("small");
        }
    }

    @Test
    void aFullDiskLosesNothingIsToldOfAndIsOverWhenThereIsRoomAgain() {
        Disk disk = new Disk(file(), "PRAGMA max_page_count = 100");
        try (Db db = Toy.open(file(), Toy.options(), disk)) {
            int written = fill(db);
            assertThat(written).isPositive();
            assertThat(Toy.count(db)).isEqualTo(written);
            assertThat(db.trouble()).isEqualTo("the disk is full");
            db.write(tx -> tx.all("PRAGMA max_page_count = 100000", row -> row.number(1)));
            db.write(tx -> Toy.insert(tx, 1, "room"));
            assertThat(db.trouble()).isNull();
            assertThat(Toy.count(db)).isEqualTo(written + 1);
        }
    }

    @Test
    void aDiskThatIsReallyFullHealsByItselfOnceThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.in(dir)) {
            Path filler = Files.write(disk.path().resolve("filler"), new byte[4 << 20]);
            Path record = disk.path().resolve("record.db");
            int written;
            try (Db db = Toy.open(record, Toy.options())) {
                written = fill(db);
                assertThat(db.trouble()).isNotNull();
                Files.delete(filler);
                while (db.trouble() != null) { // asking is enough
                    LockSupport.parkNanos(1_000_000);
                }
                written += fill(db);
            }
            try (Db db = Toy.open(record, Toy.options())) {
                assertThat(Toy.count(db)).isEqualTo(written);
                assertThat(Toy.integrity(db)).isEqualTo("ok");
            }
        }
    }

    /** Writes until nothing goes in any more; how much went in. */
    private static int fill(Db db) {
        for (int written = 0; written < 10_000; written++) {
            int n = written;
            try {
                db.write(tx -> Toy.insert(tx, n, BIG));
            } catch (Unavailable e) {
                return written;
            }
        }
        throw new AssertionError("the disk never got full");
    }

    @Test
    void afterACommitWhoseFateIsUnknownNothingIsSaidToHaveHappenedAndTheProcessIsTold() {
        CountDownLatch fatal = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        Options options = Options.standard(() -> {
                    told.incrementAndGet();
                    fatal.countDown();
                })
                .limits(Toy.PATIENT)
                .schema(Toy.SCHEMA);
        Disk disk = new Disk(file());
        try (Db db = Toy.open(file(), options, disk)) {
            db.write(tx -> Toy.insert(tx, 1, "safe"));
            Toy.Gate gate = new Toy.Gate(db);
            List<Toy.Caller<?>> callers = new ArrayList<>();
            callers.add(Toy.caller(() -> db.write(tx -> Toy.insert(tx, 2, "who knows"))));
            callers.add(Toy.caller(() -> db.write(tx -> {
                throw new IllegalArgumentException("a no that may rest on that row");
            })));
            disk.fails(sql -> {
                if (sql.equals("COMMIT")) {
                    throw Disk.error(SQLiteErrorCode.SQLITE_IOERR_FSYNC);
                }
            });
            gate.open();
            for (Toy.Caller<?> caller : callers) {
                assertThatThrownBy(caller::result).hasCauseInstanceOf(Unavailable.class);
            }
            Toy.Gate.await(fatal);
            disk.fails(sql -> {});
            assertThatThrownBy(() -> db.write(tx -> Toy.insert(tx, 3, "no more")))
                    .isInstanceOf(Unavailable.class);
            assertThat(db.trouble()).isEqualTo("a commit failed on its way to the disk, so the store has stopped");
            assertThat(told).hasValue(1);
        }
    }

    @Test
    void aUnitThatMeetsADamagedPageFailsAndTheTroubleStays() {
        Disk disk = new Disk(file());
        try (Db db = Toy.open(file(), Toy.options(), disk)) {
            disk.fails(sql -> {
                if (sql.contains("boom")) {
                    throw Disk.error(SQLiteErrorCode.SQLITE_CORRUPT);
                }
            });
            assertThatThrownBy(() -> db.write(tx -> tx.update("UPDATE thing SET body = 'boom'")))
                    .isInstanceOf(Unavailable.class);
            db.write(tx -> Toy.insert(tx, 1, "elsewhere"));
            assertThat(db.trouble()).isEqualTo("the database file is damaged");
        }
    }

    @Test
    void whileAnotherProcessHoldsTheDatabaseUnitsWaitAndThenGiveUp() throws Exception {
        Options options = Toy.options().limits(Limits.STANDARD.patience(Duration.ofMillis(300)));
        try (Db db = Toy.open(file(), options);
                Connection other = new SqliteFile(file()).connect(Role.OPENER);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> db.write(tx -> Toy.insert(tx, 1, "never"))).isInstanceOf(Unavailable.class);
            var patient = Toy.caller(() -> {
                while (true) {
                    try {
                        return db.write(tx -> Toy.insert(tx, 2, "later"));
                    } catch (Unavailable e) {
                        statementEnd(statement);
                    }
                }
            });
            patient.result();
            assertThat(db.read(Toy::bodies)).containsExactly("later");
        }
    }

    private static void statementEnd(Statement statement) {
        try {
            statement.execute("COMMIT");
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }
}
