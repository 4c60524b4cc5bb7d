package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.Unavailable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

class UnitOfWorkTest {
    @TempDir
    Path dir;

    private Path file() {
        return dir.resolve("record.db");
    }

    @Test
    void nobodyInABatchHearsAnythingNotEvenARefusalBeforeTheCommit() {
        List<String> order = new CopyOnWriteArrayList<>();
        Disk disk = new Disk(file());
        try (Db db = Toy.open(file(), Toy.patient(), disk)) {
            Toy.Gate gate = new Toy.Gate(db);
            var writer = Toy.caller(() -> Toy.nothing(() -> {
                db.write(tx -> Toy.insert(tx, 1, "mine"));
                order.add("told");
            }));
            var refused = Toy.caller(() -> Toy.nothing(() -> {
                try {
                    db.write(tx -> {
                        throw new IllegalArgumentException("there is already " + Toy.bodies(tx));
                    });
                } catch (IllegalArgumentException e) {
                    order.add("refused: " + e.getMessage());
                }
            }));
            disk.fails(sql -> {
                if (sql.equals("COMMIT")) {
                    assertThat(writer.told()).isNotDone();
                    assertThat(refused.told()).isNotDone();
                    order.add("commit");
                }
            });
            gate.open();
            writer.result();
            refused.result();
            assertThat(order).startsWith("commit").contains("told", "refused: there is already [mine]");
            assertThat(disk.said().stream().filter("COMMIT"::equals)).hasSize(1);
        }
    }

    @Test
    void aUnitThatThrowsLeavesNothingWhileItsNeighboursCommit() {
        try (Db db = Toy.open(file(), Toy.patient())) {
            Toy.Gate gate = new Toy.Gate(db);
            var before = Toy.caller(() -> db.write(tx -> Toy.insert(tx, 1, "before")));
            var bad = Toy.caller(() -> db.write(tx -> {
                Toy.insert(tx, 2, "never");
                throw new IllegalArgumentException("no");
            }));
            var worse = Toy.caller(() -> db.write(tx -> {
                Toy.insert(tx, 3, "never either");
                throw new StackOverflowError("no");
            }));
            var after = Toy.caller(() -> db.write(tx -> Toy.insert(tx, 4, "after")));
            gate.open();
            before.result();
            after.result();
            assertThatThrownBy(bad::result).hasCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(worse::result).hasCauseInstanceOf(StackOverflowError.class);
            assertThat(db.read(Toy::bodies)).containsExactly("after", "before");
        }
    }

