package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.testkit.Postgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a server starts on a PostgreSQL database that is not as it might be, and what its operator is told. */
@Tag("database")
@Tag("postgresql")
class PostgresStartTest {
    private static final Postgres SERVER = Postgres.shared();

    private static PostgresUrl url(String name) {
        return PostgresUrl.parse(SERVER.url(name));
    }

    private static Db open(PostgresUrl url) {
        Options options = Options.standard(() -> {}).shared(new Options.Shared(2, false, false));
        return Db.open(url, options, InstantSource.system(), new Random(1), System::nanoTime);
    }

    private static void execute(String name, String sql) {
        try (Connection connection = SERVER.connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void openAndClose(PostgresUrl url) {
        try (Db db = open(url)) {
            assertThat(Database.rows(db, "challenge")).isZero();
        }
    }

    @Test
    void aDatabaseThatCannotWriteEveryNameIsRefused() {
        String name = "latin" + SERVER.create();
        execute("postgres", "CREATE DATABASE " + name + " ENCODING 'LATIN1' TEMPLATE template0");
        assertThatThrownBy(() -> open(url(name)))
                .isInstanceOf(Unusable.class)
                .hasMessage("The database " + SERVER.url(name)
                        + " keeps its text as LATIN1: make one with ENCODING 'UTF8'.");
    }

    @Test
    void whatExtensionsAndViewsAddToTheSchemaIsNobodysRecord() {
        String name = SERVER.create();
        execute(name, "CREATE VIEW theirs AS SELECT 1 AS x");
        execute(name, "CREATE TABLE places (x INT PRIMARY KEY)");
        // As the extension's own script would have made it.
        execute(
                name,
                "INSERT INTO pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)"
                        + " SELECT CAST('pg_class' AS regclass), c.oid, 0, CAST('pg_extension' AS regclass), e.oid, 0, 'e'"
                        + " FROM pg_class c, pg_extension e"
                        + " WHERE c.relname IN ('places', 'theirs') AND e.extname = 'plpgsql'");
        openAndClose(url(name));
        execute(name, "CREATE VIEW asked AS SELECT expires FROM challenge");
        try (Session session = RecordPlace.of(url(name)).open()) {
            assertThat(TableShape.all(session, Dialect.POSTGRESQL))
                    .extracting(TableShape::name)
                    .contains("challenge")
                    .doesNotContain("theirs", "places", "asked");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRecordThatAnotherSetOfMigrationsMadeIsRefusedByTheirNumber() {
        String name = SERVER.create();
        migrateTo(name, 5);
        execute(name, "UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version IN ('3', '5')");
        assertThatThrownBy(() -> open(url(name)))
                .isInstanceOf(Unusable.class)
                .hasMessage("The database " + SERVER.url(name)
                        + " was made by a server whose migrations 3, 5 are others than"
                        + " this server's: start that server.");
    }

    @Test
    void whoMayMakeNoTablesIsToldSo() {
        String name = SERVER.create();
        execute(name, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        execute(name, "CREATE ROLE stranger_" + name + " LOGIN");
        PostgresUrl theirs = PostgresUrl.parse(SERVER.url(name).replace("//postgres@", "//stranger_" + name + "@"));
        assertThatThrownBy(() -> open(theirs))
                .isInstanceOf(Unusable.class)
                .hasMessage("The database " + theirs
                        + " could not be brought to this server's schema: permission denied for schema public.");
    }

    @Test
    void whereAHostIsNotFoundItIsSaidSo() {
        String nowhere = "x".repeat(64); // a label too long for any name, so nobody is asked for it
        assertThatThrownBy(() -> open(PostgresUrl.parse("postgresql://c@" + nowhere + "/c")))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("UnknownHostException: " + nowhere);
    }

    @Test
    void whatTheDatabaseCutsOffIsNotTakenForAnotherProcess() {
        String name = SERVER.create();
        openAndClose(url(name));
        execute("postgres", "ALTER DATABASE " + name + " SET statement_timeout = '300ms'");
        execute(name, "CREATE FUNCTION slowly() RETURNS BIGINT LANGUAGE sql AS 'SELECT 1 FROM pg_sleep(60)'");
        try (Db db = open(url(name))) {
            assertThatThrownBy(() -> Database.number(db, "SELECT slowly()"))
                    .hasMessage("the database cut off what took it too long");
        }
    }

    private static void migrateTo(String name, int level) {
        Flyway.configure(PostgresStartTest.class.getClassLoader())
                .dataSource(new PostgresConnector(url(name)).source())
                .locations("classpath:" + Schema.OURS.location())
                .target(String.valueOf(level))
                .load()
                .migrate();
    }

    private static boolean waits(String name) throws SQLException {
        try (Connection connection = SERVER.connect(name);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
            rows.next();
            return rows.getLong(1) > 0;
        }
    }

    private static void until(String name, boolean waiting) throws SQLException {
        long last = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (waits(name) != waiting) {
            assertThat(System.nanoTime()).isLessThan(last);
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** And those who came after it are not held up for longer than they have patience. */
    @Test
    void anUpgradeWaitsForWhoeverHoldsATableAndHoldsUpNobodyMeanwhile() throws Exception {
        String name = SERVER.create();
        migrateTo(name, 3);
        CompletableFuture<Void> upgrade;
        try (Connection holder = SERVER.connect(name);
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE challenge IN ACCESS SHARE MODE");
            // A line that is given up after a second does not get through such an upgrade.
            PostgresUrl hasty = PostgresUrl.parse(SERVER.url(name) + "?socketTimeout=1");
            upgrade = CompletableFuture.runAsync(() -> openAndClose(hasty));
            until(name, true);
            until(name, false);
            assertThat(upgrade).isNotDone();
            until(name, true);
        }
        upgrade.get(1, TimeUnit.MINUTES);
    }

    @Test
    void anIndexOverAllChallengesIsBuiltWhileTheyAreWritten() throws Exception {
        String name = SERVER.create();
        migrateTo(name, 5);
        execute("postgres", "ALTER DATABASE " + name + " SET default_transaction_isolation = 'serializable'");
        CompletableFuture<Void> upgrade;
        try (Connection writer = SERVER.connect(name);
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("LOCK TABLE challenge IN ROW EXCLUSIVE MODE");
            upgrade = CompletableFuture.runAsync(() -> openAndClose(url(name)));
            until(name, true);
            // As another write takes it: it does not queue behind the build, which waits for the first.
            execute(name, "BEGIN; SET LOCAL lock_timeout = 1; LOCK TABLE challenge IN ROW EXCLUSIVE MODE; COMMIT");
        }
        upgrade.get(1, TimeUnit.MINUTES);
    }

    /** What was begun outside of a transaction and given up is begun anew, by whoever gave it up and by whoever comes later. */
    @Test
    void anIndexThatWaitedInVainIsTriedAgain() throws Exception {
        String name = SERVER.create();
        migrateTo(name, 5);
        CompletableFuture<Void> upgrade;
        try (Connection writer = SERVER.connect(name);
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("LOCK TABLE challenge IN ROW EXCLUSIVE MODE");
            upgrade = CompletableFuture.runAsync(() -> openAndClose(url(name)));
            until(name, true);
            until(name, false);
            until(name, true);
        }
        upgrade.get(1, TimeUnit.MINUTES);
        execute(name, "UPDATE flyway_schema_history SET success = FALSE WHERE version = '6'");
        openAndClose(url(name));
    }

    /** Lends everybody one session, as a pooler in transaction mode does where nobody is in the middle of one. */
    private static final class OneSession extends PostgresConnector {
        private final Connection session;

        OneSession(PostgresUrl url, Connection session) {
            super(url);
            this.session = session;
        }

        @Override
        DataSource source() {
            return (DataSource) Proxy.newProxyInstance(
                    OneSession.class.getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (_, method, _) -> switch (method.getName()) {
                        case "getConnection" -> lent();
                        case "getLoginTimeout" -> 0;
                        default -> null;
                    });
        }

        private Object lent() {
            return Proxy.newProxyInstance(
                    OneSession.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, args) -> {
                        try {
                            return method.getName().equals("close") ? null : method.invoke(session, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @Test
    void behindAPoolerThatLendsItsSessionsOneMustSaySo() throws SQLException {
        String name = SERVER.create();
        openAndClose(url(name));
        Options.Shared listening = new Options.Shared(4, true, false);
        Options.Shared deaf = new Options.Shared(4, false, false);
        PostgresUrl prepared = PostgresUrl.parse(SERVER.url(name) + "?prepareThreshold=0");
        try (Connection session = SERVER.connect(name)) {
            for (Options.Shared shared : List.of(listening, deaf)) {
                assertThatThrownBy(() -> start(new OneSession(url(name), session), shared))
                        .isInstanceOf(Unusable.class)
                        .hasMessage(
                                "The database " + SERVER.url(name) + " is behind a pooler that lends its sessions"
                                        + " for a transaction each: say prepareThreshold=0 in the URL, and --database-listen false.");
            }
            assertThatThrownBy(() -> start(new OneSession(prepared, session), listening))
                    .isInstanceOf(Unusable.class);
            start(new OneSession(prepared, session), deaf);
        }
        start(new PostgresConnector(url(name)), listening);
    }

    private static void start(PostgresConnector connector, Options.Shared shared) {
        Options options = Options.standard(() -> {}).shared(shared);
        Db.Sources sources = new Db.Sources(InstantSource.system(), new Random(1), System::nanoTime);
        PostgresEngine.start(connector, options, sources).close();
    }
}
