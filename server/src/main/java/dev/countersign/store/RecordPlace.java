package dev.countersign.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Where a record lies, or is to lie, whether or not a server uses it: a file, or a database on a PostgreSQL server. Shows
 * no password.
 */
public abstract sealed class RecordPlace permits FilePlace, PostgresPlace {

    RecordPlace() {}

    public static RecordPlace of(PostgresUrl url) {
        return new PostgresPlace(url);
    }

    /**
     * The place of an embedded database.
     *
     * @param path its file, or the data folder it lies in
     * @throws Unusable where there is neither, and it is not to be a new file either
     */
    public static RecordPlace of(Path path) {
        if (Files.isDirectory(path)) {
            return new FilePlace(path.resolve(FilePlace.NAME));
        }
        if (!Files.exists(path) && !path.toString().endsWith(".db")) {
            throw new Unusable(
                    "There is no file or folder " + path
                            + ": name a data folder that is there, or a database file, which ends in .db.",
                    null);
        }
        return new FilePlace(path);
    }

    abstract Dialect dialect();

    /** Whether there is a database: with nothing in it, maybe. */
    abstract boolean exists();

    /** For whoever looks after the record: good for writing also where servers may not write. */
    abstract Session open() throws SQLException;

    /** What begins a transaction that writes, in which each statement sees what was committed before it. */
    abstract String begin();

    abstract void bringUpToDate(Schema schema);

    /** Keeps others from copying from here or to here; null where somebody does. The session must stay open meanwhile. */
    abstract @Nullable AutoCloseable claim(Session session) throws SQLException;

    /** Whether servers are at work on it, as far as can be known. */
    abstract boolean serving(Session session) throws SQLException;

    /** Throws in one sentence where we may not close it for servers. */
    abstract void mustBeClosable(Session session) throws SQLException;

    /** Stops all writes, and returns once there are none. */
    abstract Hold hold(Session session, List<String> tables, RecordPlace to) throws SQLException;

    /** Undoes what a {@link Hold} did that nobody let go. */
    abstract void reopen(Session session) throws SQLException;

    /** What is good to do once many rows have come. */
    abstract void settle(Session session) throws SQLException;

    /** The setting by which servers find it. */
    public abstract String setting();

    abstract RecordStatus describe(Session session, Standing standing, InstantSource clock) throws SQLException;

    /** What it is like and what is in it, also where no server may use it. */
    public RecordStatus status(InstantSource clock) {
        if (!exists()) {
            throw unusable("does not exist", null);
        }
        try (Session session = open()) {
            return describe(session, Standing.of(session, dialect()), clock);
        } catch (SQLException e) {
            throw unusable("cannot be looked at: " + said(e), e);
        }
    }

    /** @param before the schema level it had; 0 where there was nothing */
    public record Migrated(int before, int after) {}

    /** Applies what this server's schema has and the record does not. */
    public Migrated migrate() {
        Standing found = standing();
        if (found.moved() != null) {
            throw unusable(found.moved(), null);
        }
        bringUpToDate(Schema.OURS);
        return new Migrated(found.level(), standing().level());
    }

    Standing standing() {
        if (!exists()) {
            return Standing.NOTHING;
        }
        try (Session session = open()) {
            return Standing.of(session, dialect());
        } catch (SQLException e) {
            throw unusable("cannot be looked at: " + said(e), e);
        }
    }

    Unusable unusable(String what, @Nullable Throwable cause) {
        return new Unusable("The database " + this + " " + what + ".", cause);
    }

    /** What a driver says, in one line and without the row it may quote behind that. */
    static String said(SQLException e) {
        return e instanceof PSQLException server && server.getServerErrorMessage() != null
                ? String.valueOf(server.getServerErrorMessage().getMessage())
                : Migrations.firstLine(e);
    }
}
