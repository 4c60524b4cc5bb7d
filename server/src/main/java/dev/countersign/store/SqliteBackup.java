package dev.countersign.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;

/** A copy of the whole record as it is at one moment, in a file of its own, made beside those who write. */
public final class SqliteBackup {
    private SqliteBackup() {}

    /**
     * Makes the copy and reads it through; only then it is given its name.
     *
     * @return what the copy holds
     * @throws Unusable with a sentence for the operator; there is no copy then
     */
    public static Holdings make(Path database, Path to, Schema schema) {
        FileAtRest target = new FileAtRest(to);
        refuseToOverwrite(target);
        FileAtRest unfinished = target.sibling(".unfinished");
        try {
            unfinished.remove(); // of one that was killed
            unfinished.create();
            try {
                Holdings held = copy(database, unfinished.path());
                unfinished.force();
                Holdings found = Holdings.verified(unfinished.path(), unfinished.path(), schema);
                if (!found.equals(held)) {
                    throw new Unusable("The copy holds " + found + " where the database holds " + held + ".", null);
                }
                refuseToOverwrite(target);
                Files.move(unfinished.path(), target.path(), StandardCopyOption.ATOMIC_MOVE);
                target.forceFolder();
                return found;
            } finally {
                unfinished.remove();
            }
        } catch (IOException e) {
            throw new Unusable("The backup " + to + " cannot be written: " + e + ".", e);
        }
    }

    private static void refuseToOverwrite(FileAtRest target) {
        Path log = target.log();
        if (target.exists() || log != null) {
            Path there = log == null ? target.path() : log;
            throw new Unusable("The file " + there + " is there already, and no backup overwrites anything.", null);
        }
    }

    /**
     * In one step: a copy in several begins again whenever another process writes, which under load is for ever, and
     * VACUUM INTO takes as long and cannot share its snapshot with the counts. Those who write are not held up. While
     * the snapshot stands, about a second for half a gigabyte, the server's log cannot begin again at its start: it grows
     * by what is written meanwhile, and shrinks afterwards.
     */
    private static Holdings copy(Path database, Path unfinished) {
        SqliteFile file = new SqliteFile(database);
        try (Connection connection = file.connect(Role.READER);
                Session session = new Session(connection)) {
            session.run("BEGIN");
            String moved = Standing.of(session, Dialect.SQLITE).moved(); // from here on nothing moves
            if (moved != null) {
                throw new Unusable(
                        "The database " + database + " " + moved + ": no server could use a backup of it.", null);
            }
            int code = connection
                    .unwrap(SQLiteConnection.class)
                    .getDatabase()
                    .backup("main", unfinished.toString(), null, 0, 0, -1);
            if (code != 0) {
                throw new SQLException("it ended with code " + code, null, code);
            }
            Holdings holdings = Holdings.of(session);
            session.run("COMMIT");
            return holdings;
        } catch (SQLException e) {
            throw new Unusable(
                    "The database " + database + " cannot be copied: "
                            + Fault.of(e).words() + " (" + e.getMessage() + ").",
                    e);
        }
    }
}
