package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The few threads that look at the record, a connection each. Calls into SQLite would pin a virtual thread to its carrier,
 * so looks are handed over. Those that are waiting are taken together, in one read transaction.
 */
final class Readers {
    private static final int MOST_TOGETHER = 8;

    private final Line line;
    private final Trouble trouble;
    private final List<StoreThread> threads = new ArrayList<>();

    Readers(Limits limits, LongSupplier nanos, Trouble trouble) {
        this.line = new Line(limits.readers(), limits, nanos);
        this.trouble = trouble;
    }

    Line line() {
        return line;
    }

    void start(Object store, List<Session> sessions) {
        for (Session session : sessions) {
            int server = threads.size();
            StoreThread thread = new StoreThread(store, "store-reader-" + server, () -> serve(server, session));
            threads.add(thread);
            thread.start();
        }
    }

    void close() {
        line.close();
        threads.forEach(StoreThread::awaitEnd);
        line.end();
    }

    private void serve(int server, Session session) {
        try (session) {
            while (line.await(server)) {
                look(session, waiting());
            }
        } catch (SQLException e) {
            trouble.met(Fault.of(e), e);
        }
    }

    /** Some of those who wait, so that there are enough for the other threads. */
    private List<Ticket<?>> waiting() {
        List<Ticket<?>> taken = new ArrayList<>();
        while (taken.size() < MOST_TOGETHER) {
            Ticket<?> ticket = line.poll();
            if (ticket == null) {
                break;
            }
            if (ticket.take()) {
                taken.add(ticket);
            }
        }
        return taken;
    }

    /** Begun after all of them have asked, the transaction shows each of them what was there when it did. */
    private void look(Session session, List<Ticket<?>> together) {
        boolean begun = false;
        for (Ticket<?> ticket : together) {
            begun = look(session, ticket, begun);
            ticket.complete();
        }
        if (begun) {
            try {
                session.run("COMMIT");
            } catch (SQLException e) {
                note(e);
                giveUp(session);
            }
        }
    }

    /** Whether the transaction goes on for those who come after. */
    @SuppressWarnings("CatchingUnchecked") // the caller must hear, and the next one be served, whatever this look met
    private boolean look(Session session, Ticket<?> ticket, boolean begun) {
        Tx tx = Tx.look(session, ticket.draws());
        try {
            if (!begun) {
                session.run("BEGIN");
            }
            ticket.run(tx);
            if (tx.failure() == null) {
                return true;
            }
            note(tx.failure());
        } catch (SQLException e) {
            note(e);
            ticket.fail(new Unavailable(Fault.of(e).words(), e));
        } catch (Throwable e) {
            ticket.fail(e);
        }
        giveUp(session);
        return false;
    }

    private void note(@Nullable SQLException failure) {
        if (failure != null && Fault.of(failure).aborts()) {
            trouble.met(Fault.of(failure), failure);
        }
    }

    private static void giveUp(Session session) {
        try {
            session.run("ROLLBACK");
        } catch (SQLException ignored) {
            // The transaction had already ended with the failure that brought us here.
        }
    }
}
