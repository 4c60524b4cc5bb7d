package dev.countersign.core;

import dev.countersign.domain.AccessToken;
import dev.countersign.domain.Recent;
import dev.countersign.domain.ServiceSid;
import dev.countersign.store.AccessTokenTable;
import dev.countersign.store.Db;
import dev.countersign.store.Graves;
import dev.countersign.store.Graves.Grave;
import dev.countersign.store.Graves.Kind;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
    private final Consumer<RuntimeException> trouble;
    private final Semaphore calls = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    /** @param trouble told what went wrong; the work is taken up again later */
    public Reaper(Db db, Consumer<RuntimeException> trouble) {
        this.db = db;
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
        for (AccessTokenTable.Spoilt token : spoilt) {
            db.write(tx -> {
                new AccessTokenTable(tx).remove(token);
                return true;
            });
        }
        return !spoilt.isEmpty();
    }

    /** Sends some of a Service's entities and Webhooks after it. */
    private boolean follow(ServiceSid gone) {
        return db.write(tx -> {
            Graves graves = new Graves(tx);
            List<Grave> entities = graves.entities(gone, ROWS_A_UNIT);
            entities.forEach(graves::bury);
            if (graves.webhooks(gone, ROWS_A_UNIT) < ROWS_A_UNIT && entities.size() < ROWS_A_UNIT) {
                graves.forget(gone);
            }
            return true;
        });
    }

    private boolean clear(Grave grave) {
        if (grave.kind() == Kind.COUNTERS) {
            return db.write(tx -> {
                new Graves(tx).close(grave);
                return true;
            });
        }
        while (!closed && more(grave)) {
            rest(PAUSE_MILLIS);
        }
        return true;
    }

    /** Removes some of what hung on what went; whether there is more. */
    private boolean more(Grave grave) {
        return db.write(tx -> {
            Graves graves = new Graves(tx);
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
