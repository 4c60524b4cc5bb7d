package dev.countersign.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The writer's connection, overheard, and failing where a test wants it to. */
final class Disk implements Connector {
    private final SqliteFile file;
    private final List<String> settings;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private volatile Toy.Fails fails = sql -> {};

    Disk(Path file, String... settings) {
        this.file = new SqliteFile(file);
        this.settings = List.of(settings);
    }

    void fails(Toy.Fails when) {
        fails = when;
    }

    /** The statements the writer ran, without its questions about the log. */
    List<String> said() {
        return said;
    }

    static SQLException error(SQLiteErrorCode code) {
        return new SQLiteException("injected", code);
    }

    @Override
    public Connection connect(Role role) throws SQLException {
        Connection real = file.connect(role);
        if (role != Role.WRITER) {
            return real;
        }
        try (Statement statement = real.createStatement()) {
            for (String setting : settings) {
                statement.execute(setting);
            }
        }
        return proxy(Connection.class, (method, args) -> {
            Object made = call(real, method, args);
            return made instanceof PreparedStatement statement && args != null
                    ? overheard(statement, (String) args[0])
                    : made;
        });
    }

    private PreparedStatement overheard(PreparedStatement real, String sql) {
        return proxy(PreparedStatement.class, (method, args) -> {
            if (method.getName().startsWith("execute") && !sql.startsWith("PRAGMA")) {
                said.add(sql);
                fails.before(sql);
            }
            return call(real, method, args);
        });
    }

    private interface Heard {
        @Nullable
        Object on(Method method, Object @Nullable [] args) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Heard heard) {
        return type.cast(Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> heard.on(method, args)));
    }

    private static @Nullable Object call(Object real, Method method, Object @Nullable [] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
