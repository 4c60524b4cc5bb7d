package dev.countersign.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.sqlite.SQLiteDataSource;

/** Brings a file's schema up to date: read through first where its last process did not close it, and one process at a time. */
final class FileMigrations {
    /** Up to this size a file that was not closed is read through at start; it costs about a tenth of a second. */
    private static final long READ_THROUGH = 64L * 1024 * 1024;

    private static final Object ONE_AT_A_TIME = new Object();

    private final SqliteFile file;
    private final Migrations migrations;

    FileMigrations(SqliteFile file, Schema schema) {
        this(file, new Migrations(file.path().toString(), file, Dialect.SQLITE, schema));
    }

    private FileMigrations(SqliteFile file, Migrations migrations) {
        this.file = file;
        this.migrations = migrations;
    }

    FileMigrations evenIfMoved() {
        return new FileMigrations(file, migrations.evenIfMoved());
    }

    void run() {
        boolean suspect = file.leftOpen() && file.bytes() <= READ_THROUGH;
        file.createIfAbsent();
        // An empty file may be another process's, just begun: nobody turns it into a database but under the lock.
        if (file.bytes() == 0 || !migrations.upToDate(suspect ? this::readThrough : _ -> {})) {
            migrateAlone();
        }
    }

    private void readThrough(Session session) throws SQLException {
        String found = session.all("PRAGMA quick_check(1)", row -> row.text(1)).getFirst();
        if (!found.equals("ok")) {
            String first = found.lines().findFirst().orElse("");
            throw migrations.unusable("is damaged (" + first + "); restore it from a backup", null);
        }
    }

    /** Flyway takes no lock on SQLite, so two processes that start together are held apart here. */
    private void migrateAlone() {
        Path beside = file.path().resolveSibling(file.path().getFileName() + ".migrating");
        synchronized (ONE_AT_A_TIME) {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !migrations.upToDate()) {
                    SQLiteDataSource source = new SQLiteDataSource();
                    source.setUrl(file.url());
                    source.setBusyTimeout(5000);
                    migrations.migrate(source);
                }
            } catch (IOException e) {
                throw migrations.unusable("cannot be upgraded: " + e, e);
            }
        }
    }
}
