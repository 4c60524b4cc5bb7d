package dev.countersign.store;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a database says of itself, whoever may use it.
 *
 * @param versions the migrations that were applied
 * @param oldestReader the lowest schema level that may use it; 0 where there is no record
 * @param moved why no server may use it; null where servers may
 */
record Standing(
        Set<String> tables,
        Set<Integer> versions,
        long oldestReader,
        @Nullable String moved) {
    static final Standing NOTHING = new Standing(Set.of(), Set.of(), 0, null);

    static Standing of(Session session, Dialect dialect) throws SQLException {
        Set<String> tables = new HashSet<>(session.all(dialect.tables(), row -> row.text(1)));
        if (!tables.contains("schema_facts") || !tables.contains(Migrations.HISTORY)) {
            return new Standing(tables, Set.of(), 0, null);
        }
        Set<Integer> versions = Set.copyOf(Migrations.applied(session));
        List<Long> oldest = session.all("SELECT oldest_reader FROM schema_facts", row -> row.number(1));
        String moved = versions.contains(Schema.SAYS_WHETHER_MOVED) ? Moved.of(session) : null;
        return new Standing(tables, versions, oldest.isEmpty() ? 0 : oldest.getFirst(), moved);
    }

    boolean nothing() {
        return tables.isEmpty();
    }

    boolean record() {
        return !versions.isEmpty();
    }

    int level() {
        return versions.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    boolean at(Schema schema) {
        return versions.equals(Set.copyOf(schema.versions()));
    }
}
