package dev.countersign.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file. Whoever writes to it asks in each transaction whether the record is still here, so a word on it stops them all. */
final class FilePlace extends RecordPlace {
    /** In a data folder. */
    static final String NAME = "countersign.db";

    private final SqliteFile file;

    FilePlace(Path path) {
        this.file = new SqliteFile(path);
    }

    @Override
    Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    boolean exists() {
        return Files.exists(file.path());
    }

    @Override
    Session open() throws SQLException {
        Session session = new Session(file.connect(Role.OPENER));
        try {
            session.run("PRAGMA secure_delete = ON");
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    @Override
    String begin() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    void bringUpToDate(Schema schema) {
        new FileMigrations(file, schema).evenIfMoved().run();
    }

    @Override
    @Nullable
    AutoCloseable claim(Session session) {
        Path beside = file.path().resolveSibling(file.path().getFileName() + ".copying");
        try {
            FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return channel; // the lock goes when it is closed
                }
            } catch (OverlappingFileLockException e) {
                channel.close();
                return null;
            }
            channel.close();
            return null;
        } catch (IOException e) {
            throw unusable("cannot be locked: " + e, e);
        }
    }

    /** A running server has rows in it, or finds the word on it when it first writes. */
    @Override
    boolean serving(Session session) {
        return false;
    }

    @Override
    void mustBeClosable(Session session) {
        if (!Files.isWritable(file.path())) {
            throw unusable("cannot be written to, as it must be to stop its server", null);
        }
    }

    @Override
    Hold hold(Session session, List<String> tables, RecordPlace to) throws SQLException {
        Moved.say(session, Moved.leavingFor(to));
        return new Hold() {
            private boolean gone;

            @Override
            public void forGood() throws SQLException {
                Moved.say(session, Moved.goneTo(to));
                gone = true;
            }

            @Override
            public void letGo() throws SQLException {
                if (!gone) {
                    reopen(session);
                }
            }
        };
    }

    @Override
    void reopen(Session session) throws SQLException {
        Moved.say(session, null);
    }

    @Override
    void settle(Session session) {}

    @Override
    public String setting() {
        Path name = file.path().getFileName();
        return name.toString().equals(NAME)
                ? "--data " + file.path().getParent()
                : "--data, for a folder in which this file is called " + NAME;
    }

    @Override
    RecordStatus describe(Session session, Standing standing, InstantSource clock) throws SQLException {
        String version =
                session.all("SELECT sqlite_version()", row -> row.text(1)).getFirst();
        RecordStatus status = new RecordStatus(this, "SQLite " + version + ", in a file of this server's own");
        status.standing(standing);
        status.size(file.bytes());
        status.rows(session, dialect());
        return status;
    }

    @Override
    public String toString() {
        return file.path().toString();
    }
}
