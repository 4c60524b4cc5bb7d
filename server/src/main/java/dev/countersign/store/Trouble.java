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
    private final AtomicReference<@Nullable Passing> passing = new AtomicReference<>();
    private final AtomicReference<@Nullable String> staying = new AtomicReference<>();
    private final AtomicReference<@Nullable Unavailable> fatal = new AtomicReference<>();

    /** What may be over when somebody next tries. */
    private record Passing(Fault fault, String words) {
        /** Who knows that the record is somewhere else is not told less by one who merely could not get to it. */
        boolean says(Passing other) {
            return words.equals(other.words) || (fault == Fault.MOVED && other.fault == Fault.LOST);
        }
    }

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
        Passing passes = passing.get();
        return stays != null || passes == null ? stays : passes.words;
    }

    /** What everybody hears once nothing can be trusted any more; null while something can. */
    @Nullable
    Unavailable fatal() {
        return fatal.get();
    }

    boolean passing() {
        return passing.get() != null;
    }

    /** The fault stands until {@link #passed}; a damaged file stays damaged. */
    void met(Fault fault, Throwable cause) {
        String words = cause instanceof Moved.Away away ? away.words() : fault.words();
        boolean news;
        if (fault == Fault.DAMAGED) {
            news = !words.equals(staying.getAndSet(words));
        } else {
            Passing now = new Passing(fault, words);
            Passing was = passing.getAndUpdate(old -> old != null && old.says(now) ? old : now);
            news = was == null || !was.says(now);
        }
        if (news) {
            LOG.log(Level.ERROR, "{0}: {1}", words, cause.getMessage());
        }
    }

    /** A write is on disk, or the server that keeps the record has answered as it should. */
    void passed() {
        Passing was = passing.get() == null ? null : passing.getAndSet(null);
        if (was != null) {
            LOG.log(Level.INFO, "over: {0}", was.words);
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
