package dev.countersign.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A table's columns as they are on every database: those of its key first, in the key's order, then the others by name.
 *
 * @param keys how many columns its key has
 * @param steps how many of these the table is walked along: each database has an order of its own for text
 */
record TableShape(String name, List<Column> columns, int keys, int steps) {
    /** What is about the database itself, and not in the record. */
    private static final Set<String> NOT_OURS = Set.of("schema_facts", Migrations.HISTORY);

    /** What a column holds. */
    enum Kind {
        BYTES,
        NUMBER,
        TEXT,
        /** What no table of a record has. */
        OTHER
    }

    record Column(String name, Kind kind) {}

    /** All tables of a record, by name. */
    static List<TableShape> all(Session session, Dialect dialect) throws SQLException {
        SortedMap<String, List<Found>> tables = session.all(dialect.columns(), TableShape::found).stream()
                .filter(found -> !NOT_OURS.contains(found.table()))
                .collect(Collectors.groupingBy(Found::table, TreeMap::new, Collectors.toList()));
        List<TableShape> all = new ArrayList<>();
        tables.forEach((name, columns) -> all.add(of(name, columns)));
        return all;
    }

    /** @param place in the primary key, from 1; 0 outside of it */
    private record Found(String table, Column column, long place) {}

    private static Found found(Row row) {
        String type = row.text(3);
        Kind kind =
                switch (type) {
                    case "bytea" -> Kind.BYTES;
                    case "bigint" -> Kind.NUMBER;
                    case "text" -> Kind.TEXT;
                    default -> Kind.OTHER;
                };
        return new Found(row.text(1), new Column(row.text(2), kind), row.number(4));
    }

    private static TableShape of(String name, List<Found> found) {
        List<Column> columns = found.stream()
                .sorted(Comparator.comparingLong((Found f) -> f.place() == 0 ? Long.MAX_VALUE : f.place())
                        .thenComparing(f -> f.column().name()))
                .map(Found::column)
                .toList();
        int keys = (int) found.stream().filter(f -> f.place() > 0).count();
        int steps = (int) columns.stream()
                .limit(keys)
                .takeWhile(column -> column.kind() == Kind.BYTES || column.kind() == Kind.NUMBER)
                .count();
        if (steps == 0 || columns.stream().anyMatch(column -> column.kind() == Kind.OTHER)) {
            throw new IllegalStateException("the table " + name + " is not one of a record");
        }
        return new TableShape(name, columns, keys, steps);
    }

    /** The names of its first columns, as a list in a statement. */
    String first(int count) {
        return columns.stream().limit(count).map(Column::name).collect(Collectors.joining(", "));
    }

    String all() {
        return first(columns.size());
    }
}
