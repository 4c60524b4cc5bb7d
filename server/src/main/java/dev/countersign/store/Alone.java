package dev.countersign.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * Being alone with a database file: nobody has it open, and nobody can open it, until this is closed. What was in its log
 * is in the file then, and there is no log; unless the file is damaged, which is then left as it is.
 */
final class Alone implements AutoCloseable {
    // https://www.sqlite.org/fileformat.html#the_lock_byte_page: whoever has a database open holds some of these bytes
    private static final long LOCK_BYTES_AT = 0x4000_0000;
    private static final long LOCK_BYTES = 512;

    private final AutoCloseable held;

    private Alone(AutoCloseable held) {
        this.held = held;
    }

    /** @throws Unusable where another process has it open, or it cannot be opened here */
    static Alone with(FileAtRest database) {
        if (!database.exists()) {
            return new Alone(() -> {});
        }
        try {
            return new Alone(settled(new SqliteFile(database.path())));
        } catch (SQLException e) {
            if (Fault.of(e) == Fault.BUSY) {
                throw inUse(database, e);
            }
            if (Fault.of(e) != Fault.DAMAGED) {
                throw new Unusable("The database " + database.path() + " cannot be opened: " + e.getMessage() + ".", e);
            }
        }
        return new Alone(locked(database));
    }

    /**
     * Out of write-ahead logging, so that its log is folded into it and gone. And whoever opened the file before it was
     * moved away and gets in afterwards finds that it has moved, and writes nothing: with a write-ahead log SQLite does not
     * look, and would leave one beside whatever has the file's name by then.
     */
    private static Session settled(SqliteFile file) throws SQLException {
        Session session = new Session(JDBC.createConnection(file.url(), new Properties()));
        try {
            session.run("PRAGMA busy_timeout = 5000");
            mustNotLog(session, "PRAGMA journal_mode = DELETE");
            session.run("BEGIN EXCLUSIVE");
            mustNotLog(session, "PRAGMA journal_mode"); // somebody may have been faster
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static void mustNotLog(Session session, String question) throws SQLException {
        String mode = session.all(question, row -> row.text(1)).getFirst();
        if (!mode.equals("delete")) {
            throw new SQLException("its journal mode is " + mode, null, 5);
        }
    }

    private static AutoCloseable locked(FileAtRest database) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(database.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(LOCK_BYTES_AT, LOCK_BYTES, false);
            if (lock != null) {
                return channel; // closing it lets the lock go
            }
            channel.close();
        } catch (IOException e) {
            throw new Unusable("The database " + database.path() + " cannot be locked: " + e + ".", e);
        }
        throw inUse(database, null);
    }

    private static Unusable inUse(FileAtRest database, @Nullable Throwable cause) {
        return new Unusable(
                "The database " + database.path() + " is in use: stop the server, and whatever else has it open.",
                cause);
    }

    @Override
    public void close() {
        try {
            held.close();
        } catch (Exception e) {
            throw new Unusable("The database cannot be let go of: " + e.getMessage() + ".", e);
        }
    }
}
