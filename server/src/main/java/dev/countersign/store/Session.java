package dev.countersign.store;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection and the statements prepared on it, kept by their text. Belongs to one thread. */
final class Session implements AutoCloseable {
    /** Filters are assembled, so texts come in variants; the least used go first. */
    private static final int MOST_KEPT = 256;

    private final Connection connection;
    private final Map<String, Prepared> kept = new LinkedHashMap<>();

    Session(Connection connection) {
        this.connection = connection;
    }

    private record Prepared(PreparedStatement statement, int parameters) {}

    /** A statement that is not about rows: begin, commit, a savepoint. */
    void run(String sql) throws SQLException {
        with(sql, PreparedStatement::execute);
    }

    int update(String sql, @Nullable Object... args) throws SQLException {
        return with(sql, PreparedStatement::executeUpdate, args);
    }

    /** The same statement once for each of those, in as few exchanges as the driver can. */
    void each(String sql, List<@Nullable Object[]> calls) throws SQLException {
        Prepared prepared = borrow(sql);
        boolean whole = false;
        try {
            for (@Nullable Object[] args : calls) {
                bind(prepared, args);
                prepared.statement.addBatch();
            }
            prepared.statement.executeBatch();
            whole = true;
        } catch (BatchUpdateException e) {
            // The driver's own quotes the row.
            throw e.getNextException() == null ? e : e.getNextException();
        } finally {
            if (whole) {
                giveBack(sql, prepared);
            } else {
                prepared.statement.close();
            }
        }
    }

    <T> List<T> all(String sql, RowReader<T> reader, @Nullable Object... args) throws SQLException {
        return with(
                sql,
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        List<T> found = new ArrayList<>();
                        Row row = new Row(rows);
                        while (rows.next()) {
                            found.add(read(reader, row));
                        }
                        return found;
                    } catch (Row.Unread e) {
                        throw e.driver();
                    }
                },
                args);
    }

    /** What was stored is trusted: where nothing can be made of it, that is an alarm and no answer to anybody. */
    private static <T> T read(RowReader<T> reader, Row row) {
        try {
            return reader.read(row);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalStateException("a row holds what cannot be: " + e.getMessage(), e);
        }
    }

    private <T> T with(String sql, Use<T> use, @Nullable Object... args) throws SQLException {
        Prepared prepared = borrow(sql);
        boolean whole = false;
        try {
            bind(prepared, args);
            T result = use.of(prepared.statement);
            whole = true;
            return result;
        } finally {
            if (whole) {
                giveBack(sql, prepared);
            } else {
                prepared.statement.close(); // after a failure the driver may have finalised it
            }
        }
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** Taken out of the map while in use: a reader that asks the same question again gets a statement of its own. */
    private Prepared borrow(String sql) throws SQLException {
        Prepared ready = kept.remove(sql);
        if (ready != null) {
            return ready;
        }
        return new Prepared(connection.prepareStatement(sql), parameters(sql));
    }

    /** Asking the driver would ask the server. No text of ours has a question mark that means anything else. */
    private static int parameters(String sql) {
        int count = 0;
        for (int at = sql.indexOf('?'); at >= 0; at = sql.indexOf('?', at + 1)) {
            count++;
        }
        return count;
    }

    private void giveBack(String sql, Prepared prepared) throws SQLException {
        Prepared other = kept.put(sql, prepared);
        if (other != null) {
            other.statement.close();
        }
        if (kept.size() > MOST_KEPT) {
            Iterator<Prepared> oldest = kept.values().iterator();
            Prepared leaving = oldest.next();
            oldest.remove();
            leaving.statement.close();
        }
    }

    private static void bind(Prepared prepared, @Nullable Object[] args) throws SQLException {
        // A kept statement still holds its last values: a missing one must not be somebody else's.
        if (args.length != prepared.parameters) {
            throw new SQLException(
                    "the statement takes " + prepared.parameters + " values and was given " + args.length);
        }
        PreparedStatement s = prepared.statement;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case null -> s.setObject(i + 1, null);
                case byte[] bytes -> s.setBytes(i + 1, bytes);
                case String text -> s.setString(i + 1, text);
                case Long number -> s.setLong(i + 1, number);
                case Integer number -> s.setLong(i + 1, number);
                case Boolean flag -> s.setLong(i + 1, flag ? 1 : 0);
                case Instant at -> s.setLong(i + 1, at.toEpochMilli());
                case Object o ->
                    throw new SQLException("no column holds a " + o.getClass().getName());
            }
        }
    }

    @Override
    public void close() throws SQLException {
        for (Prepared prepared : kept.values()) {
            prepared.statement.close();
        }
        connection.close();
    }
}
