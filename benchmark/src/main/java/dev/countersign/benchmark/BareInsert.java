package dev.countersign.benchmark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * The floor under the store: one thread that inserts rows like a challenge's into a table like the challenges', with the
 * same settings of the same engine, as many to a commit as are waiting. No lookup, no limit, no factor, no HTTP.
 */
final class BareInsert {
    private static final int CLIENTS = 64;
    private static final int MOST_AT_ONCE = 512;
    private static final long WAL_FRAMES = 64L * 1024 * 1024 / 4120;

    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS challenge (person BYTEA NOT NULL, sid BYTEA NOT NULL, entity_sid BYTEA NOT NULL,
                   factor_sid BYTEA NOT NULL, expires BIGINT NOT NULL, updated BIGINT NOT NULL, status TEXT NOT NULL,
                   attempts BIGINT NOT NULL, responded BIGINT, details TEXT, hidden_details TEXT, metadata TEXT,
                   type TEXT NOT NULL, PRIMARY KEY (person, sid))""";

    private final Path file;
    private final int people;
    private final LinkedBlockingQueue<Row> line = new LinkedBlockingQueue<>();
    private volatile boolean over;

    /**
     * @param folder where the database goes; it stays, and a later run goes on in it
     * @param people how many different people the rows belong to, which decides how scattered they lie
     */
    BareInsert(Path folder, int people) {
        this.file = folder.resolve("bare.db");
        this.people = people;
    }

    /** One to be inserted, and the latch that opens when it is on disk. */
    private record Row(byte[] person, byte[] sid, long at, CountDownLatch kept) {}

    /** Prints inserts in a second, p50 and p99 in microseconds, and microseconds of processor for each insert. */
    void run(Duration before, Duration measured) throws Exception {
        try (Connection connection = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Thread writer = Thread.ofPlatform().name("writer").start(() -> write(connection));
            load(threads, before);
            Figures figures = Figures.of(() -> load(threads, measured));
            over = true;
            writer.join();
            System.out.println(figures);
        }
    }

    /** All clients together for that long; how many nanoseconds each insert took. */
    private LongStream load(ExecutorService threads, Duration length) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + length.toNanos();
        List<Future<List<Long>>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(() -> client(end)));
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> client : clients) {
            all.addAll(client.get());
        }
        return all.stream().mapToLong(Long::longValue);
    }

    private List<Long> client(long end) throws InterruptedException, NoSuchAlgorithmException {
        List<Long> took = new ArrayList<>();
        for (long began = System.nanoTime(); began - end < 0; began = System.nanoTime()) {
            long millis = System.currentTimeMillis();
            ThreadLocalRandom random = ThreadLocalRandom.current();
            byte[] sid = ByteBuffer.allocate(16)
                    .putLong(millis << 16 | random.nextInt(1 << 16))
                    .putLong(random.nextLong())
                    .array();
            Row row = new Row(person(random.nextInt(people)), sid, millis, new CountDownLatch(1));
            line.put(row);
            row.kept.await();
            took.add(System.nanoTime() - began);
        }
        return took;
    }

    private static byte[] person(int number) throws NoSuchAlgorithmException {
        byte[] name = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(name), 16);
    }

    private Connection open() throws SQLException {
        // Left alone, the driver asks for the generated key after each insert, and there is none.
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?jdbc.get_generated_keys=false");
        try (Statement statement = connection.createStatement()) {
            for (String setting : List.of(
                    "page_size = 4096",
                    "journal_mode = WAL",
                    "synchronous = FULL",
                    "wal_autocheckpoint = 0",
                    "journal_size_limit = 67108864",
                    "secure_delete = ON",
                    "foreign_keys = OFF",
                    "temp_store = MEMORY",
                    "mmap_size = 0",
                    "cache_size = -32768")) {
                statement.execute("PRAGMA " + setting);
            }
            statement.execute(TABLE);
        }
        return connection;
    }

    private void write(Connection connection) {
        try (PreparedStatement begin = connection.prepareStatement("BEGIN IMMEDIATE");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO challenge VALUES (?, ?, ?, ?, ?, ?, 'pending', 0, NULL, ?, ?, NULL, 'push')");
                PreparedStatement commit = connection.prepareStatement("COMMIT")) {
            List<Row> batch = new ArrayList<>();
            while (!over) {
                Row first = line.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    begin.execute();
                    int inserted = 0;
                    while (inserted < batch.size()) {
                        inserted = put(insert, batch, inserted);
                        line.drainTo(batch, MOST_AT_ONCE - batch.size());
                    }
                    commit.execute();
                    batch.forEach(row -> row.kept.countDown());
                    batch.clear();
                    keepLog(connection);
                }
            }
        } catch (SQLException | InterruptedException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /** Those of the batch from there on; how many it were with those before them. */
    private int put(PreparedStatement insert, List<Row> batch, int from) throws SQLException {
        for (Row row : batch.subList(from, batch.size())) {
            insert.setBytes(1, row.person);
            insert.setBytes(2, row.sid);
            insert.setBytes(3, row.person);
            insert.setBytes(4, row.person);
            insert.setLong(5, row.at + 300_000);
            insert.setLong(6, row.at);
            insert.setString(7, Seeding.DETAILS);
            insert.setString(8, Seeding.HIDDEN_DETAILS);
            insert.executeUpdate();
        }
        return batch.size();
    }

    private static void keepLog(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long frames;
            try (ResultSet log = statement.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
                log.next();
                frames = log.getLong(2) == log.getLong(3) ? 0 : log.getLong(2);
            }
            if (frames > WAL_FRAMES) {
                statement.execute("PRAGMA wal_checkpoint(RESTART)");
            }
        }
    }
}