    @Test
    void aUnitThatSwallowsAFailedStatementIsRolledBackAllTheSame() {
        try (Db db = Toy.open(file(), Toy.options())) {
            assertThatThrownBy(() -> db.write(tx -> {
                        byte[] id = Toy.insert(tx, 1, "half");
                        try {
                            tx.update("INSERT INTO thing (person, id) VALUES (?, ?)", Toy.person(1), id);
                        } catch (IllegalStateException e) {
                            return "all is well";
                        }
                        return "how odd";
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage(
                            "[SQLITE_CONSTRAINT_PRIMARYKEY] A PRIMARY KEY constraint failed (UNIQUE constraint failed: thing.person, thing.id)");
            assertThat(Toy.count(db)).isZero();
            assertThat(db.trouble()).isNull();
        }
    }

    @Test
    void aStatementThatEndsTheWholeTransactionCostsOnlyItsOwnUnit() {
        try (Db db = Toy.open(file(), Toy.patient())) {
            Toy.Gate gate = new Toy.Gate(db);
            var before = Toy.caller(() -> db.write(tx -> Toy.insert(tx, 1, "before")));
            var bad = Toy.caller(() -> db.write(tx -> {
                byte[] id = Toy.insert(tx, 2, "never");
                return tx.update("INSERT OR ROLLBACK INTO thing (person, id) VALUES (?, ?)", Toy.person(2), id);
            }));
            var after = Toy.caller(() -> db.write(tx -> Toy.insert(tx, 3, "after")));
            gate.open();
            before.result();
            after.result();
            assertThatThrownBy(bad::result).hasCauseInstanceOf(IllegalStateException.class);
            assertThat(db.read(Toy::bodies)).containsExactly("after", "before");
        }
    }

    @Test
    void aSavepointIsMadeOnlyByAUnitThatWrites() {
        Disk disk = new Disk(file());
        try (Db db = Toy.open(file(), Toy.options(), disk)) {
            db.write(Toy::count);
            assertThat(disk.said()).containsExactly("BEGIN IMMEDIATE", "SELECT count(*) FROM thing", "COMMIT");
            disk.said().clear();
            db.write(tx -> List.of(Toy.insert(tx, 1, "one"), Toy.insert(tx, 2, "two")));
            assertThat(disk.said().stream().filter(sql -> !sql.startsWith("INSERT")))
                    .containsExactly("BEGIN IMMEDIATE", "SAVEPOINT unit", "RELEASE unit", "COMMIT");
            disk.said().clear();
            db.write(tx -> tx.all("UPDATE thing SET body = 'x' RETURNING body", row -> row.text(1)));
            assertThat(disk.said()).contains("SAVEPOINT unit");
        }
    }

    @Test
    void theInstantAndTheIdsAreKeptOverARetry() {
        List<String> tries = new CopyOnWriteArrayList<>();
        AtomicLong ticks = new AtomicLong(1_000_000);
        InstantSource ticking = () -> Instant.ofEpochMilli(ticks.incrementAndGet());
        Disk disk = new Disk(file());
        try (Db db = Db.start(new SqliteFile(file()), disk, Toy.patient(), Toy.sources(ticking, new Random(7)))) {
            Toy.Gate gate = new Toy.Gate(db);
            var survivor = Toy.caller(() -> db.write(tx -> {
                byte[] id = Toy.insert(tx, 1, "kept");
                tries.add(tx.now() + Arrays.toString(id) + Arrays.toString(tx.id()));
                return id;
            }));
            var offender = Toy.caller(() -> db.write(tx -> tx.update("UPDATE thing SET body = 'boom'")));
            disk.fails(sql -> {
                if (sql.contains("boom")) {
                    throw Disk.error(SQLiteErrorCode.SQLITE_NOMEM);
                }
            });
            gate.open();
            assertThatThrownBy(offender::result).hasCauseInstanceOf(Unavailable.class);
            byte[] id = survivor.result();
            assertThat(tries).hasSize(2);
            assertThat(tries.get(0)).isEqualTo(tries.get(1));
            assertThat(db.read(Toy::ids)).containsExactly(HexFormat.of().formatHex(id));
        }
    }

    @Test
    void nowNeverGoesBackAndIsCutToMilliseconds() {
        Toy.Hand clock = new Toy.Hand();
        try (Db db = Db.open(file(), Toy.options(), clock, new Random(7), System::nanoTime)) {
            Instant first = db.write(Tx::now);
            assertThat(first).isEqualTo(Instant.parse("2026-01-01T00:00:00.123Z"));
            clock.set(Instant.parse("2025-12-31T00:00:00Z"));
            assertThat(db.write(Tx::now)).isEqualTo(first);
            assertThat(db.read(Tx::now)).isEqualTo(first);
            clock.set(Instant.parse("2026-01-02T00:00:00Z"));
            assertThat(db.<Instant>read(Tx::now)).isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
        }
    }

    @Test
    void anIdBeginsWithItsMillisecondsAndNoTwoAreAlike() {
        try (Db db = Toy.open(file(), Toy.options())) {
            List<byte[]> ids = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                db.write(tx -> {
                    byte[] id = tx.id();
                    assertThat(id).hasSize(16);
                    assertThat(ByteBuffer.wrap(id).getLong() >>> 16)
                            .isEqualTo(tx.now().toEpochMilli());
                    return ids.add(id) && ids.add(tx.id());
                });
            }
            assertThat(ids.stream().map(id -> ByteBuffer.wrap(id).getLong() >>> 16))
                    .isSorted();
            assertThat(ids.stream().map(Arrays::toString)).doesNotHaveDuplicates();
        }
    }

    @Test
    void aUnitWhoseCallerGaveUpWaitingIsNeverRun() {
        AtomicLong nanos = new AtomicLong();
        Db.Sources sources = new Db.Sources(InstantSource.system(), new Random(7), nanos::get);
        try (Db db = Db.start(new SqliteFile(file()), new SqliteFile(file()), Toy.patient(), sources)) {
            Toy.Gate gate = new Toy.Gate(db);
            var late = Toy.caller(() -> db.write(tx -> Toy.insert(tx, 1, "too late")));
            nanos.addAndGet(Toy.PATIENT.patience().toNanos() + 1);
            LockSupport.unpark(late.thread());
            assertThatThrownBy(late::result)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(Unavailable.class);
            LockSupport.unpark(gate.caller().thread());
            assertThat(gate.caller().told()).isNotDone();
            gate.open();
            gate.caller().result();
            db.write(tx -> Toy.insert(tx, 2, "in time"));
            assertThat(db.read(Toy::bodies)).containsExactly("in time");
        }
    }

    @Test
    void aUnitThatWasTakenIsAwaitedThoughItsCallerIsInterrupted() {
        try (Db db = Toy.open(file(), Toy.patient())) {
            Toy.Gate gate = new Toy.Gate(db);
            var caller = Toy.caller(() -> {
                byte[] id = db.write(tx -> Toy.insert(tx, 1, "done"));
                return id.length == 16 && Thread.currentThread().isInterrupted();
            });
            caller.thread().interrupt();
            gate.caller().thread().interrupt();
            assertThat(caller.told()).isNotDone();
            gate.open();
            assertThat(caller.result()).as("done, and the interruption kept").isTrue();
            assertThat(db.read(Toy::bodies)).containsExactly("done");
        }
    }

    @Test
    void aUnitMayNotBeginAnotherInsideItself() {
        try (Db db = Toy.open(file(), Toy.options())) {
            assertThatThrownBy(() -> db.write(tx -> db.write(Tx::now))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> db.write(tx -> db.read(Tx::now))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> db.read(tx -> db.write(Tx::now))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> db.read(tx -> Toy.insert(tx, 1, "")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a look names nothing new");
            assertThatThrownBy(() -> db.read(tx -> tx.update("DELETE FROM thing")))
                    .hasMessage("a look writes nothing");
            List<Tx> kept = new ArrayList<>();
            db.write(kept::add);
            assertThatThrownBy(() -> kept.getFirst().update("DELETE FROM thing"))
                    .hasMessage("a unit of work is over when its function returns");
        }
    }

    @Test
    void anOrderlyCloseDoesWhatWaitsTakesNothingNewAndLeavesNoLog() {
        Db db = Toy.open(file(), Toy.patient());
        Toy.Gate gate = new Toy.Gate(db);
        var waiting = Toy.caller(() -> db.write(tx -> Toy.insert(tx, 1, "last")));
        Thread closing = Thread.ofPlatform().daemon().start(db::close);
        while (closing.getState() != Thread.State.WAITING) {
            LockSupport.parkNanos(50_000);
        }
        gate.open();
        waiting.result();
        db.close();
        assertThatThrownBy(() -> db.write(Tx::now)).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> db.read(Tx::now)).isInstanceOf(Unavailable.class);
        assertThat(db.trouble()).isEqualTo("the store is stopped");
        assertThat(Files.exists(dir.resolve("record.db-wal"))).isFalse();
        try (Db again = Toy.open(file(), Toy.options())) {
            assertThat(again.read(Toy::bodies)).containsExactly("last");
        }
    }
}
