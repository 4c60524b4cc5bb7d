package dev.countersign.store;

import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What carries units and looks out on one kind of database, as {@link Db} promises them. */
interface Engine extends AutoCloseable {
    <T extends @Nullable Object> T write(Function<Tx, T> unit);

    <T extends @Nullable Object> T read(Function<Tx, T> look);

    /** In one word. */
    String kind();

    /** Null when all is well; otherwise why not. Asking also tries whether the trouble is over. */
    @Nullable
    String trouble();

    /** The time by which units happen. */
    InstantSource clock();

    /** Tells the other servers on this database, and is told by them. */
    Peers peers();

    @Override
    void close();
}
