package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One unit, or one look, on PostgreSQL, over as many tries as its caller's patience allows. It is tried again where others
 * were at the same rows, or the connection was lost. Where the reply to a commit was lost, the unit may have happened: it
 * first looks whether it did, and looks again before it says no or fails; its ids and its instant stay the same, so a try
 * that is still on its way at the database and the next one cannot both come to pass.
 */
final class Tries<T extends @Nullable Object> {
    /** A duplicate key that stays one is no race: the unit itself is wrong. */
    private static final int MOST_DUPLICATES = 10;

    /** Together with how long the database lets a transaction stand still, well within the time in which ends settle. */
    private static final long OLDEST_NANOS = Db.LONGEST_UNIT.toNanos() / 2;

    private static final String DUPLICATE = "23505";
    private static final long LONGEST_PAUSE_MILLIS = 200;

    private final PostgresEngine engine;
    private final Function<Tx, T> work;
    private final long deadline;
    private Draws draws;
    private @Nullable Doubt<T> doubt;
    private int tries;

    Tries(PostgresEngine engine, Function<Tx, T> work) {
        this.engine = engine;
        this.work = work;
        this.draws = engine.draws();
        this.deadline = engine.sources().nanos().getAsLong()
                + engine.limits().patience().toNanos();
    }

    /** A try whose commit was not answered for: what it would have given, and how to see whether it came to pass. */
    private record Doubt<T extends @Nullable Object>(Done<T> done, List<Tx.Trace> traces) {}

    /**
     * What came of a try: a value, which may be null.
     *
     * @param before whether it was an earlier try that was committed
     */
    private record Done<T extends @Nullable Object>(T value, boolean before) {}

    /** A try that is to be followed by another. */
    private static final class Again extends Exception {
        private static final long serialVersionUID = 1;
        private final Fault fault;

        Again(Fault fault, Throwable why) {
            super(why.getMessage(), why, false, false);
            this.fault = fault;
        }
    }

    @FunctionalInterface
    private interface Try<R extends @Nullable Object> {
        Done<R> on(Connection connection) throws SQLException, Again;
    }

    T write() {
        return untilDone(this::write);
    }

    T read() {
        return untilDone(this::read);
    }

    /** An interruption is kept for the caller: it would cut the connection, and with it who knows what. */
    private T untilDone(Try<T> once) {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                tries++;
                try {
                    return with(once).value();
                } catch (Again again) {
                    interrupted |= rest(again);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Done<T> with(Try<T> once) throws Again {
        Connection connection = connection();
        try {
            Done<T> done = once.on(connection);
            engine.met().passed();
            return done;
        } catch (SQLException e) {
            throw again(connection, e);
        } finally {
            giveBack(connection);
        }
    }

    private Connection connection() throws Again {
        try {
            return engine.connection();
        } catch (SQLException e) {
            if (e.getCause() == null) {
                throw new Unavailable("the store is too busy", e);
            }
            throw again(null, e);
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // What was done is done, and the pool does not lend it again.
        }
    }

    private Again again(@Nullable Connection connection, SQLException e) {
        // Of what the pool says, what the driver said to it is what matters.
        Fault fault = e.getSQLState() == null || Fault.of(e) == Fault.STATEMENT ? Fault.LOST : Fault.of(e);
        if (connection != null && fault == Fault.LOST) {
            engine.discard(connection);
        }
        if (fault != Fault.RACE) {
            engine.met().met(fault, e);
        }
        return new Again(fault, e);
    }

    private Done<T> read(Connection connection) throws SQLException, Again {
        Tx tx = Tx.look(new Session(connection), draws);
        try {
            return new Done<>(work.apply(tx), false);
        } catch (RuntimeException e) {
            mustBeItsOwn(connection, tx, e);
            throw e;
        } finally {
            tx.end();
        }
    }

    private Done<T> write(Connection connection) throws SQLException, Again {
        Done<T> before = committed(connection);
        if (before != null) {
            return before;
        }
        long begun = engine.sources().nanos().getAsLong();
        connection.setAutoCommit(false);
        Tx tx = Tx.alone(new Session(connection), draws);
        Done<T> done = run(connection, tx);
        if (done.before()) {
            return done;
        }
        if (tx.wrote()) {
            mustBeOfToday(connection);
            commit(connection, tx, done);
        } else {
            connection.rollback();
        }
        engine.watch().batch(1, engine.sources().nanos().getAsLong() - begun);
        return done;
    }

    private Done<T> run(Connection connection, Tx tx) throws SQLException, Again {
        try {
            T value = work.apply(tx);
            SQLException failure = tx.failure();
            if (failure != null) {
                throw Tx.thrown("a statement failed and the unit went on", failure);
            }
            return new Done<>(value, false);
        } catch (RuntimeException | Error e) {
            mustBeItsOwn(connection, tx, e);
            connection.rollback();
            Done<T> before = committed(connection);
            if (before == null) {
                throw e;
            }
            return before;
        } finally {
            tx.end();
        }
    }

    /** Whether it is the unit's own doing; otherwise it is tried again. */
    private void mustBeItsOwn(Connection connection, Tx tx, Throwable e) throws SQLException, Again {
        SQLException failure = tx.failure();
        if (failure != null && Fault.of(failure).aborts()) {
            if (DUPLICATE.equals(failure.getSQLState()) && tries > MOST_DUPLICATES) {
                throw new IllegalStateException("a duplicate key stays one", failure);
            }
            if (Fault.of(failure) != Fault.LOST) {
                rollBack(connection);
            }
            throw again(connection, failure);
        }
        if (e instanceof Overtaken) {
            rollBack(connection);
            throw new Again(Fault.RACE, e);
        }
    }

    private static void rollBack(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    /** A unit whose instant is long past decides by what is not so any more: it is done again, as of now. */
    private void mustBeOfToday(Connection connection) throws SQLException, Again {
        if (draws.age() > OLDEST_NANOS) {
            connection.rollback();
            if (doubt == null) {
                draws = engine.draws();
            }
            throw new Again(Fault.RACE, new Unavailable("it took too long", null));
        }
    }

    private void commit(Connection connection, Tx tx, Done<T> done) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (Fault.of(e) != Fault.RACE) {
                doubt = new Doubt<>(new Done<>(done.value(), true), List.copyOf(tx.traces()));
                draws.doubt();
            }
            throw e;
        }
    }

    /** What an earlier try gave, where that one was committed after all. */
    private @Nullable Done<T> committed(Connection connection) throws SQLException {
        Doubt<T> open = doubt;
        if (open == null) {
            return null;
        }
        connection.setAutoCommit(true);
        Session session = new Session(connection);
        for (Tx.Trace trace : open.traces()) {
            if (!session.all(trace.sql(), row -> row.number(1), trace.args()).isEmpty()) {
                return open.done();
            }
        }
        return null;
    }

    /** Waits a little, the longer the oftener; throws where patience is at its end. Whether somebody interrupted it. */
    private boolean rest(Again again) {
        long left = TimeUnit.NANOSECONDS.toMillis(
                deadline - engine.sources().nanos().getAsLong());
        long most = Math.min(LONGEST_PAUSE_MILLIS, (again.fault == Fault.RACE ? 1L : 20L) << Math.min(tries, 8));
        long pause = 1 + engine.sources().random().nextLong(most);
        if (left <= pause) {
            throw new Unavailable(again.fault.words(), again);
        }
        try {
            TimeUnit.MILLISECONDS.sleep(pause);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
