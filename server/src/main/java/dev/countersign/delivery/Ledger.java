package dev.countersign.delivery;

import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Unavailable;
import dev.countersign.store.Db;
import dev.countersign.store.FactorTable;
import dev.countersign.store.OutboxTable;
import dev.countersign.store.OutboxTable.Destination;
import dev.countersign.store.OutboxTable.Due;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox as its dispatcher uses it: each method is one look, or one unit of work about one person. What is taken is
 * taken for a while only, so whoever dies with it has lost it to somebody else.
 */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    /** The last try comes that long before an event is given up. */
    private static final Duration LAST_TRY = Duration.ofSeconds(30);

    private final Db db;
    private final Pauses pauses;
    private final AtomicBoolean troubled = new AtomicBoolean();

    Ledger(Db db, Pauses pauses) {
        this.db = db;
        this.pauses = pauses;
    }

    /** That the store cannot take it just now is said once, and not for each row. */
    private <T extends @Nullable Object> T write(Function<Tx, T> unit) {
        try {
            T result = db.write(unit);
            if (troubled.get() && troubled.getAndSet(false)) {
                LOG.info("the outbox can be kept again");
            }
            return result;
        } catch (Unavailable e) {
            throw told(e);
        }
    }

    private <T> T read(Function<Tx, T> look) {
        try {
            return db.read(look);
        } catch (Unavailable e) {
            throw told(e);
        }
    }

    private Unavailable told(Unavailable e) {
        if (!troubled.getAndSet(true)) {
            LOG.warn("the outbox cannot be kept just now, and will be taken up again: {}", e.getMessage());
        }
        return e;
    }

    /**
     * Some destinations that were walked past.
     *
     * @param due where something may be sent now, and since when
     * @param last the last that was looked at; null where there is none beyond
     */
    record Walk(List<Destination> due, Sid.@Nullable Id last) {}

    /** Walks past up to {@code most} destinations beyond that one. */
    Walk destinations(Sid.@Nullable Id beyond, int most) {
        return read(tx -> {
            OutboxTable table = new OutboxTable(tx);
            List<Destination> due = new ArrayList<>();
            Destination next = table.next(beyond);
            Sid.Id last = null;
            for (int i = 0; next != null && i < most; i++) {
                if (!next.due().isAfter(tx.now())) {
                    due.add(next);
                }
                last = next.id();
                next = table.next(last);
            }
            return new Walk(due, next == null ? null : last);
        });
    }

    List<Due> due(Sid.Id destination, int most) {
        return read(tx -> new OutboxTable(tx).due(destination, most));
    }

    /** Rows whose time is over. */
    List<Due> over(Sid.Id destination, int most) {
        return read(tx -> new OutboxTable(tx).over(destination, most));
    }

    /** The row, taken and as it stands; null where somebody else has it, or nothing is to be sent any more. */
    @Nullable
    Owed take(Due seen) {
        return this.<@Nullable Owed>write(tx -> {
            OutboxTable table = new OutboxTable(tx);
            return table.take(seen, tx.now().plus(OutboxTable.LEASE)) ? taken(tx, table, seen.key()) : null;
        });
    }

    private static @Nullable Owed taken(Tx tx, OutboxTable table, Owed.Key key) {
        Owed push = table.push(key);
        if (push != null) {
            // One that was never tried is tried once, though late: its sender may have died with it.
            Duration grace = push.tries() == 0 ? OutboxTable.LEASE : Duration.ZERO;
            if (push.until().plus(grace).isAfter(tx.now())) {
                return push;
            }
            table.close(push, 0, null, null);
            Footprints.leave(tx, push, false, "given up: too late to be of use");
            return null;
        }
        Owed event = table.event(key);
        if (event == null) {
            wake(tx, table, table.successor(key));
            table.close(key, 0, null, "not sent: its webhook is disabled or gone");
            return null;
        }
        boolean waits = table.waits(event);
        if (!event.until().isAfter(tx.now())) {
            table.close(key, 0, null, event.tries() == 0 ? "given up before it could be sent" : null);
            Footprints.leave(tx, event, false, event.tries() == 0 ? "given up before it could be sent" : "given up");
            wake(tx, table, waits ? null : table.successor(event));
            return null;
        }
        if (waits) {
            table.take(new Due(key, event.leased()), table.waiting(event.until()));
            return null;
        }
        return event;
    }

    /** Its turn has come, for whoever looks next: a long line is not walked in one unit. */
    private static void wake(Tx tx, OutboxTable table, @Nullable Due next) {
        if (next != null) {
            table.take(next, tx.now());
        }
    }

    /** Keeps what is being sent from others for some more time; null where it is theirs already. */
    @Nullable
    Owed renew(Owed owed) {
        return this.<@Nullable Owed>write(tx -> {
            Instant then = tx.now().plus(OutboxTable.LEASE);
            return new OutboxTable(tx).take(new Due(owed.key(), owed.leased()), then) ? owed.leasedUntil(then) : null;
        });
    }

    /** Leaves a row that was not sent to whoever looks next. */
    void release(Owed owed) {
        this.<Boolean>write(tx -> new OutboxTable(tx).take(new Due(owed.key(), owed.leased()), tx.now()));
    }

    /**
     * Writes down what came of it.
     *
     * @param onward whether whoever asks is to send the next row as well
     * @return the row whose turn it is then, taken; null where there is none, or it is left to whoever looks next
     */
    @Nullable
    Owed settle(Owed owed, Outcome outcome, boolean onward) {
        return this.<@Nullable Owed>write(tx -> {
            OutboxTable table = new OutboxTable(tx);
            if (!over(tx, table, owed, outcome)) {
                return null;
            }
            Footprints.leave(tx, owed, outcome instanceof Outcome.Accepted, outcome.answer());
            if (owed.matter() instanceof Matter.Ring) {
                return null;
            }
            Due next = table.successor(owed);
            if (next != null && onward && table.take(next, tx.now().plus(OutboxTable.LEASE))) {
                return taken(tx, table, next.key());
            }
            wake(tx, table, next);
            return null;
        });
    }

    /** Whether nothing more is to be done about it, and nobody else has said so before. */
    private boolean over(Tx tx, OutboxTable table, Owed owed, Outcome outcome) {
        String answer = outcome.answer();
        return switch (outcome) {
            case Outcome.Accepted _ -> table.close(owed, 1, tx.now(), answer);
            case Outcome.Rejected _ -> table.close(owed, 1, null, answer);
            case Outcome.Gone(Instant since, String _) -> {
                if (owed.matter() instanceof Matter.Ring ring && ring.to().token() != null) {
                    new FactorTable(tx)
                            .lose(owed.key().person(), owed.factor(), ring.to().token(), since);
                    Footprints.lost(tx, owed, ring, answer);
                }
                yield table.close(owed, 1, null, answer);
            }
            case Outcome.Later later -> {
                Instant then = again(owed, later, tx.now());
                if (then != null) {
                    table.putOff(owed, then, answer);
                    yield false;
                }
                yield table.close(owed, 1, null, answer);
            }
        };
    }

    /** When it is tried again; null where it is given up. */
    private @Nullable Instant again(Owed owed, Outcome.Later later, Instant now) {
        Instant then = now.plus(pauses.after(owed, later.pause()));
        if (then.isBefore(owed.until())) {
            return then;
        }
        Instant last = owed.until().minus(LAST_TRY);
        return owed.matter() instanceof Matter.Tell && last.isAfter(now) ? last : null;
    }
}
