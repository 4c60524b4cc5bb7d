package dev.countersign.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes connections to one PostgreSQL database: those that requests share, and others. Tests put a bad line in between. */
class PostgresConnector implements Connector {
    private static final List<String> MIGRATING = List.of(
            // Whoever waited for another's migration is to see what it did, and not what was there before; and what
            // somebody sees who only waits keeps no index from being finished.
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED",
            // Whoever comes after a lock that waits, waits behind it: less long than callers have patience.
            "SET lock_timeout = 3000");

    private final PostgresUrl url;

    PostgresConnector(PostgresUrl url) {
        this.url = url;
    }

    PostgresPlace place() {
        return new PostgresPlace(url);
    }

    @Override
    public String toString() {
        return url.toString();
    }

    /** Connections as the driver makes them. */
    DataSource source() {
        return new Source(url, List.of());
    }

    /** Connections over which migrations are applied, which may take long. */
    DataSource sourceOfMigrations() {
        return new Source(url.atLeisure(), MIGRATING);
    }

    /** Connections that are told those words first. */
    private static final class Source extends PGSimpleDataSource {
        private static final long serialVersionUID = 1;

        private final transient List<String> words;

        Source(PostgresUrl url, List<String> words) {
            this.words = words;
            setUrl(url.jdbc());
            Properties driver = url.driver();
            try {
                for (String name : driver.stringPropertyNames()) {
                    setProperty(name, driver.getProperty(name));
                }
            } catch (SQLException e) {
                throw new Unusable("The database " + url + " cannot be reached: " + e.getMessage() + ".", e);
            }
        }

        @Override
        public Connection getConnection() throws SQLException {
            return told(super.getConnection(), words);
        }
    }

    private static Connection told(Connection connection, List<String> words) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String word : words) {
                statement.execute(word);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection connect(Role role) throws SQLException {
        return told(source().getConnection(), Dialect.POSTGRESQL.settings(role));
    }
}
