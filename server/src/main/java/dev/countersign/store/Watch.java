package dev.countersign.store;

/** Who looks on while the store works: metrics, or nobody. Called on the writer's thread, so it must be quick and
 * never throw. */
public interface Watch {
    Watch NOBODY = new Watch() {};

    /** A transaction was committed: so many units in it, so long from its begin to the commit on disk. */
    default void batch(int units, long nanos) {}

    /** The write-ahead log was carried over into the database, or as much of it as readers allowed. */
    default void checkpoint(long walBytes, long nanos) {}
}
