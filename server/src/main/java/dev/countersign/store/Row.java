package dev.countersign.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The row a {@link RowReader} stands on; columns are counted from 1. A plain getter that finds nothing is an alarm, since
 * what was stored is trusted; the {@code …OrNull} ones are for columns that may be empty.
 */
public final class Row {
    private final ResultSet rows;

    Row(ResultSet rows) {
        this.rows = rows;
    }

    public byte[] bytes(int column) {
        return present(bytesOrNull(column), column);
    }

    public byte @Nullable [] bytesOrNull(int column) {
        try {
            return rows.getBytes(column);
        } catch (SQLException e) {
            throw new Unread(e);
        }
    }

    public String text(int column) {
        return present(textOrNull(column), column);
    }

    public @Nullable String textOrNull(int column) {
        try {
            return rows.getString(column);
        } catch (SQLException e) {
            throw new Unread(e);
        }
    }

    public long number(int column) {
        try {
            long number = rows.getLong(column);
            if (number == 0 && rows.wasNull()) {
                throw missing(column);
            }
            return number;
        } catch (SQLException e) {
            throw new Unread(e);
        }
    }

    public @Nullable Long numberOrNull(int column) {
        try {
            long number = rows.getLong(column);
            return number == 0 && rows.wasNull() ? null : Long.valueOf(number);
        } catch (SQLException e) {
            throw new Unread(e);
        }
    }

    public Instant instant(int column) {
        return Instant.ofEpochMilli(number(column));
    }

    public @Nullable Instant instantOrNull(int column) {
        Long millis = numberOrNull(column);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    public boolean flag(int column) {
        long number = number(column);
        if (number != 0 && number != 1) {
            throw new IllegalStateException("column " + column + " holds neither yes nor no");
        }
        return number == 1;
    }

    private static <V> V present(@Nullable V value, int column) {
        if (value == null) {
            throw missing(column);
        }
        return value;
    }

    private static IllegalStateException missing(int column) {
        return new IllegalStateException("column " + column + " is empty and must not be");
    }

    /** A column could not be read. Carries the driver's exception through a reader that declares none. */
    static final class Unread extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final SQLException driver;

        Unread(SQLException driver) {
            super(driver);
            this.driver = driver;
        }

        SQLException driver() {
            return driver;
        }
    }
}
