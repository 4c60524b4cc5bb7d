package dev.countersign.benchmark;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What lies in a data folder's database, looked at and cut back from outside, beside a server that runs on it. */
final class StoredRows {
    private static final int AT_ONCE = 5_000;

    /** Less than after which they are given up. */
    private static final long HELD_MILLIS = Duration.ofHours(12).toMillis();

    private StoredRows() {}

    /** Codes that approved a challenge when it was created, and codes that did not. */
    static String answers(Path folder) throws SQLException {
        return select(
                folder,
                "SELECT sum(status = 'approved') || ' ' || sum(status = 'pending' AND attempts > 0) FROM challenge");
    }

    static String count(Path folder) throws SQLException {
        return select(folder, "SELECT count(*) FROM challenge");
    }

    /**
     * Removes the challenges created since {@code millis} and forgets that they were: the server has warmed up on them,
     * and is to be measured on the number of challenges it was seeded with.
     */
    static void trim(Path folder, long millis) throws SQLException {
        byte[] first = ByteBuffer.allocate(16).putLong(millis << 16).array();
        try (Connection connection = open(folder);
                PreparedStatement created = connection.prepareStatement(
                        "DELETE FROM challenge WHERE rowid IN (SELECT rowid FROM challenge WHERE sid >= ? LIMIT ?)");
                PreparedStatement counted = connection.prepareStatement("""
                        UPDATE factor SET challenges = x'', accepted_until = 0, version = version + 1
                         WHERE rowid IN (SELECT rowid FROM factor WHERE challenges > x'' LIMIT ?)""")) {
            created.setBytes(1, first);
            created.setInt(2, AT_ONCE);
            toTheEnd(created);
            counted.setInt(1, AT_ONCE);
            toTheEnd(counted);
        }
    }

    /** Events and pushes that are still owed. */
    static String owed(Path folder) throws SQLException {
        return select(folder, "SELECT count(*) FROM outbox WHERE due IS NOT NULL");
    }

    /** Puts off everything owed, so that a server that starts now lets it lie. */
    static void hold(Path folder) throws SQLException {
        try (Connection connection = open(folder);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE outbox SET due = due + " + HELD_MILLIS + " WHERE due IS NOT NULL");
        }
    }

    /**
     * Makes due what was put off, the longest owed first; all rows keep the order in which they were to be tried.
     *
     * @param first how many; those behind them that belong to the same factors follow of themselves. 0 for all there are
     */
    static void release(Path folder, int first) throws SQLException {
        try (Connection connection = open(folder);
                PreparedStatement some = connection.prepareStatement("""
                        UPDATE outbox SET due = due - ? WHERE rowid IN (
                            SELECT rowid FROM outbox WHERE due IS NOT NULL ORDER BY destination, due LIMIT ?)""")) {
            // An hour more than they were put off: long enough ago for all of them.
            some.setLong(1, HELD_MILLIS + Duration.ofHours(1).toMillis());
            some.setInt(2, first == 0 ? -1 : first);
            some.executeUpdate();
        }
    }

    /** What events say, the first of them. */
    static List<String> bodies(Path folder, int most) throws SQLException {
        List<String> bodies = new ArrayList<>();
        try (Connection connection = open(folder);
                PreparedStatement events =
                        connection.prepareStatement("SELECT body FROM outbox WHERE kind = 'event' LIMIT ?")) {
            events.setInt(1, most);
            try (ResultSet rows = events.executeQuery()) {
                while (rows.next()) {
                    bodies.add(rows.getString(1));
                }
            }
        }
        return bodies;
    }

    /** In portions, so that the server gets its turn. */
    private static void toTheEnd(PreparedStatement portion) throws SQLException {
        int rows;
        do {
            rows = portion.executeUpdate();
        } while (rows == AT_ONCE);
    }

    private static String select(Path folder, String sql) throws SQLException {
        try (Connection connection = open(folder);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection open(Path folder) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("countersign.db"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 30000");
            // Carrying the log over is the server's business; this connection is not to do it on its way out.
            statement.execute("PRAGMA wal_autocheckpoint = 0");
        }
        return connection;
    }
}
