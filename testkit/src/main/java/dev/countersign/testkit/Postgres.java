package dev.countersign.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server of a test's own, on a free port of the loopback address. It can be killed, paused and
 * started again on the same data, and it ends with this process.
 */
public final class Postgres implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    /** Under which every transaction runs that does not say otherwise, in this run of the tests; null as PostgreSQL has it. */
    private static final @Nullable String ISOLATION = System.getProperty("countersign.isolation");

    /** What it has to say it throws, or PostgreSQL writes it into the log. */
    private static final Logger LIBRARY = Logger.getLogger("io.zonky.test.db.postgres");

    static {
        LIBRARY.setLevel(Level.OFF);
    }

    private final Options options;
    private final Path folder;
    private final Watchdog watchdog;
    private EmbeddedPostgres server;
    private @Nullable Processes paused;

    /**
     * How a server is to be.
     *
     * @param version the major one, from 14 to 18
     * @param durable whether a commit is on disk before it is acknowledged
     * @param folder where its data lie, and stay; null where they are gone with the server
     * @param settings by name, over whatever follows from the others
     */
    public record Options(
            int version, boolean durable, @Nullable Path folder, Map<String, String> settings) {
        public static final Options DEFAULT = new Options(15, false, null, Map.of());

        public Options {
            settings = Map.copyOf(settings);
        }

        public Options version(int major) {
            return new Options(major, durable, folder, settings);
        }

        public Options onDisk() {
            return new Options(version, true, folder, settings);
        }

        public Options in(Path kept) {
            return new Options(version, durable, kept, settings);
        }

        public Options with(String setting, String value) {
            Map<String, String> more = new HashMap<>(settings);
            more.put(setting, value);
            return new Options(version, durable, folder, more);
        }
    }

    private static final class Shared {
        private static final Postgres SERVER = start(Options.DEFAULT);
    }

    private Postgres(Options options, Path folder, Watchdog watchdog) throws IOException {
        this.options = options;
        this.folder = folder;
        this.watchdog = watchdog;
        this.server = launch(0);
    }

    /** The one that all tests of this process share, each with databases of its own. Nothing it holds outlasts a crash. */
    public static Postgres shared() {
        return Shared.SERVER;
    }

    public static Postgres start(Options options) {
        try {
            Path folder = options.folder == null ? Files.createTempDirectory("countersign-postgres-") : options.folder;
            Watchdog watchdog = Watchdog.over(folder, options.folder == null);
            try {
                return new Postgres(options, folder, watchdog);
            } catch (IOException e) {
                watchdog.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EmbeddedPostgres launch(int port) throws IOException {
        Path log = log();
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(START)
                .setLocaleConfig("locale", "C")
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> settings = new HashMap<>(Map.of(
                "listen_addresses",
                "127.0.0.1",
                "unix_socket_directories",
                "",
                "max_connections",
                "300",
                "fsync",
                options.durable ? "on" : "off",
                "full_page_writes",
                options.durable ? "on" : "off",
                "synchronous_commit",
                options.durable ? "on" : "off"));
        if (ISOLATION != null) {
            settings.put("default_transaction_isolation", ISOLATION);
        }
        settings.putAll(options.settings);
        // They reach the server through a shell.
        settings.forEach((name, value) -> builder.setServerConfig(name, "'" + value.replace("'", "'\\''") + "'"));
        try {
            return new PostgresBinaries(options.version).start(builder);
        } catch (IOException | RuntimeException e) {
            throw new IOException("PostgreSQL does not start; it says:\n" + said(log), e);
        }
    }

    private static String said(Path log) throws IOException {
        return Files.exists(log) ? Files.readString(log) : "nothing";
    }

    /** What the server has written of itself. */
    public Path log() {
        return folder.resolve("log");
    }

    /** Where its WAL, tables and settings lie. */
    public Path data() {
        return folder.resolve("data");
    }

    public int port() {
        return server.getPort();
    }

    /** As Countersign is told where its database is. */
    public String url(String database) {
        return "postgresql://postgres@127.0.0.1:" + port() + "/" + database;
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=postgres");
    }

    /** Makes a new database with nothing in it; its name is like no other. */
    public String create() {
        return create("template1");
    }

    /** The same, as a copy of one that nobody is connected to. */
    public String create(String template) {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        execute("CREATE DATABASE " + name + " TEMPLATE \"" + template + "\"");
        return name;
    }

    /** Whoever is connected to it is cut off. */
    public void drop(String database) {
        execute("DROP DATABASE IF EXISTS \"" + database + "\" WITH (FORCE)");
    }

    private void execute(String sql) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Of the process that started all others of the server. */
    public long pid() {
        return Watchdog.pid(data());
    }

    /** Ends all of its processes at once with SIGKILL, as a power cut would. */
    public void kill() {
        try {
            Processes.stopped(pid()).kill();
            // Its number may be another's by the time the server is started again.
            Files.delete(data().resolve("postmaster.pid"));
            paused = null;
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops all of its processes with SIGSTOP: connections stay open, and nobody answers. */
    public void pause() {
        try {
            paused = Processes.stopped(pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets those that were paused go on. */
    public void resume() {
        try {
            if (paused != null) {
                paused.signal("CONT");
                paused = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it where it runs, and starts it on the same data and the same port; it answers when this returns. */
    public void restart() {
        stop();
        try {
            server = launch(port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts off whoever is connected, and ends in good order. */
    public void stop() {
        resume();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For good. */
    @Override
    public void close() {
        stop();
        watchdog.close();
    }
}
