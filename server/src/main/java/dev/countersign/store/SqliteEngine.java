package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A file of this process's own: one thread writes, in groups that share a commit, and a few others look. */
final class SqliteEngine implements Engine {
    private final Instants instants;
    private final Db.Sources sources;
    private final Trouble trouble;
    private final Readers readers;
    private final Writer writer;
    private final StoreThread writing;

    private SqliteEngine(Db.Sources sources, Trouble trouble, Readers readers, Writer writer) {
        this.instants = new Instants(sources.clock());
        this.sources = sources;
        this.trouble = trouble;
        this.readers = readers;
        this.writer = writer;
        this.writing = new StoreThread(this, "store-writer", writer::run);
    }

    static SqliteEngine start(SqliteFile file, Connector connector, Options options, Db.Sources sources) {
        new FileMigrations(file, options.schema()).run();
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
        Readers readers = new Readers(options.limits(), sources.nanos(), trouble);
        Writer writer = new Writer(sessions.getFirst(), options, sources.nanos(), trouble);
        SqliteEngine engine = new SqliteEngine(sources, trouble, readers, writer);
        engine.writing.start();
        readers.start(engine, sessions.subList(1, sessions.size()));
        return engine;
    }

    @Override
    public <T extends @Nullable Object> T write(Function<Tx, T> unit) {
        StoreThread.refuseWithin(this);
        Unavailable fatal = trouble.fatal();
        if (fatal != null) {
            throw fatal;
        }
        return writer.line().await(new Ticket<>(unit, draws()));
    }

    @Override
    public <T extends @Nullable Object> T read(Function<Tx, T> look) {
        StoreThread.refuseWithin(this);
        return readers.line().await(new Ticket<>(look, draws()));
    }

    @Override
    public String kind() {
        return "sqlite";
    }

    @Override
    public @Nullable String trouble() {
        String words = trouble.words();
        if (trouble.passing() && trouble.fatal() == null) {
            writer.probe(draws());
        }
        return words;
    }

    @Override
    public InstantSource clock() {
        return sources.clock();
    }

    @Override
    public Peers peers() {
        return Peers.NONE;
    }

    @Override
    public void close() {
        StoreThread.refuseWithin(this);
        readers.close();
        writer.line().close();
        writing.awaitEnd();
    }

    private Draws draws() {
        return new Draws(instants, sources.random(), sources.nanos());
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
