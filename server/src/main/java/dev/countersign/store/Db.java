package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The record. A unit of work happens wholly or not at all, at one instant, and has happened when {@link #write} returns; a
 * look sees the record with everything that had been written before it.
 */
public final class Db implements AutoCloseable {
    /** What a unit saw is written within so long, or never: also by a server that stood still meanwhile. */
    public static final Duration LONGEST_UNIT = Duration.ofSeconds(20);

    private final Engine engine;

    private Db(Engine engine) {
        this.engine = engine;
    }

    /** Whence time and chance come. */
    record Sources(InstantSource clock, RandomGenerator random, LongSupplier nanos) {}

    /**
     * Opens the record in a file, bringing its schema up to date.
     *
     * @param nanos measures durations, like {@code System::nanoTime}
     * @throws Unusable with a sentence for the operator
     */
    public static Db open(Path file, Options options, InstantSource clock, RandomGenerator random, LongSupplier nanos) {
        SqliteFile sqlite = new SqliteFile(file);
        return start(sqlite, sqlite, options, new Sources(clock, random, nanos));
    }

    /** Opens the record on a PostgreSQL server, likewise; other processes may have it open, too. */
    public static Db open(
            PostgresUrl url, Options options, InstantSource clock, RandomGenerator random, LongSupplier nanos) {
        return start(new PostgresConnector(url), options, new Sources(clock, random, nanos));
    }

    static Db start(PostgresConnector connector, Options options, Sources sources) {
        return new Db(PostgresEngine.start(connector, options, sources));
    }

    static Db start(SqliteFile file, Connector connector, Options options, Sources sources) {
        return new Db(SqliteEngine.start(file, connector, options, sources));
    }

    /**
     * One unit of work: wholly or not at all, at one instant. Returns, or throws what the unit threw, after the commit is
     * on disk. The unit may be run more than once and must touch nothing but its {@link Tx}.
     *
     * @throws Unavailable if the record cannot take it just now
     */
    public <T extends @Nullable Object> T write(Function<Tx, T> unit) {
        return engine.write(unit);
    }

    /** A look at the record. Each statement sees everything that was written before it, and nothing by halves. */
    public <T extends @Nullable Object> T read(Function<Tx, T> look) {
        return engine.read(look);
    }

    /** Null when all is well; otherwise why the store is not ready. Asking also tries whether the trouble is over. */
    public @Nullable String trouble() {
        return engine.trouble();
    }

    /** The time by which units happen: where several servers share a database, it is the database's. */
    public InstantSource clock() {
        return engine.clock();
    }

    /** What carries it: {@code sqlite} or {@code postgresql}. */
    public String kind() {
        return engine.kind();
    }

    /** The other servers on this database. */
    public Peers peers() {
        return engine.peers();
    }

    /** Takes nothing new, does what is waiting, and closes the database. */
    @Override
    public void close() {
        engine.close();
    }
}
