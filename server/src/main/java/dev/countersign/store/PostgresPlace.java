package dev.countersign.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database on a PostgreSQL server, as whoever looks after it comes to it: at leisure, and past what stops servers. */
final class PostgresPlace extends RecordPlace {
    /** Of the lock by which copies keep out of each other's way. */
    private static final long COPYING = 0x636f_756e_7465_7273L;

    private final PostgresUrl url;

    PostgresPlace(PostgresUrl url) {
        this.url = url;
    }

    boolean saysHowToPrepare() {
        return url.saysHowToPrepare();
    }

    @Override
    Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    boolean exists() {
        return true;
    }

    @Override
    Session open() throws SQLException {
        Connection connection = new PostgresConnector(url.forItsKeeper()).connect(Role.OPENER);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET idle_in_transaction_session_timeout = 0");
            statement.execute("SET lock_timeout = 10000");
            return new Session(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    String begin() {
        return "BEGIN ISOLATION LEVEL READ COMMITTED";
    }

    @Override
    void bringUpToDate(Schema schema) {
        PostgresConnector connector = new PostgresConnector(url.forItsKeeper());
        Migrations migrations = new Migrations(url.toString(), connector, Dialect.POSTGRESQL, schema).evenIfMoved();
        if (!migrations.upToDate()) {
            migrations.migrate(connector.sourceOfMigrations());
        }
    }

    @Override
    @Nullable
    AutoCloseable claim(Session session) throws SQLException {
        boolean ours = session.all(
                        "SELECT CASE WHEN pg_try_advisory_lock(?) THEN 1 ELSE 0 END", row -> row.flag(1), COPYING)
                .getFirst();
        return ours ? () -> {} : null; // the lock goes with the session
    }

    @Override
    boolean serving(Session session) throws SQLException {
        return session.all(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND application_name = 'countersign' AND pid <> pg_backend_pid()",
                                row -> row.number(1))
                        .getFirst()
                > 0;
    }

    @Override
    void mustBeClosable(Session session) throws SQLException {
        boolean owns = session.all(
                        "SELECT CASE WHEN pg_has_role(current_user, datdba, 'USAGE') THEN 1 ELSE 0 END"
                                + " FROM pg_database WHERE datname = current_database()",
                        row -> row.flag(1))
                .getFirst();
        if (!owns) {
            throw unusable("can be closed for servers by its owner alone: give that user in the URL", null);
        }
    }

    @Override
    Hold hold(Session session, List<String> tables, RecordPlace to) throws SQLException {
        return PostgresHold.take(this, session, tables, to);
    }

    @Override
    void reopen(Session session) throws SQLException {
        session.run(begin());
        Moved.say(session, null);
        session.run("ALTER DATABASE " + quotedName(session) + " RESET default_transaction_read_only");
        session.run("COMMIT");
    }

    /** Where the record was moved away nobody gets in who wants to write; then that is the reason to tell of. */
    Unusable unusableSince(Unusable other) {
        String moved = moved();
        return moved == null ? other : unusable(moved, other);
    }

    /** The word on why no server may use it; null where there is none, or it cannot be asked for. */
    @Nullable
    String moved() {
        try (Session session = open()) {
            return Standing.of(session, dialect()).moved();
        } catch (SQLException e) {
            return null;
        }
    }

    static String quotedName(Session session) throws SQLException {
        return session.all("SELECT quote_ident(current_database())", row -> row.text(1))
                .getFirst();
    }

    /** So that it does not take many rows for none until it next looks by itself. */
    @Override
    void settle(Session session) throws SQLException {
        session.run("ANALYZE");
    }

    @Override
    public String setting() {
        return "--database " + url;
    }

    @Override
    RecordStatus describe(Session session, Standing standing, InstantSource clock) throws SQLException {
        return PostgresStatus.of(this, session, standing, clock);
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
