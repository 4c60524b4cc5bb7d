package dev.countersign.core;

import dev.countersign.domain.Unavailable;
import dev.countersign.store.Backlog;
import dev.countersign.store.Db;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How this server and what it stands on are doing, for an operator to see. It is of no account, and names nobody. */
public final class Condition {
    /** Beyond it, it is said to be so many or more. */
    public static final int MOST_COUNTED = 10_000;

    private final Db db;
    private final String version;
    private final Supplier<Sending> sending;
    private final LongSupplier nanos;
    private final long begun;

    /**
     * @param version of this server; empty where it was not built to be released
     * @param nanos a stopwatch
     */
    public Condition(Db db, String version, Supplier<Sending> sending, LongSupplier nanos) {
        this.db = db;
        this.version = version;
        this.sending = sending;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /**
     * What this server sends.
     *
     * @param lagSeconds for how long the row that waits longest could have been sent
     * @param pushes tries within the last hour
     */
    public record Sending(int lagSeconds, int pushes, int pushesFailed) {}

    /**
     * What an operator sees.
     *
     * @param trouble why the record cannot be used; null while it can
     * @param milliseconds a look at the record took; null where there was none
     * @param owed rows of the outbox; null where that could not be seen
     * @param servers that use this record; null where they do not hear of each other
     */
    public record Seen(
            String version,
            int uptimeSeconds,
            String engine,
            @Nullable String trouble,
            @Nullable Integer milliseconds,
            @Nullable Integer owed,
            Sending sending,
            @Nullable Integer servers) {}

    public Seen look() {
        String trouble = db.trouble();
        Integer owed = null;
        Integer took = null;
        long before = nanos.getAsLong();
        try {
            owed = db.<Integer>read(tx -> new Backlog(tx).owed(MOST_COUNTED));
            took = (int) TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - before);
        } catch (Unavailable e) {
            trouble = trouble == null ? String.valueOf(e.getMessage()) : trouble;
        }
        return new Seen(
                version,
                (int) TimeUnit.NANOSECONDS.toSeconds(before - begun),
                db.kind(),
                trouble,
                took,
                owed,
                sending.get(),
                db.peers().servers());
    }
}
