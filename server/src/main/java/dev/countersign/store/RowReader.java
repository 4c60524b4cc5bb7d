package dev.countersign.store;

/** Makes one thing of one row. The row is only lent: nothing of it may be kept. */
@FunctionalInterface
public interface RowReader<T> {
    T read(Row row);
}
