package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. It opens a transaction, takes whoever waits, commits, lets them all hear, and begins again:
 * while one batch is on its way to the disk the next gathers. Nobody ever interrupts it.
 */
final class Writer {
    private static final Logger LOG = System.getLogger(Writer.class.getName());

    private final Session session;
    private final Limits limits;
    private final Watch watch;
    private final Trouble trouble;
    private final LongSupplier nanos;
    private final Line line;
    private final WalKeeper wal;
    private final Schema schema;
    private final AtomicReference<@Nullable Ticket<?>> probe = new AtomicReference<>();
    private long heldSince;
    private boolean held;

    Writer(Session session, Options options, LongSupplier nanos, Trouble trouble) {
        this.session = session;
        this.limits = options.limits();
        this.watch = options.watch();
        this.trouble = trouble;
        this.nanos = nanos;
        this.schema = options.schema();
        this.line = new Line(1, limits, nanos);
        this.wal = new WalKeeper(session, options, nanos);
    }

    Line line() {
        return line;
    }

    /** Has something small written, so that a trouble which has passed is seen to have passed. */
    void probe(Draws draws) {
        Ticket<?> before = probe.get();
        if (before != null && !before.over()) {
            return;
        }
        Ticket<?> next = new Ticket<>(
                tx -> {
                    tx.probe();
                    return true;
                },
                draws);
        if (probe.compareAndSet(before, next)) {
            line.offer(next);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // a writer that died unseen would leave everybody waiting
    void run() {
        try {
            while (line.await(0)) {
                Unavailable fatal = trouble.fatal();
                if (fatal != null) {
                    line.failAll(fatal);
                } else if (begin()) {
                    batch();
                }
            }
            finish();
        } catch (Throwable e) {
            trouble.end("the writer has failed, so the store has stopped", e);
        } finally {
            line.end();
        }
    }

    /** Nobody is taken out of the line before there is a transaction for them: they may still give up. */
    private boolean begin() {
        try {
            Moved.begin(session, schema);
            held = false;
            return true;
        } catch (SQLException e) {
            Fault fault = Fault.of(e);
            if (fault == Fault.BUSY) {
                waitOn(e);
            } else if (fault == Fault.STATEMENT) {
                throw new IllegalStateException("no transaction can be begun", e); // the one before is stuck
            } else {
                trouble.met(fault, e);
                line.failAll(new Unavailable(fault.words(), e));
            }
            return false;
        }
    }

    private void waitOn(SQLException e) {
        line.dropWithdrawn();
        if (!held) {
            held = true;
            heldSince = nanos.getAsLong();
        } else if (nanos.getAsLong() - heldSince > limits.patience().toNanos()) {
            trouble.met(Fault.BUSY, e);
        }
    }

    private void batch() {
        long begun = nanos.getAsLong();
        Batch batch = new Batch(session, schema, limits, nanos, trouble);
        int units = run(batch);
        watch.batch(units, nanos.getAsLong() - begun);
        if (trouble.fatal() == null) {
            keepWal();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whoever was taken must hear, whatever happens to us
    private int run(Batch batch) {
        try {
            batch.fill(line);
            return batch.finish();
        } catch (Throwable e) {
            batch.abandon(new Unavailable("the store has failed", e));
            throw e;
        }
    }

    private void keepWal() {
        try {
            wal.keep();
        } catch (SQLException e) {
            Fault fault = Fault.of(e);
            if (fault == Fault.INPUT_OUTPUT) {
                trouble.end("the disk failed while the log was carried over, so the store has stopped", e);
            } else {
                trouble.met(fault, e); // nothing is lost: all of it is still in the log
            }
        }
    }

    /** After a failed commit the file is left exactly as it is. */
    private void finish() {
        if (trouble.fatal() != null) {
            return;
        }
        trouble.stopped();
        try (session) {
            wal.finish();
        } catch (SQLException e) {
            // Nothing is lost: what could not be carried over stays in the log, and the next start finds it there.
            LOG.log(Level.WARNING, "the log was not carried over at the end: {0}", e.getMessage());
        }
    }
}
