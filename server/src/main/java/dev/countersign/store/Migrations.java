package dev.countersign.store;

import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/**
 * Sees that a database is one this server may use, and brings its schema up to date. Most starts find nothing to do, and
 * then Flyway is not even loaded. On PostgreSQL Flyway lets one server at a time migrate; a file's keeper sees to it itself.
 */
final class Migrations {
    /** For a minute or two. */
    private static final int MOST_TRIES = 30;

    /** What PostgreSQL says where a lock was not to be had in time. */
    private static final String HELD = "55P03";

    /** The table in which the migration tool keeps what it did. */
    static final String HISTORY = "flyway_schema_history";

    private final String name;
    private final Connector connector;
    private final Dialect dialect;
    private final Schema schema;
    private final boolean evenIfMoved;

    /** @param name what the operator knows the database by */
    Migrations(String name, Connector connector, Dialect dialect, Schema schema) {
        this(name, connector, dialect, schema, false);
    }

    private Migrations(String name, Connector connector, Dialect dialect, Schema schema, boolean evenIfMoved) {
        this.name = name;
        this.connector = connector;
        this.dialect = dialect;
        this.schema = schema;
        this.evenIfMoved = evenIfMoved;
    }

    /** The same for whoever fills the database, or puts it back to use. */
    Migrations evenIfMoved() {
        return new Migrations(name, connector, dialect, schema, true);
    }

    /** Looks whether all is applied; throws what the operator has to know, if the database is not ours to use. */
    boolean upToDate() {
        return upToDate(_ -> {});
    }

    /** @param also something else to be looked at, before the schema is */
    boolean upToDate(Look also) {
        try (Session session = new Session(connector.connect(Role.OPENER))) {
            Set<String> tables = new HashSet<>(session.all(dialect.tables(), row -> row.text(1)));
            also.at(session);
            mustHoldAllText(session);
            if (tables.contains("schema_facts")) {
                checkReader(session);
            }
            if (tables.contains(HISTORY)) {
                List<Integer> applied = applied(session);
                if (applied.containsAll(schema.versions())) {
                    checkPlace(session);
                    return true;
                }
                return false;
            }
            if (!tables.isEmpty()) {
                throw unusable("belongs to another program", null);
            }
            return false;
        } catch (SQLException e) {
            throw unusable(reason(e), e);
        }
    }

    /** Names come in every script there is; where one cannot be written, whoever bears it would meet a failure of ours. */
    private void mustHoldAllText(Session session) throws SQLException {
        String encoding = session.all(dialect.encoding(), row -> row.text(1)).getFirst();
        if (!encoding.replace("-", "").equals("UTF8")) {
            throw unusable("keeps its text as " + encoding + ": make one with ENCODING 'UTF8'", null);
        }
    }

    @FunctionalInterface
    interface Look {
        void at(Session session) throws SQLException;
    }

    private void checkReader(Session session) throws SQLException {
        List<Long> oldest = session.all("SELECT oldest_reader FROM schema_facts", row -> row.number(1));
        if (oldest.size() != 1) {
            throw unusable("does not say which servers may use it; restore it from a backup", null);
        }
        if (oldest.getFirst() > schema.level()) {
            throw unusable(
                    "was upgraded by a newer server and needs schema level " + oldest.getFirst()
                            + ", while this server knows level " + schema.level() + "; start the newer server",
                    null);
        }
    }

    private void checkPlace(Session session) throws SQLException {
        if (evenIfMoved || schema.level() < Schema.SAYS_WHETHER_MOVED) {
            return;
        }
        String moved = Moved.of(session);
        if (moved != null) {
            throw unusable(moved, null);
        }
    }

    static List<Integer> applied(Session session) throws SQLException {
        return session.all(
                "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL",
                row -> Integer.valueOf(row.text(1)));
    }

    /**
     * Applies what is not. Where others hold a table that is to change, it is tried again: whoever came after us would wait
     * behind us for as long as we wait, so no try waits long.
     */
    void migrate(DataSource source) {
        FluentConfiguration configuration = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:" + schema.location())
                .failOnMissingLocations(true)
                .placeholders(Map.of("concurrently", dialect.concurrently()))
                .mixed(true)
                .ignoreMigrationPatterns("*:pending", "*:future"); // what is still to be done, or was by newer servers
        // Were its lock a transaction's, that one's snapshot would keep an index from being finished beside it.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        Flyway flyway = configuration.load();
        for (int tries = 1; !migrated(flyway, tries); tries++) {
            rest();
        }
        if (!upToDate()) {
            throw unusable("lacks a migration this server expects", null);
        }
    }

    /** False where others hold what is needed, and may let it go. */
    private boolean migrated(Flyway flyway, int tries) {
        try {
            forgetFailed();
            flyway.migrate();
            return true;
        } catch (FlywayException e) {
            SQLException why = reason(e);
            if (why != null && HELD.equals(why.getSQLState()) && tries < MOST_TRIES) {
                return false;
            }
            throw unusable(
                    e instanceof FlywayValidateException
                            ? "was made by a server whose migrations " + differing(flyway)
                                    + " are others than this server's: start that server"
                            : "could not be brought to this server's schema: "
                                    + (why == null ? firstLine(e) : RecordPlace.said(why)),
                    e);
        }
    }

    private static String differing(Flyway flyway) {
        return flyway.validateWithResult().invalidMigrations.stream()
                .map(migration -> migration.version)
                .collect(Collectors.joining(", "));
    }

    /**
     * What failed inside a transaction left nothing. Of what runs outside of one the migration tool writes down that it
     * failed, and refuses to go on: but such a script clears away itself what an earlier run of it has left.
     */
    private void forgetFailed() {
        try (Session session = new Session(connector.connect(Role.OPENER))) {
            if (session.all(dialect.tables(), row -> row.text(1)).contains(HISTORY)) {
                session.update("DELETE FROM flyway_schema_history WHERE NOT success");
            }
        } catch (SQLException e) {
            throw unusable(reason(e), e);
        }
    }

    /** The migration tool tells of a script; what was wrong with it the database has told. */
    private static @Nullable SQLException reason(FlywayException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException why) {
                return why;
            }
        }
        return null;
    }

    private void rest() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unusable("was not brought to this server's schema: interrupted", e);
        }
    }

    private static String reason(SQLException e) {
        return switch (Fault.of(e)) {
            case DAMAGED ->
                (e.getErrorCode() & 0xff) == 26 ? "is not a database" : "is damaged; restore it from a backup";
            case FULL -> "cannot be opened because the disk is full";
            case BUSY -> "is held by another process";
            default -> "cannot be opened: " + firstLine(e);
        };
    }

    static String firstLine(Exception e) {
        String line =
                String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("\\.$", "");
        // Of a host that is not found the driver says no more than that it did not get there.
        return e.getCause() instanceof IOException why && !(why instanceof ConnectException)
                ? line + " (" + why.getClass().getSimpleName() + ": " + why.getMessage() + ")"
                : line;
    }

    Unusable unusable(String what, @Nullable Throwable cause) {
        return new Unusable("The database " + name + " " + what + ".", cause);
    }
}
