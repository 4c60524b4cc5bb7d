package dev.countersign.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/**
 * Sees that a file is a database this server may use, and brings its schema up to date. Most starts find nothing to do,
 * and then Flyway is not even loaded.
 */
final class Migrations {
    /** Up to this size a file that was not closed is read through at start; it costs about a tenth of a second. */
    private static final long READ_THROUGH = 64L * 1024 * 1024;

    private static final Object ONE_AT_A_TIME = new Object();

    private final SqliteFile file;
    private final Schema schema;

    Migrations(SqliteFile file, Schema schema) {
        this.file = file;
        this.schema = schema;
    }

    void run() {
        boolean suspect = file.leftOpen() && file.bytes() <= READ_THROUGH;
        file.createIfAbsent();
        // An empty file may be another process's, just begun: nobody turns it into a database but under the lock.
        if (file.bytes() == 0 || !upToDate(suspect)) {
            migrateAlone();
        }
    }

    /** Throws what the operator has to know, if the file is not ours to use. */
    private boolean upToDate(boolean suspect) {
        try (Session session = new Session(file.connect(Role.OPENER))) {
            Set<String> tables = new HashSet<>(
                    session.all("SELECT name FROM sqlite_schema WHERE type = 'table'", row -> row.text(1)));
            if (suspect) {
                readThrough(session);
            }
            if (tables.contains("schema_facts")) {
                checkReader(session);
            }
            if (tables.contains("flyway_schema_history")) {
                return applied(session).containsAll(schema.versions());
            }
            if (!tables.isEmpty()) {
                throw unusable("belongs to another program", null);
            }
            return false;
        } catch (SQLException e) {
            throw unusable(reason(e), e);
        }
    }

    private void readThrough(Session session) throws SQLException {
        String found = session.all("PRAGMA quick_check(1)", row -> row.text(1)).getFirst();
        if (!found.equals("ok")) {
            throw unusable("is damaged (" + found.lines().findFirst().orElse("") + "); restore it from a backup", null);
        }
    }

    private void checkReader(Session session) throws SQLException {
        List<Long> oldest = session.all("SELECT oldest_reader FROM schema_facts", row -> row.number(1));
        if (oldest.size() != 1) {
            throw unusable("does not say which servers may use it; restore it from a backup", null);
        }
        if (oldest.getFirst() > schema.level()) {
            throw unusable(
                    "was upgraded by a newer server and needs schema level " + oldest.getFirst()
                            + ", while this server knows level " + schema.level() + "; start the newer server",
                    null);
        }
    }

    private static List<Integer> applied(Session session) throws SQLException {
        return session.all(
                "SELECT version FROM flyway_schema_history WHERE success = 1 AND version IS NOT NULL",
                row -> Integer.valueOf(row.text(1)));
    }

    /** Flyway takes no lock on SQLite, so two processes that start together are held apart here. */
    private void migrateAlone() {
        Path beside = file.path().resolveSibling(file.path().getFileName() + ".migrating");
        synchronized (ONE_AT_A_TIME) {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !upToDate(false)) {
                    migrate();
                }
            } catch (IOException e) {
                throw unusable("cannot be upgraded: " + e, e);
            }
        }
    }

    private void migrate() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl(file.url());
        source.setBusyTimeout(5000);
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:" + schema.location())
                    .failOnMissingLocations(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw unusable("could not be brought to this server's schema: " + firstLine(e), e);
        }
        if (!upToDate(false)) {
            throw unusable("lacks a migration this server expects", null);
        }
    }

    private static String reason(SQLException e) {
        return switch (Fault.of(e)) {
            case DAMAGED ->
                (e.getErrorCode() & 0xff) == 26 ? "is not a database" : "is damaged; restore it from a backup";
            case FULL -> "cannot be opened because the disk is full";
            case BUSY -> "is held by another process";
            default -> "cannot be opened: " + firstLine(e);
        };
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private Unusable unusable(String what, @Nullable Throwable cause) {
        return new Unusable("The database " + file.path() + " " + what + ".", cause);
    }
}
