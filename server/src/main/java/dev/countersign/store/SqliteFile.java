package dev.countersign.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;

/**
 * The database as a file with its two companions. Once SQLite has it open nobody else in this process may open and close
 * it: closing any descriptor of a file drops all of the process's POSIX locks on it, SQLite's too.
 */
final class SqliteFile implements Connector {
    private static final Properties DRIVER = new Properties();

    static {
        // We never ask for keys the database made; the driver would look for an INSERT in every statement.
        DRIVER.setProperty("jdbc.get_generated_keys", "false");
    }

    private final Path path;

    SqliteFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** A new file may be read by its owner alone; SQLite gives its companions the same permissions. */
    void createIfAbsent() {
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (IOException e) {
            throw new Unusable("The database " + path + " cannot be created: " + e + ".", e);
        }
    }

    /** A log that was left behind: the last process did not close the database, or another has it open now. */
    boolean leftOpen() {
        return size(path.resolveSibling(path.getFileName() + "-wal")) > 0;
    }

    long bytes() {
        return size(path);
    }

    Path path() {
        return path;
    }

    String url() {
        return "jdbc:sqlite:" + path;
    }

    @Override
    public Connection connect(Role role) throws SQLException {
        Connection connection = JDBC.createConnection(url(), DRIVER);
        try (Statement statement = connection.createStatement()) {
            for (String setting : Dialect.SQLITE.settings(role)) {
                statement.execute(setting);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
