package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One unit of work, or one look at the record, while it runs: its single instant, the ids it draws, and the statements it
 * may run. Good only inside the function it was given to.
 */
public final class Tx {
    static final String SAVE = "SAVEPOINT unit";

    private final Session session;
    private final Draws draws;
    private final Kind kind;
    private final Thread thread = Thread.currentThread();
    private boolean open = true;
    private boolean wrote;
    private int drawn;
    private final List<Trace> traces = new ArrayList<>(2);
    private @Nullable SQLException failure;

    private enum Kind {
        LOOK,
        /** A transaction of its own. */
        ALONE,
        /** Others share its transaction: it stands behind a savepoint. */
        AMONG_OTHERS
    }

    /** A question that finds a row once this unit is committed, and only then. */
    record Trace(String sql, Object[] args) {}

    private Tx(Session session, Draws draws, Kind kind) {
        this.session = session;
        this.draws = draws;
        this.kind = kind;
    }

    static Tx unit(Session session, Draws draws) {
        return new Tx(session, draws, Kind.AMONG_OTHERS);
    }

    static Tx alone(Session session, Draws draws) {
        return new Tx(session, draws, Kind.ALONE);
    }

    static Tx look(Session session, Draws draws) {
        return new Tx(session, draws, Kind.LOOK);
    }

    /** The one instant at which all of this happens, in whole milliseconds; no later unit has an earlier one. */
    public Instant now() {
        return draws.now();
    }

    /** A new id of 16 bytes: this unit's milliseconds, then chance. The same again, in the same order, if the unit is retried. */
    public byte[] id() {
        check();
        if (kind == Kind.LOOK) {
            throw new IllegalStateException("a look names nothing new");
        }
        return draws.id(drawn++);
    }

    /** This unit's own name, the same over its tries: by what is written under it, it knows what it did. */
    byte[] name() {
        return draws.name();
    }

    /**
     * Whether an earlier try of this unit may have been committed without our hearing of it. Then what it was to remove may
     * be gone already.
     */
    public boolean again() {
        return draws.doubtful();
    }

    /** Leaves word of how to see that this unit was committed, should the reply to its commit be lost. */
    void trace(String sql, Object... args) {
        traces.add(new Trace(sql, args));
    }

    List<Trace> traces() {
        return traces;
    }

    /** How many rows it touched. */
    public int update(String sql, @Nullable Object... args) {
        check();
        save();
        return guard(sql, () -> session.update(sql, args));
    }

    public <T> List<T> all(String sql, RowReader<T> reader, @Nullable Object... args) {
        check();
        if (kind != Kind.LOOK && !sql.regionMatches(true, 0, "SELECT", 0, 6)) {
            save(); // UPDATE … RETURNING writes too
        }
        return guard(sql, () -> session.all(sql, reader, args));
    }

    /** The one row there is, or null. */
    public <T> @Nullable T one(String sql, RowReader<T> reader, @Nullable Object... args) {
        List<T> found = all(sql, reader, args);
        if (found.size() > 1) {
            throw new IllegalStateException("more than one row: " + sql);
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    /** Writes something, whatever the schema: is there room again? */
    void probe() {
        check();
        save();
        guard("", () -> {
            session.run("PRAGMA user_version = 0");
            return 0;
        });
    }

    /** Whether there is anything of it to be committed, or rolled back. */
    boolean wrote() {
        return wrote;
    }

    @Nullable
    SQLException failure() {
        return failure;
    }

    void end() {
        open = false;
    }

    private void save() {
        if (kind == Kind.LOOK) {
            throw new IllegalStateException("a look writes nothing");
        }
        if (!wrote && kind == Kind.AMONG_OTHERS) {
            guard(SAVE, () -> {
                session.run(SAVE);
                return 0;
            });
        }
        wrote = true;
    }

    /** A unit whose statement failed is lost, even if it swallows the exception: some engines allow it nothing more. */
    private void check() {
        if (!open || !thread.equals(Thread.currentThread())) {
            throw new IllegalStateException("a unit of work is over when its function returns");
        }
        SQLException before = failure;
        if (before != null) {
            throw thrown("nothing follows a failed statement", before);
        }
    }

    private <T> T guard(String sql, Statement<T> statement) {
        try {
            return statement.run();
        } catch (SQLException e) {
            failure = e;
            throw thrown(sql, e);
        }
    }

    static RuntimeException thrown(String what, SQLException e) {
        Fault fault = Fault.of(e);
        return fault.aborts() ? new Unavailable(fault.words(), e) : new IllegalStateException(what, e);
    }

    private interface Statement<T> {
        T run() throws SQLException;
    }
}
