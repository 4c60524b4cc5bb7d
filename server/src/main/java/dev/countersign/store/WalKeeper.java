package dev.countersign.store;

import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * Keeps the write-ahead log in bounds, on the writer's thread between its transactions, where no commit can overtake it. A
 * checkpoint held back by readers is tried again when the log has grown a little more.
 */
final class WalKeeper {
    private static final int FRAME = 4096 + 24;
    private static final String SHORT_WAIT = "PRAGMA busy_timeout = 50";
    private static final String USUAL_WAIT = "PRAGMA busy_timeout = 10";

    private final Session session;
    private final LongSupplier nanos;
    private final Watch watch;
    private final long limit;
    private final long step;
    private long next;

    WalKeeper(Session session, Options options, LongSupplier nanos) {
        this.session = session;
        this.nanos = nanos;
        this.watch = options.watch();
        this.limit = options.limits().walBytes();
        this.step = limit / 8;
        this.next = limit;
    }

    void keep() throws SQLException {
        State state = ask("NOOP");
        if (state.bytes() >= next) {
            session.run(SHORT_WAIT);
            try {
                checkpoint("RESTART", state.bytes());
            } finally {
                session.run(USUAL_WAIT);
            }
        }
    }

    /** At an orderly end: nothing is left in the log, and the next start finds the file closed. */
    void finish() throws SQLException {
        session.run("PRAGMA busy_timeout = 1000");
        checkpoint("TRUNCATE", ask("NOOP").bytes());
    }

    private void checkpoint(String mode, long bytes) throws SQLException {
        long begun = nanos.getAsLong();
        next = bytes + step; // should it fail
        State state = ask(mode);
        if (!state.heldBack) {
            next = limit;
        }
        watch.checkpoint(bytes, nanos.getAsLong() - begun);
    }

    private State ask(String mode) throws SQLException {
        return session.all(
                        "PRAGMA wal_checkpoint(" + mode + ")",
                        row -> new State(row.number(1) != 0, row.number(2), row.number(3)))
                .getFirst();
    }

    /** What SQLite tells of its log. One that is wholly carried over starts again at its beginning with the next commit. */
    private record State(boolean heldBack, long frames, long carried) {
        long bytes() {
            return frames == carried ? 0 : frames * FRAME;
        }
    }
}
