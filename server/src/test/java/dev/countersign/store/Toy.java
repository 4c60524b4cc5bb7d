package dev.countersign.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A record of things, for trying the store without any of the product's nouns. */
final class Toy {
    static final Schema SCHEMA = new Schema("dev/countersign/store/toy", List.of(1));
    static final Schema NEWER = new Schema("dev/countersign/store/toynewer", List.of(1, 2));
    /** One batch takes whatever there is, however long a unit is made to stand still. */
    static final Limits PATIENT = new Limits(2, Duration.ofMinutes(1), 512, Duration.ofHours(1), 64L << 20);

    private Toy() {}

    static Options options() {
        return Options.standard(() -> {}).schema(SCHEMA);
    }

    static Options patient() {
        return options().limits(PATIENT);
    }

    static Db open(Path file, Options options) {
        return Db.open(file, options, InstantSource.system(), new Random(42), System::nanoTime);
    }

    static Db open(Path file, Options options, Disk disk) {
        return Db.start(new SqliteFile(file), disk, options, sources(InstantSource.system(), new Random(42)));
    }

    static Db.Sources sources(InstantSource clock, RandomGenerator random) {
        return new Db.Sources(clock, random, System::nanoTime);
    }

    static byte[] person(long number) {
        // Scattered like a hash, and the same each time.
        return ByteBuffer.allocate(16)
                .putLong(number * 0x9E3779B97F4A7C15L)
                .putLong(number)
                .array();
    }

    static byte[] insert(Tx tx, long person, String body) {
        byte[] id = tx.id();
        tx.update("INSERT INTO thing (person, id, body, born) VALUES (?, ?, ?, ?)", person(person), id, body, tx.now());
        return id;
    }

    static List<String> bodies(Tx tx) {
        return tx.all("SELECT body FROM thing ORDER BY body", row -> row.text(1));
    }

    static long count(Db db) {
        return db.read(Toy::count);
    }

    static long count(Tx tx) {
        return tx.all("SELECT count(*) FROM thing", row -> row.number(1)).getFirst();
    }

    static List<String> ids(Tx tx) {
        return tx.all("SELECT id FROM thing", row -> HexFormat.of().formatHex(row.bytes(1)));
    }

    /** Somebody on a thread of their own, who has got into the line and waits there. */
    static <T extends @Nullable Object> Caller<T> caller(Supplier<T> deed) {
        CompletableFuture<T> told = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                told.complete(deed.get());
            } catch (Throwable e) {
                told.completeExceptionally(e);
            }
        });
        while (thread.isAlive() && !(LockSupport.getBlocker(thread) instanceof Ticket)) {
            LockSupport.parkNanos(50_000);
        }
        return new Caller<>(thread, told);
    }

    record Caller<T extends @Nullable Object>(Thread thread, CompletableFuture<T> told) {
        T result() {
            return told.join();
        }
    }

    /** A unit that holds the writer until it is let go; what is handed in meanwhile shares its transaction. */
    static final class Gate {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private final Caller<@Nullable Void> caller;

        Gate(Db db) {
            caller = Toy.caller(() -> db.write(tx -> {
                entered.countDown();
                await(open);
                return null;
            }));
            await(entered);
        }

        Caller<@Nullable Void> caller() {
            return caller;
        }

        void open() {
            open.countDown();
        }

        static void await(CountDownLatch latch) {
            boolean interrupted = false;
            while (true) {
                try {
                    latch.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static @Nullable Void nothing(Runnable deed) {
        deed.run();
        return null;
    }

    static Function<Tx, String> looking(String sql) {
        return tx -> tx.all(sql, row -> row.text(1)).getFirst();
    }

    static String integrity(Db db) {
        return db.read(looking("PRAGMA integrity_check"));
    }

    /** A clock that is set by hand. */
    static final class Hand implements InstantSource {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00.123456Z");

        void set(Instant to) {
            now = to;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    interface Fails {
        void before(String sql) throws SQLException;
    }
}
