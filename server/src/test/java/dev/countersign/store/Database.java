package dev.countersign.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record of one test's own, on a real engine, with a clock that the test moves. The one place where tests of the
 * product's tables open one.
 */
public final class Database implements AutoCloseable {
    /** The engines every such test runs on. */
    enum Engine {
        SQLITE
    }

    private static final Limits PATIENT = new Limits(2, Duration.ofMinutes(2), 512, Duration.ofMillis(5), 64L << 20);

    private final Hand clock = new Hand();
    private final List<Db> opened = new ArrayList<>();
    private final Path folder;

    Database(Engine engine) {
        try {
            this.folder = Files.createTempDirectory("countersign-" + engine);
            Files.write(file(), Template.BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A migrated file with nothing in it, made once: most of a test's time would go into the migrations. */
    private static final class Template {
        static final byte[] BYTES = make();

        private static byte[] make() {
            try {
                Path folder = Files.createTempDirectory("countersign-template");
                Path file = folder.resolve("record.db");
                Db.open(file, Options.standard(() -> {}), InstantSource.system(), new Random(1), System::nanoTime)
                        .close();
                byte[] bytes = Files.readAllBytes(file);
                remove(folder);
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What a database file is like that was migrated and has nothing in it. */
    public static byte[] empty() {
        return Template.BYTES.clone();
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
        return keep(Db.open(file(), options(watch), clock, dice(), System::nanoTime));
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
        return Options.standard(() -> {}).limits(PATIENT).watch(watch);
    }

    Disk disk() {
        return new Disk(file());
    }

    Path file() {
        return folder.resolve("record.db");
    }

    /** Everything that lies on the disk, as it lies there. Nobody may use the record afterwards. */
    public List<byte[]> bytes() {
        try (Stream<Path> files = Files.list(folder)) {
            List<byte[]> all = new ArrayList<>();
            for (Path file : files.toList()) {
                all.add(Files.readAllBytes(file));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    @Override
    public void close() {
        opened.forEach(Db::close);
        try {
            remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
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
