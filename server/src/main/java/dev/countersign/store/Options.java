package dev.countersign.store;

/**
 * What the process decides about its store. {@code onFatal} is called, once and on a thread of its own, when a commit has
 * failed in a way that leaves its durability unknown: the process is to stop.
 *
 * @param shared how a database that others have open, too, is shared with them
 */
public record Options(Limits limits, Schema schema, Watch watch, Runnable onFatal, Shared shared) {
    /**
     * @param connections for requests; a few more keep watch
     * @param listens whether the database tells servers of each other's writes; otherwise they look once a second
     * @param itsTime whether units happen by the database's clock rather than by this process's
     */
    public record Shared(int connections, boolean listens, boolean itsTime) {
        public static final Shared STANDARD = new Shared(16, true, true);
    }

    public static Options standard(Runnable onFatal) {
        return new Options(Limits.STANDARD, Schema.OURS, Watch.NOBODY, onFatal, Shared.STANDARD);
    }

    public Options limits(Limits other) {
        return new Options(other, schema, watch, onFatal, shared);
    }

    public Options schema(Schema other) {
        return new Options(limits, other, watch, onFatal, shared);
    }

    public Options watch(Watch other) {
        return new Options(limits, schema, other, onFatal, shared);
    }

    public Options shared(Shared other) {
        return new Options(limits, schema, watch, onFatal, other);
    }
}
