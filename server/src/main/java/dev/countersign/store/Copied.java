package dev.countersign.store;

import java.time.Duration;
import java.util.List;

/**
 * What a copy came to.
 *
 * @param tables as they lie in the source and in the target alike
 * @param passes over all tables, the last one included
 * @param window for how long the source took no writes before the target was ready
 */
public record Copied(List<Table> tables, int passes, Duration window) {
    public Copied {
        tables = List.copyOf(tables);
    }

    /** @param checksum over all of its rows, in the order of their keys */
    public record Table(String name, long rows, String checksum) {}

    public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }
}
