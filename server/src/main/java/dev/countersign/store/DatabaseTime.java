package dev.countersign.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps asking the database what time it is, puts our clock right by the answer, and sees by the same question whether the
 * database is there. All servers on it go by its clock; one whose own is far off is not ready, as somebody has to see to it.
 */
final class DatabaseTime implements AutoCloseable {
    // spec PostgreSQL 9.9.5: the time of this very statement, not of its transaction
    static final String ASK = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

    static final long MOST_ASTRAY_MILLIS = 2000;
    private static final long BETWEEN_LOOKS_MILLIS = 5000;
    private static final int SAMPLES = 3;

    private final DataSource source;
    private final Supplier<@Nullable String> away;
    private final Instants instants;
    private final Db.Sources sources;
    private final Trouble trouble;
    private final boolean follows;
    private final Semaphore calls = new Semaphore(0);
    private final Thread thread;
    private volatile long offset;
    private volatile boolean closed;

    /**
     * One that has not begun to look.
     *
     * @param away the word on why no server may use the database, asked where it is not reached; null where there is none
     * @param follows whether our clock is put right; otherwise the database is only looked for
     */
    DatabaseTime(
            DataSource source,
            Supplier<@Nullable String> away,
            Instants instants,
            Db.Sources sources,
            Trouble trouble,
            boolean follows) {
        this.source = source;
        this.away = away;
        this.instants = instants;
        this.sources = sources;
        this.trouble = trouble;
        this.follows = follows;
        this.thread = Thread.ofPlatform().daemon().name("store-time").unstarted(this::work);
    }

    void start() {
        look();
        thread.start();
    }

    /** Somebody wants to know whether the trouble is over. */
    void lookSoon() {
        calls.release();
    }

    /** Why nobody should rely on our clock; null where it is well. */
    @Nullable
    String astray() {
        long found = offset;
        if (follows && Math.abs(found) > MOST_ASTRAY_MILLIS) {
            return "this machine's clock is " + Math.abs(found) + " ms " + (found > 0 ? "behind" : "ahead of")
                    + " the database's";
        }
        // It never goes back, so where it followed a leap it waits: no code is good meanwhile, and nothing ends.
        long ahead = instants.ahead();
        return follows && ahead > MOST_ASTRAY_MILLIS
                ? "time stands still here for " + ahead
                        + " ms, since a clock leapt ahead and came back; start this server anew"
                : null;
    }

    private void work() {
        while (!closed) {
            try {
                if (calls.tryAcquire(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
                    TimeUnit.MILLISECONDS.sleep(100);
                    calls.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
            if (!closed) {
                look();
            }
        }
    }

    private void look() {
        try (Connection connection = source.getConnection()) {
            Session session = new Session(connection);
            long quickest = Long.MAX_VALUE;
            long found = 0;
            for (int i = 0; i < SAMPLES; i++) {
                long begun = sources.nanos().getAsLong();
                long theirs = session.all(ASK, row -> row.number(1)).getFirst();
                long took = sources.nanos().getAsLong() - begun;
                if (took < quickest) {
                    // They answered about halfway between our asking and our hearing.
                    quickest = took;
                    found = theirs
                            + TimeUnit.NANOSECONDS.toMillis(took / 2)
                            - sources.clock().millis();
                }
            }
            if (follows) {
                offset = found;
                instants.correct(found);
            }
            trouble.passed();
        } catch (SQLException e) {
            // That all connections are busy is no word about the database.
            if (!closed && !PostgresEngine.busy(e)) {
                String words = away.get();
                trouble.met(words == null ? Fault.LOST : Fault.MOVED, words == null ? e : new Moved.Away(words));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
