package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Why the store is not ready, if it is not: something that passes, something that stays, or the end. */
final class Trouble {
    private static final Logger LOG = System.getLogger(Trouble.class.getName());

    private final Runnable onFatal;
    private final AtomicReference<@Nullable String> passing = new AtomicReference<>();
    private final AtomicReference<@Nullable String> staying = new AtomicReference<>();
    private final AtomicReference<@Nullable Unavailable> fatal = new AtomicReference<>();

    Trouble(Runnable onFatal) {
        this.onFatal = onFatal;
    }

    @Nullable
    String words() {
        Unavailable end = fatal.get();
        if (end != null) {
            return end.getMessage();
        }
        String stays = staying.get();
        return stays != null ? stays : passing.get();
    }

    /** What everybody hears once nothing can be trusted any more; null while something can. */
    @Nullable
    Unavailable fatal() {
        return fatal.get();
    }

    boolean passing() {
        return passing.get() != null;
    }

    /** The fault stands until a write succeeds; a damaged file stays damaged. */
    void met(Fault fault, Throwable cause) {
        AtomicReference<@Nullable String> kind = fault == Fault.DAMAGED ? staying : passing;
        String words = cause instanceof Moved.Away away ? away.words() : fault.words();
        if (!words.equals(kind.getAndSet(words))) {
            LOG.log(Level.ERROR, "{0}: {1}", words, cause.getMessage());
        }
    }

    /** A write is on disk. */
    void passed() {
        if (passing.get() != null) {
            String what = passing.getAndSet(null);
            LOG.log(Level.INFO, "over: {0}", what);
        }
    }

    void stopped() {
        fatal.compareAndSet(null, new Unavailable("the store is stopped", null));
    }

    /** Whether the last commit is on disk is unknown, and asking the disk again proves nothing: the process must go. */
    void end(String why, Throwable cause) {
        if (fatal.compareAndSet(null, new Unavailable(why, cause))) {
            LOG.log(Level.ERROR, why, cause);
            Thread.ofPlatform().name("store-fatal").daemon().start(onFatal);
        }
    }
}
