package dev.countersign.store;

import java.sql.SQLException;
import java.time.InstantSource;

/** What a PostgreSQL server says of itself and of a database on it. */
final class PostgresStatus {
    private PostgresStatus() {}

    static RecordStatus of(PostgresPlace place, Session session, Standing standing, InstantSource clock)
            throws SQLException {
        RecordStatus status = new RecordStatus(place, "PostgreSQL " + text(session, "SHOW server_version"));
        status.standing(standing);
        status.size(number(session, "SELECT pg_database_size(current_database())"));
        if (standing.record()) {
            status.rows(session, place.dialect());
        }
        status.fact("Primary", text(session, "SELECT CASE WHEN pg_is_in_recovery() THEN 'no' ELSE 'yes' END"));
        status.fact("Isolation", reset(session, "default_transaction_isolation"));
        durability(status, session);
        status.fact(
                "Connections",
                number(
                                session,
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND application_name = 'countersign'")
                        + " of servers, of " + text(session, "SHOW max_connections") + " the database takes in all");
        clock(status, session, clock);
        return status;
    }

    private static void durability(RecordStatus status, Session session) throws SQLException {
        String commit = reset(session, "synchronous_commit");
        String fsync = reset(session, "fsync");
        String pages = reset(session, "full_page_writes");
        status.fact("Durability", "synchronous_commit " + commit + ", fsync " + fsync + ", full_page_writes " + pages);
        if (commit.equals("off")) {
            status.warn("synchronous_commit is off: our own connections turn it on, others lose what they committed"
                    + " last when the database's machine fails.");
        }
        if (fsync.equals("off")) {
            status.warn(
                    "fsync is off: when the database's machine fails, what was acknowledged is lost and the database"
                            + " may be destroyed.");
        }
        if (pages.equals("off")) {
            status.warn("full_page_writes is off: when the database's machine fails, the database may be destroyed.");
        }
    }

    private static void clock(RecordStatus status, Session session, InstantSource clock) throws SQLException {
        long before = clock.millis();
        long theirs = number(session, DatabaseTime.ASK);
        long ahead = theirs - (before + clock.millis()) / 2;
        status.fact("Clock", Math.abs(ahead) + " ms " + (ahead < 0 ? "behind" : "ahead of") + " this machine's");
        if (Math.abs(ahead) > DatabaseTime.MOST_ASTRAY_MILLIS) {
            status.warn("A server on this machine would not be ready: its clock may be "
                    + DatabaseTime.MOST_ASTRAY_MILLIS + " ms from the database's at most.");
        }
    }

    /** What a session begins with, whatever we have set in ours. */
    private static String reset(Session session, String setting) throws SQLException {
        return session.all("SELECT reset_val FROM pg_settings WHERE name = ?", row -> row.text(1), setting)
                .getFirst();
    }

    private static String text(Session session, String question) throws SQLException {
        return session.all(question, row -> row.text(1)).getFirst();
    }

    private static long number(Session session, String question) throws SQLException {
        return session.all(question, row -> row.number(1)).getFirst();
    }
}
