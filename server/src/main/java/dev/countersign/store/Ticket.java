package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One caller's place in the line: what is to be done, and later what came of it. While it waits the caller may give up
 * and it will never be done; once taken it is awaited to the end.
 */
final class Ticket<T extends @Nullable Object> {
    private enum State {
        WAITING,
        TAKEN,
        DONE,
        WITHDRAWN
    }

    private final Function<Tx, T> work;
    private final Draws draws;
    private final Thread caller = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private @Nullable T value;
    private @Nullable Throwable thrown;

    Ticket(Function<Tx, T> work, Draws draws) {
        this.work = work;
        this.draws = draws;
    }

    Draws draws() {
        return draws;
    }

    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    boolean withdraw() {
        return state.compareAndSet(State.WAITING, State.WITHDRAWN);
    }

    boolean withdrawn() {
        return state.get() == State.WITHDRAWN;
    }

    /** Done, or never to be. */
    boolean over() {
        State now = state.get();
        return now == State.DONE || now == State.WITHDRAWN;
    }

    /** Does the work and keeps what came of it to itself. */
    @SuppressWarnings("CatchingUnchecked") // an Error is the caller's as well: it must not take the neighbours with it
    void run(Tx tx) {
        value = null;
        thrown = null;
        try {
            value = work.apply(tx);
        } catch (Throwable e) {
            thrown = e;
        } finally {
            tx.end();
        }
    }

    boolean failed() {
        return thrown != null;
    }

    void fail(Throwable why) {
        value = null;
        thrown = why;
    }

    /** Lets the caller hear. */
    void complete() {
        state.set(State.DONE);
        LockSupport.unpark(caller);
    }

    /** Waits for the outcome. An interruption is kept for the caller, and changes nothing here. */
    T await(long patience, LongSupplier nanos) {
        boolean interrupted = false;
        long deadline = nanos.getAsLong() + patience;
        try {
            for (State now = state.get(); now != State.DONE; now = state.get()) {
                if (now == State.WAITING) {
                    long left = deadline - nanos.getAsLong();
                    if (left <= 0 && withdraw()) {
                        throw new Unavailable("the store is too busy", null);
                    }
                    LockSupport.parkNanos(this, left);
                } else {
                    LockSupport.park(this);
                }
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return outcome();
    }

    @SuppressWarnings("NullAway") // value is what the work returned, null only where T allows it
    private T outcome() {
        return switch (thrown) {
            case null -> value;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        };
    }
}
