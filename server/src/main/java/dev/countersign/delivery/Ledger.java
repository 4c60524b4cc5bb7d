package dev.countersign.delivery;

import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import dev.countersign.domain.Sid;
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
import org.jspecify.annotations.Nullable;

/**
 * The outbox as its dispatcher uses it: each method is one look, or one unit of work about one person. What is taken is
 * taken for a while only, so whoever dies with it has lost it to somebody else.
 */
final class Ledger {
    private static final int MOST_DESTINATIONS = 10_000;

    private final Db db;
    private final Pauses pauses;

    Ledger(Db db, Pauses pauses) {
        this.db = db;
        this.pauses = pauses;
    }

    /** Where something may be sent now, and since when. */
    List<Destination> destinations() {
        return db.read(tx -> {
            OutboxTable table = new OutboxTable(tx);
            List<Destination> due = new ArrayList<>();
            Destination next = table.next(null);
            for (int i = 0; next != null && i < MOST_DESTINATIONS; i++) {
                if (!next.due().isAfter(tx.now())) {
                    due.add(next);
                }
                next = table.next(next.id());
            }
            return due;
        });
    }

    List<Due> due(Sid.Id destination, int most) {
        return db.read(tx -> new OutboxTable(tx).due(destination, most));
    }

    /** Rows to a destination in trouble whose time is over. */
    List<Due> over(Sid.Id destination, int most) {
        return db.read(tx -> new OutboxTable(tx).over(destination, most));
    }

    /** The row, taken and as it stands; null where somebody else has it, or nothing is to be sent any more. */
    @Nullable
    Owed take(Due seen) {
        return db.<@Nullable Owed>write(tx -> {
            OutboxTable table = new OutboxTable(tx);
            return table.take(seen, tx.now().plus(OutboxTable.LEASE)) ? taken(tx, table, seen) : null;
        });
    }

    private static @Nullable Owed taken(Tx tx, OutboxTable table, Due row) {
        Owed push = table.push(row.key());
        Owed owed = push == null ? table.event(row.key()) : push;
        if (owed == null) {
            table.close(row.key(), 0, null, "not sent: its webhook is disabled or gone");
            return null;
        }
        if (table.waits(owed)) {
            table.take(new Due(row.key(), owed.leased()), table.waiting());
            return null;
        }
        // A push that was never tried is tried once, though late: its sender may have died with it.
        Duration grace = push != null && owed.tries() == 0 ? OutboxTable.LEASE : Duration.ZERO;
        boolean late = !owed.until().plus(grace).isAfter(tx.now());
        if (late) {
            table.close(row.key(), 0, null, owed.tries() == 0 ? "given up before it could be sent" : null);
            Due next = table.successor(owed);
            if (next != null) {
                table.take(next, tx.now()); // for whoever looks next: a long line of them is not walked in one unit
            }
            return null;
        }
        return owed;
    }

    /** Keeps what is being sent from others for some more time; null where it is theirs already. */
    @Nullable
    Owed renew(Owed owed) {
        return db.<@Nullable Owed>write(tx -> {
            Instant then = tx.now().plus(OutboxTable.LEASE);
            return new OutboxTable(tx).take(new Due(owed.key(), owed.leased()), then) ? owed.leasedUntil(then) : null;
        });
    }

    /** Writes down what came of it. The row whose turn it is then, taken; null where there is none. */
    @Nullable
    Owed settle(Owed owed, Outcome outcome) {
        return db.<@Nullable Owed>write(tx -> {
            OutboxTable table = new OutboxTable(tx);
            String answer = outcome.answer();
            boolean over =
                    switch (outcome) {
                        case Outcome.Accepted _ -> table.close(owed.key(), 1, tx.now(), answer);
                        case Outcome.Rejected _ -> table.close(owed.key(), 1, null, answer);
                        case Outcome.Gone(Instant since, String _) -> {
                            if (owed.matter() instanceof Matter.Ring ring
                                    && ring.to().token() != null) {
                                new FactorTable(tx)
                                        .lose(
                                                owed.key().person(),
                                                owed.factor(),
                                                ring.to().token(),
                                                since);
                            }
                            yield table.close(owed.key(), 1, null, answer);
                        }
                        case Outcome.Later later -> {
                            Instant then = tx.now().plus(pauses.after(owed, later.pause()));
                            if (then.isBefore(owed.until())) {
                                table.putOff(owed, then, answer);
                                yield false;
                            }
                            yield table.close(owed.key(), 1, null, answer);
                        }
                    };
            return over ? successor(tx, table, owed) : null;
        });
    }

    private static @Nullable Owed successor(Tx tx, OutboxTable table, Owed before) {
        if (before.matter() instanceof Matter.Ring) {
            return null;
        }
        Due next = table.successor(before);
        return next != null && table.take(next, tx.now().plus(OutboxTable.LEASE)) ? taken(tx, table, next) : null;
    }
}
