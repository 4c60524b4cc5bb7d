package dev.countersign.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes connections to one PostgreSQL database: those that requests share, and others. Tests put a bad line in between. */
class PostgresConnector implements Connector {
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
        return source(url);
    }

    /** Connections over which something may take long. */
    DataSource sourceAtLeisure() {
        return source(url.atLeisure());
    }

    private static DataSource source(PostgresUrl url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.jdbc());
        Properties driver = url.driver();
        try {
            for (String name : driver.stringPropertyNames()) {
                source.setProperty(name, driver.getProperty(name));
            }
        } catch (SQLException e) {
            throw new Unusable("The database " + url + " cannot be reached: " + e.getMessage() + ".", e);
        }
        return source;
    }

    @Override
    public Connection connect(Role role) throws SQLException {
        Connection connection = source().getConnection();
        try (Statement statement = connection.createStatement()) {
            for (String setting : Dialect.POSTGRESQL.settings(role)) {
                statement.execute(setting);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}
