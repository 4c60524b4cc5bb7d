package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The units that share one transaction. Each stands behind its own savepoint; nobody among them hears anything, not even a
 * no, before the commit is on disk, since a no may rest on a neighbour's row.
 */
final class Batch {
    private final Session session;
    private final Schema schema;
    private final Limits limits;
    private final LongSupplier nanos;
    private final Trouble trouble;
    private final List<Ticket<?>> taken = new ArrayList<>();
    private boolean wrote;
    private @Nullable SQLException abort;

    Batch(Session session, Schema schema, Limits limits, LongSupplier nanos, Trouble trouble) {
        this.session = session;
        this.schema = schema;
        this.limits = limits;
        this.nanos = nanos;
        this.trouble = trouble;
    }

    /** Takes from the line what there is, within the limits of one transaction, and runs it. The transaction is open. */
    void fill(Line line) {
        long last = nanos.getAsLong() + limits.work().toNanos();
        while (abort == null && taken.size() < limits.units() && nanos.getAsLong() - last < 0) {
            Ticket<?> ticket = line.poll();
            if (ticket == null) {
                return;
            }
            if (ticket.take()) {
                taken.add(ticket);
                run(ticket);
            }
        }
    }

    /** Commits, and lets everybody hear. How many units it were. */
    int finish() {
        if (abort == null) {
            commit();
        } else {
            salvage(abort);
        }
        taken.forEach(Ticket::complete);
        return taken.size();
    }

    /** Nothing is known of this transaction any more. */
    void abandon(Unavailable why) {
        for (Ticket<?> ticket : taken) {
            if (!ticket.over()) {
                ticket.fail(why);
                ticket.complete();
            }
        }
    }

    private void run(Ticket<?> ticket) {
        Tx tx = Tx.unit(session, ticket.draws());
        ticket.run(tx);
        SQLException failure = tx.failure();
        if (failure != null && !ticket.failed()) {
            ticket.fail(Tx.thrown("a statement failed and the unit went on", failure));
        }
        if (failure != null && Fault.of(failure).aborts()) {
            abort = failure;
            return;
        }
        try {
            settle(tx, ticket.failed());
        } catch (SQLException e) {
            abort = e; // there is no such savepoint any more: the engine has rolled everything back
            if (!ticket.failed()) {
                ticket.fail(new Unavailable(Fault.of(e).words(), e));
            }
        }
    }

    private void settle(Tx tx, boolean failed) throws SQLException {
        if (tx.wrote()) {
            if (failed) {
                session.run("ROLLBACK TO unit");
            } else {
                wrote = true;
            }
            session.run("RELEASE unit");
        }
    }

    /** Null when all is on disk; otherwise everybody has failed. */
    private @Nullable SQLException commit() {
        try {
            session.run("COMMIT");
            if (wrote) {
                trouble.passed();
            }
            return null;
        } catch (SQLException e) {
            Fault fault = Fault.of(e);
            Unavailable answer = new Unavailable(fault.words(), e);
            if (fault == Fault.FULL || fault == Fault.BUSY) {
                // The commit's last frame did not get into the log, so it cannot be found there either.
                rollBack();
                trouble.met(fault, e);
            } else {
                // Touch nothing more: whether it is on disk will be known when the file is next opened.
                trouble.end("a commit failed on its way to the disk, so the store has stopped", e);
            }
            failFrom(0, answer);
            return e;
        }
    }

    /** The unit that was taken last has cost everybody their transaction. The others get one of their own, in their order. */
    private void salvage(SQLException why) {
        rollBack();
        if (Fault.of(why).aborts()) {
            trouble.met(Fault.of(why), why);
        }
        for (int i = 0; i < taken.size() - 1; i++) {
            SQLException again = alone(taken.get(i));
            if (again != null) {
                failFrom(i, new Unavailable(Fault.of(again).words(), again));
                return;
            }
        }
    }

    private @Nullable SQLException alone(Ticket<?> ticket) {
        Batch single = new Batch(session, schema, limits, nanos, trouble);
        single.taken.add(ticket);
        try {
            Moved.begin(session, schema);
        } catch (SQLException e) {
            return e;
        }
        single.run(ticket);
        if (single.abort == null) {
            return single.commit();
        }
        rollBack();
        return single.abort;
    }

    private void rollBack() {
        try {
            session.run("ROLLBACK");
        } catch (SQLException ignored) {
            // The engine was faster: there is no transaction any more, which is what was wanted.
        }
    }

    private void failFrom(int first, Unavailable why) {
        taken.subList(first, taken.size()).forEach(ticket -> ticket.fail(why));
    }
}
