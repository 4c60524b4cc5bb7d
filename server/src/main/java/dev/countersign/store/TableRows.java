package dev.countersign.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of one table of one database, a stretch of its key at a time. Each question is a short read of its own. */
final class TableRows {
    private final Session session;
    private final TableShape shape;

    TableRows(Session session, TableShape shape) {
        this.session = session;
        this.shape = shape;
    }

    /** A point on the way along a table's key: the row with these values is the last before it. */
    record Point(List<Object> values) implements Comparable<Point> {
        @Override
        public int compareTo(Point other) {
            for (int i = 0; i < values.size(); i++) {
                int order = StoredRow.ORDER.compare(values.get(i), other.values.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }
    }

    long count() throws SQLException {
        return session.all("SELECT count(*) FROM " + shape.name(), row -> row.number(1))
                .getFirst();
    }

    /** Where a stretch that begins there has so many rows; null where there are no more. */
    @Nullable
    Point after(@Nullable Point from, int rows) throws SQLException {
        String walked = shape.first(shape.steps());
        List<Object> args = new ArrayList<>(from == null ? List.of() : from.values());
        args.add((long) rows - 1);
        List<Point> found = session.all(
                "SELECT " + walked + " FROM " + shape.name() + (from == null ? "" : " WHERE " + bound(">"))
                        + " ORDER BY " + walked + " LIMIT 1 OFFSET ?",
                this::point,
                args.toArray());
        return found.isEmpty() ? null : found.getFirst();
    }

    private Point point(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < shape.steps(); i++) {
            values.add(Objects.requireNonNull(
                    StoredRow.value(row, i + 1, shape.columns().get(i).kind()), "a key is empty"));
        }
        return new Point(values);
    }

    /** The rows between two points, in the order of their keys; null is the beginning, or the end. */
    List<StoredRow> between(@Nullable Point from, @Nullable Point to) throws SQLException {
        List<Object> args = new ArrayList<>();
        List<String> bounds = new ArrayList<>();
        if (from != null) {
            bounds.add(bound(">"));
            args.addAll(from.values());
        }
        if (to != null) {
            bounds.add(bound("<="));
            args.addAll(to.values());
        }
        List<StoredRow> rows = session.all(
                "SELECT " + shape.all() + " FROM " + shape.name()
                        + (bounds.isEmpty() ? "" : " WHERE " + String.join(" AND ", bounds)),
                row -> StoredRow.of(row, shape),
                args.toArray());
        rows.sort(StoredRow::compareKeys);
        return rows;
    }

    /** Removes some rows and puts in others. The transaction is the caller's. */
    void change(List<StoredRow> away, List<StoredRow> in) throws SQLException {
        if (!away.isEmpty()) {
            List<String> keys = shape.columns().stream()
                    .limit(shape.keys())
                    .map(column -> column.name() + " = ?")
                    .toList();
            session.each(
                    "DELETE FROM " + shape.name() + " WHERE " + String.join(" AND ", keys),
                    away.stream().map(StoredRow::key).toList());
        }
        if (!in.isEmpty()) {
            session.each(
                    "INSERT INTO " + shape.name() + " (" + shape.all() + ") VALUES ("
                            + marks(shape.columns().size()) + ")",
                    in.stream().map(StoredRow::values).toList());
        }
    }

    private String bound(String comparison) {
        return "(" + shape.first(shape.steps()) + ") " + comparison + " (" + marks(shape.steps()) + ")";
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }
}
