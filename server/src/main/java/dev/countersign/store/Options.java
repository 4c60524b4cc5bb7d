package dev.countersign.store;

/**
 * What the process decides about its store. {@code onFatal} is called, once and on a thread of its own, when a commit has
 * failed in a way that leaves its durability unknown: the process is to stop.
 */
public record Options(Limits limits, Schema schema, Watch watch, Runnable onFatal) {
    public static Options standard(Runnable onFatal) {
        return new Options(Limits.STANDARD, Schema.OURS, Watch.NOBODY, onFatal);
    }

    public Options limits(Limits other) {
        return new Options(other, schema, watch, onFatal);
    }

    public Options schema(Schema other) {
        return new Options(limits, other, watch, onFatal);
    }

    public Options watch(Watch other) {
        return new Options(limits, schema, other, onFatal);
    }
}
