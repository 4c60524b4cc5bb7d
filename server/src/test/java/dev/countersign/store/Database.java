package dev.countersign.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A record of one test's own, on a real engine, with a clock that the test moves. The one place where tests of the
 * product's tables open one.
 */
public final class Database implements AutoCloseable {
    /** The engines such tests run on, one in each run of the suite. */
    public enum Engine {
        SQLITE,
        POSTGRESQL;

        /** The one of this run. */
        public static Engine ofThisRun() {
            return valueOf(System.getProperty("countersign.engine", "sqlite").toUpperCase(Locale.ROOT));
        }
    }

    private static final Limits PATIENT = new Limits(2, Duration.ofSeconds(30), 512, Duration.ofMillis(5), 64L << 20);

    private final Hand clock = new Hand();
    private final List<Db> opened = new ArrayList<>();
    private final TestRecord record;

    Database(Engine engine) {
        this.record = switch (engine) {
            case SQLITE -> new FileRecord();
            case POSTGRESQL -> PostgresRecord.take();
        };
    }

    /** A new one on the engine of this run. */
    public static Database fresh() {
        return new Database(Engine.ofThisRun());
    }

    /** What a database file is like that was migrated and has nothing in it. */
    public static byte[] empty() {
        return FileRecord.empty();
    }

    /** The clock of everybody who has this record open. */
    public Hand clock() {
        return clock;
    }

    /** Opens the record: once more, if it is open, as another process would. */
    public Db open() {
        return open(Watch.NOBODY);
    }

    public Db open(Watch watch) {
        return keep(record.open(options(watch), Toy.sources(clock, dice())));
    }

    /** Opens it with a clock and dice of the test's own. */
    public Db open(InstantSource clock, RandomGenerator random) {
        return keep(record.open(options(Watch.NOBODY), Toy.sources(clock, random)));
    }

    /** Opens it as one of several servers do, who hear of each other. */
    public Db openAmongOthers() {
        Options options = options(Watch.NOBODY).shared(new Options.Shared(8, true, false));
        return keep(record.open(options, Toy.sources(clock, dice())));
    }

    /** A line to its PostgreSQL that can be made to break. */
    public BadLine badLine() {
        return new BadLine(((PostgresRecord) record).url());
    }

    public Db open(BadLine line) {
        return keep(Db.start(line, options(Watch.NOBODY), Toy.sources(clock, dice())));
    }

    /** Opens it with a writer that is overheard. */
    Db open(Disk disk) {
        return keep(Db.start(new SqliteFile(file()), disk, options(Watch.NOBODY), Toy.sources(clock, dice())));
    }

    private Random dice() {
        return new Random(42 + opened.size());
    }

    private Db keep(Db db) {
        opened.add(db);
        return db;
    }

    private static Options options(Watch watch) {
        return Options.standard(() -> {}).limits(PATIENT).watch(watch).shared(new Options.Shared(8, false, false));
    }

    Disk disk() {
        return new Disk(file());
    }

    Path file() {
        return ((FileRecord) record).file();
    }

    /** Everything that lies on the disk, or in its tables, as it lies there. Nobody may use the record afterwards. */
    public List<byte[]> bytes() {
        return record.bytes();
    }

    /** How many rows a table holds, whoever sees them. */
    public static long rows(Db db, String table) {
        return number(db, "SELECT count(*) FROM " + table);
    }

    public static long number(Db db, String sql, @Nullable Object... args) {
        return db.read(tx -> tx.all(sql, row -> row.number(1), args)).getFirst();
    }

    /** What a look finds, as a list. */
    static <T> List<T> list(Db db, Function<Tx, List<T>> look) {
        return db.read(look);
    }

    /** One unit of a test's own that writes rows of several people, as no unit of the product may. */
    public static <T> T aboutSeveral(Db db, Function<Tx, T> unit) {
        return db.write(tx -> {
            if (Engine.ofThisRun() == Engine.POSTGRESQL) {
                tx.one(PostgresRecord.OF_SEVERAL, row -> row.text(1));
            }
            return unit.apply(tx);
        });
    }

    /** Waits until that many units wait for another to let go of a row, as they do on PostgreSQL. */
    public static void awaitWaiting(Db db, int many) {
        awaitWaiting(sql -> number(db, sql), many);
    }

    /** The same, for whoever has that row. */
    public static void awaitWaiting(Tx tx, int many) {
        awaitWaiting(sql -> tx.all(sql, row -> row.number(1)).getFirst(), many);
    }

    private static void awaitWaiting(ToLongFunction<String> database, int many) {
        long until = System.nanoTime() + PATIENT.patience().toNanos();
        while (database.applyAsLong("SELECT count(*) FROM pg_locks WHERE NOT granted") < many) {
            if (System.nanoTime() > until) {
                throw new AssertionError("fewer than " + many + " wait");
            }
            Thread.onSpinWait();
        }
    }

    /** What a unit is told that wants to write over what it saw once somebody else has; null where it may. */
    static @Nullable String overtaken(Db db, Consumer<Tx> unit) {
        return db.<@Nullable String>write(tx -> {
            try {
                unit.accept(tx);
                return null;
            } catch (Overtaken no) {
                return no.getMessage();
            }
        });
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        opened.forEach(Db::close);
        record.close();
    }

    /** Where a test's record lies. */
    interface TestRecord extends AutoCloseable {
        Db open(Options options, Db.Sources sources);

        List<byte[]> bytes();

        @Override
        void close();
    }

    /** A clock that is set by hand. */
    public static final class Hand implements InstantSource {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00.123Z");

        public void set(Instant to) {
            now = to;
        }

        public void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
