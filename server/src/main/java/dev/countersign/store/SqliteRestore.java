package dev.countersign.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A backup on its way into the place of the record: first a copy beside it, read through and for others to try out, then
 * in that place, in one step. Whenever the process dies, the record under its name is wholly the old one or wholly the new.
 */
public final class SqliteRestore implements AutoCloseable {
    private static final String ASIDE = ".before-restore-";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final FileAtRest database;
    private final FileAtRest staged;
    private final Holdings holdings;

    private SqliteRestore(FileAtRest database, FileAtRest staged, Holdings holdings) {
        this.database = database;
        this.staged = staged;
        this.holdings = holdings;
    }

    /**
     * Copies the backup and reads the copy through. Two at a time would take each other's copy: the caller sees to that.
     *
     * @throws Unusable where it is not a whole record that a server with that schema can use; nothing is changed then
     */
    public static SqliteRestore stage(Path from, Path database, Schema schema) {
        FileAtRest backup = new FileAtRest(from);
        FileAtRest target = new FileAtRest(database);
        FileAtRest staged = target.sibling(".restoring");
        try {
            mustBeBackup(backup, target);
            discard(staged); // of one that was killed
            staged.create();
            try (OutputStream out = Files.newOutputStream(staged.path())) {
                Files.copy(backup.path(), out);
            }
            return new SqliteRestore(target, staged, Holdings.verified(staged.path(), from, schema));
        } catch (IOException | RuntimeException e) {
            discardAfter(e, staged);
            throw e instanceof RuntimeException known
                    ? known
                    : new Unusable("The backup " + from + " cannot be copied beside the database: " + e + ".", e);
        }
    }

    private static void mustBeBackup(FileAtRest backup, FileAtRest target) throws IOException {
        if (!Files.isRegularFile(backup.path())) {
            throw new Unusable("There is no backup " + backup.path() + ".", null);
        }
        if (target.exists() && Files.isSameFile(backup.path(), target.path())) {
            throw new Unusable("The file " + backup.path() + " is the database itself.", null);
        }
        Path log = backup.log();
        if (log != null) {
            throw new Unusable(
                    "The file " + backup.path() + " is no backup but a database that was not closed: what is in " + log
                            + " belongs to it, too.",
                    null);
        }
    }

    /** The copy: it may be opened as a database, and has to be closed again. */
    public Path staged() {
        return staged.path();
    }

    public Holdings holdings() {
        return holdings;
    }

    /**
     * Puts the copy in the record's place.
     *
     * @return where the former record lies from now on; null if there was none
     * @throws Unusable where anybody has the record open
     */
    public @Nullable Path place(Instant now) {
        FileAtRest aside = database.sibling(ASIDE + TIME.format(now));
        try (Alone _ = Alone.with(database)) {
            if (staged.log() != null) {
                throw new Unusable("The copy " + staged.path() + " was not closed.", null);
            }
            staged.force();
            boolean there = database.exists();
            if (there) {
                forgetUnfinished();
                Files.createLink(aside.path(), database.path()); // so that at no time there is none under its name
            }
            database.handLogsTo(aside);
            database.forceFolder();
            Files.move(
                    staged.path(),
                    database.path(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            database.forceFolder();
            return there ? aside.path() : null;
        } catch (IOException e) {
            throw new Unusable("The backup cannot be put in the place of " + database.path() + ": " + e + ".", e);
        }
    }

    /** A second name of the record that still is the record: of a restore that was killed before its last step. */
    private void forgetUnfinished() throws IOException {
        String glob = "*" + ASIDE + "*Z";
        try (DirectoryStream<Path> asides =
                Files.newDirectoryStream(database.path().getParent(), glob)) {
            for (Path one : asides) {
                if (Files.isSameFile(one, database.path())) {
                    Files.delete(one);
                }
            }
        }
    }

    /** Nothing of the copy stays, unless it is in its place. */
    @Override
    public void close() {
        try {
            discard(staged);
        } catch (IOException e) {
            throw new Unusable("The copy " + staged.path() + " cannot be removed: " + e + ".", e);
        }
    }

    private static void discard(FileAtRest staged) throws IOException {
        staged.remove();
        Files.deleteIfExists(staged.sibling(".migrating").path());
    }

    private static void discardAfter(Exception cause, FileAtRest staged) {
        try {
            discard(staged);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
