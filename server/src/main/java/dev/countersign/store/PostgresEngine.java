package dev.countersign.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.countersign.domain.Unavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server that other processes may work on, too. Whoever asks does their own work, on a connection lent to
 * them; a unit has a transaction of its own, which holds one person's writes, so that a distributed database finds all of
 * them on one machine.
 */
final class PostgresEngine implements Engine {
    /** Whether somebody is inside a unit or a look of that engine, and may not begin another there. */
    private static final ScopedValue<PostgresEngine> INSIDE = ScopedValue.newInstance();

    private final HikariDataSource pool;
    private final Instants instants;
    private final Db.Sources sources;
    private final Options options;
    private final Trouble trouble;
    private final DatabaseTime time;
    private final PostgresPeers peers;

    private PostgresEngine(PostgresConnector connector, HikariDataSource pool, Options options, Db.Sources sources) {
        this.pool = pool;
        this.sources = sources;
        this.options = options;
        this.instants = new Instants(sources.clock());
        this.trouble = new Trouble(options.onFatal());
        this.time = new DatabaseTime(
                pool,
                connector.place()::moved,
                instants,
                sources,
                trouble,
                options.shared().itsTime());
        this.peers = new PostgresPeers(connector, sources, options.shared().listens());
    }

    static PostgresEngine start(PostgresConnector connector, Options options, Db.Sources sources) {
        Migrations migrations = new Migrations(connector.toString(), connector, Dialect.POSTGRESQL, options.schema());
        try {
            if (!migrations.upToDate()) {
                migrations.migrate(connector.sourceOfMigrations());
            }
        } catch (Unusable e) {
            throw connector.place().unusableSince(e);
        }
        HikariDataSource pool = new HikariDataSource(pool(connector, options));
        if (options.shared().listens() || !connector.place().saysHowToPrepare()) {
            mustHaveSessions(connector, pool);
        }
        PostgresEngine engine = new PostgresEngine(connector, pool, options, sources);
        engine.time.start();
        engine.peers.start();
        return engine;
    }

    /**
     * A pooler that lends a session for one transaction at a time gives one to another's statements prepared under the same
     * name: then anything may be done to anything. Whether there is one shows where two connections are one session.
     */
    private static void mustHaveSessions(PostgresConnector connector, HikariDataSource pool) {
        if (pool.getMaximumPoolSize() > 1 && lendsSessions(pool)) {
            pool.close();
            throw new Unusable(
                    "The database " + connector + " is behind a pooler that lends its sessions for a transaction each:"
                            + " say prepareThreshold=0 in the URL, and --database-listen false.",
                    null);
        }
    }

    private static boolean lendsSessions(HikariDataSource pool) {
        try (Connection one = pool.getConnection();
                Connection other = pool.getConnection()) {
            return session(one) == session(other);
        } catch (SQLException e) {
            return false; // there is none to be had just now, which is found soon enough
        }
    }

    private static long session(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static HikariConfig pool(PostgresConnector connector, Options options) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setDataSource(connector.source());
        config.setConnectionInitSql(String.join(";", Dialect.POSTGRESQL.settings(Role.WRITER)));
        config.setMaximumPoolSize(options.shared().connections());
        config.setMinimumIdle(Math.min(2, options.shared().connections()));
        config.setConnectionTimeout(Math.max(250, options.limits().patience().toMillis() * 3 / 5));
        config.setValidationTimeout(2000);
        config.setInitializationFailTimeout(-1); // we have just been there; from here on it may come and go
        config.setKeepaliveTime(30_000);
        config.setIdleTimeout(300_000);
        config.setMaxLifetime(600_000); // after a failover nobody clings to what was the primary
        return config;
    }

    @Override
    public <T extends @Nullable Object> T write(Function<Tx, T> unit) {
        return inside(() -> new Tries<>(this, unit).write());
    }

    @Override
    public <T extends @Nullable Object> T read(Function<Tx, T> look) {
        return inside(() -> new Tries<>(this, look).read());
    }

    private <T extends @Nullable Object> T inside(ScopedValue.CallableOp<T, RuntimeException> work) {
        if (INSIDE.isBound() && INSIDE.get() == this) {
            throw new IllegalStateException("a unit of work may not begin another inside itself");
        }
        if (pool.isClosed()) {
            throw new Unavailable("the store is stopped", null);
        }
        return ScopedValue.where(INSIDE, this).call(work);
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** Whether the pool had none to lend, though there is nothing wrong with those it has. */
    static boolean busy(SQLException e) {
        return e instanceof SQLTransientConnectionException && e.getCause() == null;
    }

    /** It leads nowhere any more: nobody is lent it again. */
    void discard(Connection connection) {
        pool.evictConnection(connection);
    }

    Draws draws() {
        return new Draws(instants, sources.random(), sources.nanos());
    }

    Db.Sources sources() {
        return sources;
    }

    Limits limits() {
        return options.limits();
    }

    Watch watch() {
        return options.watch();
    }

    Trouble met() {
        return trouble;
    }

    @Override
    public String kind() {
        return "postgresql";
    }

    @Override
    public @Nullable String trouble() {
        String words = trouble.words();
        if (words != null) {
            time.lookSoon();
            return words;
        }
        return time.astray();
    }

    @Override
    public InstantSource clock() {
        return options.shared().itsTime() ? instants : sources.clock();
    }

    @Override
    public Peers peers() {
        return peers;
    }

    @Override
    public void close() {
        peers.close();
        time.close();
        pool.close();
        trouble.stopped();
    }
}
