package dev.countersign.store;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A database to which nothing is written since its tables are locked by the session that also reads them. Reads go on;
 * should we die, the locks go with us and so do the writes. To close it for good it is made read-only before the locks are
 * let go, and all sessions from before are ended.
 */
final class PostgresHold implements Hold {
    private static final int MOST_TRIES = 5;
    private static final int MOST_LOOKS = 300;
    private static final long BETWEEN_LOOKS_MILLIS = 50;

    /** A connection that is just being made shows a little later than it was begun. */
    private static final int LOOKS_AT_LEAST = 6;

    /** Of other users' sessions a user without privileges sees little; they count, and then cannot be ended. */
    private static final String OTHERS = " FROM pg_stat_activity WHERE datname = current_database()"
            + " AND usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'"
            + " AND pid NOT IN (pg_backend_pid(), ?) AND coalesce(extract(epoch FROM backend_start), 0) * 1000 <= ?";

    private final PostgresPlace place;
    private final Session locking;
    private final RecordPlace to;
    private boolean closing;
    private boolean gone;

    private PostgresHold(PostgresPlace place, Session locking, RecordPlace to) {
        this.place = place;
        this.locking = locking;
        this.to = to;
    }

    static PostgresHold take(PostgresPlace place, Session session, List<String> tables, RecordPlace to)
            throws SQLException {
        for (int tries = 1; ; tries++) {
            session.run(place.begin());
            try {
                session.run("LOCK TABLE " + String.join(", ", tables) + " IN EXCLUSIVE MODE");
                return new PostgresHold(place, session, to);
            } catch (SQLException e) {
                session.run("ROLLBACK");
                if (Fault.of(e) != Fault.RACE || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void forGood() throws SQLException {
        long ours = locking.all("SELECT pg_backend_pid()", row -> row.number(1)).getFirst();
        try (Session other = place.open()) {
            closing = true;
            other.run(place.begin());
            Moved.say(other, Moved.leavingFor(to));
            other.run("ALTER DATABASE " + PostgresPlace.quotedName(other) + " SET default_transaction_read_only = on");
            other.run("COMMIT");
            endOthers(other, ours);
            // Still locked: since the locks were taken nobody has written anything, and nobody will.
            locking.all("SELECT 1", row -> row.number(1));
            Moved.say(other, Moved.goneTo(to));
            gone = true;
        }
    }

    /** Whoever came before it was read-only may write; whoever comes now may not. */
    private static void endOthers(Session session, long ours) throws SQLException {
        long now = session.all(
                        "SELECT CAST(ceil(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT)",
                        row -> row.number(1))
                .getFirst();
        for (int look = 1; look <= MOST_LOOKS; look++) {
            session.all("SELECT pg_terminate_backend(pid)" + OTHERS, _ -> true, ours, now);
            pause();
            long left = session.all("SELECT count(*)" + OTHERS, row -> row.number(1), ours, now)
                    .getFirst();
            if (left == 0 && look >= LOOKS_AT_LEAST) {
                return;
            }
        }
        throw new SQLException("other sessions at the source do not end");
    }

    private static void pause() throws SQLException {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    @Override
    public void letGo() throws SQLException {
        if (closing && !gone) {
            try (Session other = place.open()) {
                place.reopen(other);
            }
        }
        locking.run("ROLLBACK");
    }
}
