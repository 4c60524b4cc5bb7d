package dev.countersign.core;

import dev.countersign.domain.AccessToken;
import dev.countersign.domain.ConsoleSession;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Recent;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.store.AccessTokenTable;
import dev.countersign.store.ChallengeTable;
import dev.countersign.store.ConsoleSessionTable;
import dev.countersign.store.Db;
import dev.countersign.store.Graves;
import dev.countersign.store.Graves.Grave;
import dev.countersign.store.Graves.Kind;
import dev.countersign.store.OutboxTable;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Clears away what was deleted or ran out. Nobody waits for it and nobody sees it work: the rows went out of sight when their parent
 * went; this gives their room back, a few hundred in a unit, so that others' units come between.
 */
public final class Reaper implements AutoCloseable {
    private static final int ROWS_A_UNIT = 200;
    private static final int GRAVES_A_LOOK = 50;

    /** Between two units, so that it never has the writer to itself. */
    private static final long PAUSE_MILLIS = 5;

    /** Between two looks when there was nothing to do and nobody called. */
    private static final long REST_MILLIS = 60_000;

    private final Db db;
    private final Duration kept;
    private final Retention challenges;
    private final TrailKeeping trails;
    private final Consumer<RuntimeException> trouble;
    private final Semaphore calls = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    /**
     * @param kept how long what was told to Webhooks, or given up, is kept to be seen
     * @param challenges how long those are kept
     * @param trouble told what went wrong; the work is taken up again later
     */
    public Reaper(Db db, Duration kept, Retention challenges, Consumer<RuntimeException> trouble) {
        this.db = db;
        this.kept = kept;
        this.challenges = challenges;
        this.trails = new TrailKeeping(db);
        this.trouble = trouble;
    }

    /** Works in the background until closed. */
    public void start() {
        thread = Thread.ofPlatform().daemon().name("reaper").start(this::work);
    }

    /** There is something to clear away. */
    public void call() {
        calls.release();
    }

    private void work() {
        while (!closed) {
            boolean more = false;
            try {
                more = sweep();
            } catch (RuntimeException e) {
                if (!closed) {
                    trouble.accept(e);
                }
            }
            rest(more ? PAUSE_MILLIS : REST_MILLIS);
        }
    }

    private void rest(long millis) {
        try {
            if (calls.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                calls.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        call();
        Thread working = thread;
        if (working != null) {
            try {
                working.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Does what there is to do, and says whether anything was done. */
    public boolean sweep() {
        boolean any = clearTokens();
        any |= clearTold();
        any |= clearChallenges();
        any |= clearSessions();
        any |= trails.cut();
        List<ServiceSid> services = db.read(tx -> new Graves(tx).services(GRAVES_A_LOOK));
        for (ServiceSid gone : services) {
            any |= follow(gone);
        }
        for (Grave grave : db.read(tx -> new Graves(tx).due(GRAVES_A_LOOK))) {
            any |= clear(grave);
        }
        return any;
    }

    /** Removes access tokens that have long been of no use. */
    private boolean clearTokens() {
        List<AccessTokenTable.Spoilt> spoilt = db.read(tx ->
                new AccessTokenTable(tx).before(tx.now().minus(AccessToken.LONGEST_LIFE.multipliedBy(2)), ROWS_A_UNIT));
        eachPerson(spoilt, AccessTokenTable.Spoilt::person, (tx, his) -> his.forEach(new AccessTokenTable(tx)::remove));
        return !spoilt.isEmpty();
    }

    /** Removes sessions of the console that are long over. */
    private boolean clearSessions() {
        boolean any =
                db.read(tx -> new ConsoleSessionTable(tx).anyBefore(tx.now().minus(ConsoleSession.LONGEST)));
        if (any) {
            db.write(tx -> {
                new ConsoleSessionTable(tx).removeBefore(tx.now().minus(ConsoleSession.LONGEST));
                return true;
            });
        }
        return any;
    }

    private boolean clearChallenges() {
        List<ChallengeTable.Old> over = challenges.over(ROWS_A_UNIT);
        eachPerson(over, ChallengeTable.Old::person, (tx, his) -> his.forEach(new ChallengeTable(tx)::remove));
        return !over.isEmpty();
    }

    /** Removes events that nobody needs to see any more, of one Webhook after the other, be they there or gone. */
    private boolean clearTold() {
        boolean any = false;
        Sid.Id webhook = null;
        do {
            Told told = told(webhook);
            webhook = told.webhook();
            eachPerson(told.over(), Owed.Key::person, (tx, his) -> his.forEach(new OutboxTable(tx)::clear));
            any |= !told.over().isEmpty();
        } while (webhook != null && !closed);
        return any;
    }

    /** Some events for one Webhook that are over; null where there is no further one. */
    private record Told(Sid.@Nullable Id webhook, List<Owed.Key> over) {}

    private Told told(Sid.@Nullable Id beyond) {
        return db.read(tx -> {
            OutboxTable outbox = new OutboxTable(tx);
            Sid.Id next = outbox.webhook(beyond);
            return new Told(
                    next,
                    next == null ? List.of() : outbox.finished(next, tx.now().minus(kept), ROWS_A_UNIT));
        });
    }

    /** Sends some of a Service's entities and Webhooks after it. */
    private boolean follow(ServiceSid gone) {
        List<Grave> entities = db.read(tx -> new Graves(tx).entities(gone, ROWS_A_UNIT));
        eachPerson(entities, Grave::person, (tx, his) -> his.forEach(new Graves(tx)::bury));
        return db.write(tx -> {
            Graves graves = new Graves(tx);
            if (graves.webhooks(gone, ROWS_A_UNIT) < ROWS_A_UNIT && entities.size() < ROWS_A_UNIT) {
                graves.forget(gone);
            }
            return true;
        });
    }

    /** A unit for each of those people: on a distributed database all that one writes is on one machine. */
    private <T> void eachPerson(List<T> rows, Function<T, Sid.Id> person, BiConsumer<Tx, List<T>> unit) {
        rows.stream()
                .collect(Collectors.groupingBy(person, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(his -> {
                    if (!closed) {
                        db.write(tx -> {
                            unit.accept(tx, his);
                            return true;
                        });
                    }
                });
    }

    private boolean clear(Grave grave) {
        while (!closed && more(grave)) {
            rest(PAUSE_MILLIS);
        }
        return true;
    }

    /** Removes some of what hung on what went; whether there is more. */
    private boolean more(Grave grave) {
        return db.write(tx -> {
            Graves graves = new Graves(tx);
            // A grave of counters once more: what was being written when the entity went may have come in since.
            if (graves.empty(grave, ROWS_A_UNIT) >= ROWS_A_UNIT) {
                return true;
            }
            if (grave.kind() == Kind.ENTITY) {
                graves.keepCounters(grave, Recent.REACH);
            } else {
                graves.close(grave);
            }
            return false;
        });
    }
}
