package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The few threads that look at the record, a connection each. Calls into SQLite would pin a virtual thread to its carrier,
 * so looks are handed over. Each look is one read transaction.
 */
final class Readers {
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
                Ticket<?> ticket = line.poll();
                if (ticket != null && ticket.take()) {
                    look(session, ticket);
                    ticket.complete();
                }
            }
        } catch (SQLException e) {
            trouble.met(Fault.of(e), e);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // the caller must hear, and the next one be served, whatever this look met
    private void look(Session session, Ticket<?> ticket) {
        Tx tx = Tx.look(session, ticket.draws());
        try {
            session.run("BEGIN");
            ticket.run(tx);
            note(tx.failure());
            session.run("COMMIT");
        } catch (SQLException e) {
            note(e);
            if (!ticket.failed()) {
                ticket.fail(new Unavailable(Fault.of(e).words(), e));
            }
            giveUp(session);
        } catch (Throwable e) {
            ticket.fail(e);
            giveUp(session);
        }
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
