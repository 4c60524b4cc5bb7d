package dev.countersign.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A line to PostgreSQL that breaks when it is told to: at the next commit, before it arrives or before its reply does. */
public final class BadLine extends PostgresConnector {
    /** What befalls a commit. */
    public enum Fate {
        /** It never gets there. */
        UNSENT,
        /** It is done, and nobody hears of it. */
        UNHEARD,
        /** The database rolls it back, since others were at the same rows. */
        REFUSED
    }

    private final Deque<Fate> fates = new ConcurrentLinkedDeque<>();
    private volatile Runnable meanwhile = () -> {};

    BadLine(PostgresUrl url) {
        super(url);
    }

    /** The next commits, in order, meet with this. */
    public void next(Fate... each) {
        fates.addAll(List.of(each));
    }

    /** What others do each time the line has broken, before anybody comes by another. */
    public void meanwhile(Runnable deed) {
        meanwhile = deed;
    }

    @Override
    DataSource source() {
        DataSource driver = super.source();
        return (DataSource) Proxy.newProxyInstance(
                BadLine.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, method, args) -> {
                    Object made = through(() -> method.invoke(driver, args));
                    return made instanceof Connection connection ? breaking(connection) : made;
                });
    }

    private Connection breaking(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                BadLine.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, args) -> {
                    if (method.getName().equals("commit")) {
                        commit(connection);
                        return null;
                    }
                    return through(() -> method.invoke(connection, args));
                });
    }

    private void commit(Connection connection) throws SQLException {
        Fate fate = fates.poll();
        if (fate == Fate.REFUSED) {
            connection.rollback();
            throw new SQLException("could not serialize access", "40001");
        }
        if (fate != Fate.UNSENT) {
            connection.commit();
        }
        if (fate != null) {
            connection.close();
            meanwhile.run();
            throw new SQLException("the line broke", "08006");
        }
    }

    private interface Call {
        @Nullable
        Object now() throws ReflectiveOperationException;
    }

    private static @Nullable Object through(Call call) throws Throwable {
        try {
            return call.now();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
