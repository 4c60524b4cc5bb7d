package dev.countersign.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes once through a table of two databases, a stretch of its key at a time, and makes the target's stretch equal to the
 * source's where it is not. It keeps nothing in mind that the databases do not hold, so it may be broken off anywhere and
 * begun again.
 */
final class Pass {
    private static final int ROWS = 1000;

    private final Session source;
    private final Session target;
    private final String begin;
    private final CopyProgress progress;
    private long changed;

    /** @param begin begins a transaction at the target */
    Pass(Session source, Session target, String begin, CopyProgress progress) {
        this.source = source;
        this.target = target;
        this.begin = begin;
        this.progress = progress;
    }

    /** How many rows of the target were not as they should be. */
    long changed() {
        return changed;
    }

    /** What the source's table came to, as it was read. */
    Copied.Table over(TableShape shape) throws SQLException {
        TableRows from = new TableRows(source, shape);
        TableRows to = new TableRows(target, shape);
        Checksum sum = new Checksum();
        TableRows.@Nullable Point at = null;
        do {
            TableRows.@Nullable Point end = earlier(from.after(at, ROWS), to.after(at, ROWS));
            List<StoredRow> wanted = from.between(at, end);
            sum.add(wanted);
            align(to, to.between(at, end), wanted);
            progress.went(shape.name(), wanted.size());
            at = end;
        } while (at != null);
        return sum.of(shape.name());
    }

    /** What a table comes to, by itself. */
    static Copied.Table read(Session session, TableShape shape, CopyProgress progress) throws SQLException {
        TableRows rows = new TableRows(session, shape);
        Checksum sum = new Checksum();
        TableRows.@Nullable Point at = null;
        do {
            TableRows.@Nullable Point end = rows.after(at, ROWS);
            List<StoredRow> found = rows.between(at, end);
            sum.add(found);
            progress.went(shape.name(), found.size());
            at = end;
        } while (at != null);
        return sum.of(shape.name());
    }

    /** So that neither side has more rows there than are to be in hand at once. */
    private static TableRows.@Nullable Point earlier(TableRows.@Nullable Point one, TableRows.@Nullable Point other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }

    private void align(TableRows table, List<StoredRow> found, List<StoredRow> wanted) throws SQLException {
        List<StoredRow> away = new ArrayList<>();
        List<StoredRow> in = new ArrayList<>();
        int f = 0;
        int w = 0;
        while (f < found.size() || w < wanted.size()) {
            int order = f == found.size() ? 1 : w == wanted.size() ? -1 : compare(found.get(f), wanted.get(w));
            if (order != 0 || !found.get(f).sameAs(wanted.get(w))) {
                if (order <= 0) {
                    away.add(found.get(f));
                }
                if (order >= 0) {
                    in.add(wanted.get(w));
                }
            }
            f += order <= 0 ? 1 : 0;
            w += order >= 0 ? 1 : 0;
        }
        if (!away.isEmpty() || !in.isEmpty()) {
            change(table, away, in);
            changed += Math.max(away.size(), in.size());
        }
    }

    private static int compare(StoredRow one, StoredRow other) {
        return StoredRow.compareKeys(one, other);
    }

    private void change(TableRows table, List<StoredRow> away, List<StoredRow> in) throws SQLException {
        target.run(begin);
        try {
            if (!Moved.UNFINISHED.equals(Moved.of(target))) {
                throw new SQLException("the target is in use meanwhile");
            }
            table.change(away, in);
            target.run("COMMIT");
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            throw e;
        }
    }

    private void rollBack(Exception why) {
        try {
            target.run("ROLLBACK");
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }
}
