package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The record. A unit of work happens wholly or not at all, at one instant, and has happened when {@link #write} returns; a
 * look sees the record as it was at one moment, with everything that had been written before it.
 */
public final class Db implements AutoCloseable {
    private final Instants instants;
    private final RandomGenerator random;
    private final Trouble trouble;
    private final Readers readers;
    private final Writer writer;
    private final StoreThread writing;

    private Db(Sources sources, Trouble trouble, Readers readers, Writer writer) {
        this.instants = new Instants(sources.clock);
        this.random = sources.random;
        this.trouble = trouble;
        this.readers = readers;
        this.writer = writer;
        this.writing = new StoreThread(this, "store-writer", writer::run);
    }

    /** Whence time and chance come. */
    record Sources(InstantSource clock, RandomGenerator random, LongSupplier nanos) {}

    /**
     * Opens the record, bringing its schema up to date.
     *
     * @param nanos measures durations, like {@code System::nanoTime}
     * @throws Unusable with a sentence for the operator
     */
    public static Db open(Path file, Options options, InstantSource clock, RandomGenerator random, LongSupplier nanos) {
        SqliteFile sqlite = new SqliteFile(file);
        return start(sqlite, sqlite, options, new Sources(clock, random, nanos));
    }

    static Db start(SqliteFile file, Connector connector, Options options, Sources sources) {
        new Migrations(file, options.schema()).run();
        List<Session> sessions = new ArrayList<>();
        try {
            sessions.add(new Session(connector.connect(Role.WRITER)));
            for (int i = 0; i < options.limits().readers(); i++) {
                sessions.add(new Session(connector.connect(Role.READER)));
            }
        } catch (SQLException e) {
            closeAll(sessions);
            throw new Unusable("The database " + file.path() + " cannot be opened: " + e.getMessage() + ".", e);
        }
        Trouble trouble = new Trouble(options.onFatal());
        Readers readers = new Readers(options.limits(), sources.nanos, trouble);
        Db db = new Db(sources, trouble, readers, new Writer(sessions.getFirst(), options, sources.nanos, trouble));
        db.writing.start();
        readers.start(db, sessions.subList(1, sessions.size()));
        return db;
    }

    /**
     * One unit of work: wholly or not at all, at one instant. Returns, or throws what the unit threw, after the commit is
     * on disk. The unit may be run more than once and must touch nothing but its {@link Tx}.
     *
     * @throws Unavailable if the record cannot take it just now
     */
    public <T extends @Nullable Object> T write(Function<Tx, T> unit) {
        StoreThread.refuseWithin(this);
        Unavailable fatal = trouble.fatal();
        if (fatal != null) {
            throw fatal;
        }
        return writer.line().await(new Ticket<>(unit, draws()));
    }

    /** A consistent look at the record, in one read transaction. */
    public <T extends @Nullable Object> T read(Function<Tx, T> look) {
        StoreThread.refuseWithin(this);
        return readers.line().await(new Ticket<>(look, draws()));
    }

    /** Null when all is well; otherwise why the store is not ready. Asking also tries whether the trouble is over. */
    public @Nullable String trouble() {
        String words = trouble.words();
        if (trouble.passing() && trouble.fatal() == null) {
            writer.probe(draws());
        }
        return words;
    }

    /** Takes nothing new, does what is waiting, carries the log over into the database and closes it. */
    @Override
    public void close() {
        StoreThread.refuseWithin(this);
        readers.close();
        writer.line().close();
        writing.awaitEnd();
    }

    private Draws draws() {
        return new Draws(instants, random);
    }

    private static void closeAll(List<Session> sessions) {
        for (Session session : sessions) {
            try {
                session.close();
            } catch (SQLException ignored) {
                // The reason we are giving up is the one to tell of.
            }
        }
    }
}
