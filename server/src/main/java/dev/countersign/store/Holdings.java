package dev.countersign.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * What a record in a file holds: the last migration it has seen, and how many rows lie in each table.
 *
 * @param level of its schema
 */
public record Holdings(int level, SortedMap<String, Long> rows) {
    // https://www.sqlite.org/rescode.html
    private static final int CORRUPT = 11;
    private static final int NO_DATABASE = 26;

    private static final String FACTS = "schema_facts";

    public long total() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Counts in the snapshot that the session is looking at. */
    static Holdings of(Session session) throws SQLException {
        SortedMap<String, Long> rows = new TreeMap<>();
        for (String table : tables(session)) {
            if (!table.equals(Migrations.HISTORY) && !table.equals(FACTS)) {
                String quoted = "\"" + table.replace("\"", "\"\"") + "\"";
                rows.put(
                        table,
                        session.all("SELECT count(*) FROM " + quoted, row -> row.number(1))
                                .getFirst());
            }
        }
        int level = session
                .all(
                        "SELECT version FROM " + Migrations.HISTORY + " WHERE success = 1 AND version IS NOT NULL",
                        row -> Integer.valueOf(row.text(1)))
                .stream()
                .max(Integer::compare)
                .orElse(0);
        return new Holdings(level, rows);
    }

    /**
     * Reads through a file that nobody has open, without a lock and without leaving anything beside it.
     *
     * @param shown what the operator calls the file
     * @throws Unusable where it is not a whole record, or not one for a server with that schema
     */
    static Holdings verified(Path file, Path shown, Schema schema) {
        String still = "jdbc:sqlite:" + file.toUri() + "?mode=ro&immutable=1";
        try (Session session = new Session(JDBC.createConnection(still, new Properties()))) {
            List<String> tables = tables(session);
            if (!tables.contains(Migrations.HISTORY) || !tables.contains(FACTS)) {
                throw unusable(shown, "holds no Countersign database", null);
            }
            List<String> found = session.all("PRAGMA integrity_check", row -> row.text(1));
            if (!found.equals(List.of("ok"))) {
                String first = found.getFirst().lines().findFirst().orElse("");
                throw unusable(shown, "is damaged (" + first + ")", null);
            }
            List<Long> oldest = session.all("SELECT oldest_reader FROM " + FACTS, row -> row.number(1));
            if (oldest.size() != 1) {
                throw unusable(shown, "does not say which servers may use it", null);
            }
            if (oldest.getFirst() > schema.level()) {
                throw unusable(
                        shown,
                        "is from a newer server and needs schema level " + oldest.getFirst()
                                + ", while this server knows level " + schema.level(),
                        null);
            }
            return of(session);
        } catch (SQLException e) {
            String what =
                    switch (e.getErrorCode() & 0xff) {
                        case NO_DATABASE -> "is no database";
                        case CORRUPT -> "is damaged";
                        default -> "cannot be read: " + e.getMessage();
                    };
            throw unusable(shown, what, e);
        }
    }

    private static List<String> tables(Session session) throws SQLException {
        return session.all(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
                row -> row.text(1));
    }

    private static Unusable unusable(Path shown, String what, @Nullable Throwable cause) {
        return new Unusable("The file " + shown + " " + what + ".", cause);
    }
}
