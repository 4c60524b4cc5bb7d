package dev.countersign.http;

import dev.countersign.contract.Answer;
import dev.countersign.contract.Reply;
import dev.countersign.contract.Request;
import dev.countersign.contract.Wait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What people wait at until somebody opens it: under /wait for one reply, under /stream for events. */
final class Gate {
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
    private final Semaphore come = new Semaphore(0);
    private final Semaphore left = new Semaphore(0);
    private final Duration patience;
    private final @Nullable Instant until;
    private volatile @Nullable RuntimeException fault;
    private volatile String said = "";
    private volatile boolean open;

    Gate(Duration patience, @Nullable Instant until) {
        this.patience = patience;
        this.until = until;
    }

    Gate() {
        this(Duration.ofMinutes(1), null);
    }

    Answer answer(Request request) {
        return switch (request.path()) {
            case "/wait" -> begin(Wait.Form.REPLY);
            case "/stream" -> begin(Wait.Form.EVENTS);
            default -> Rig.ok("{}");
        };
    }

    private Answer begin(Wait.Form form) {
        Reply.Told told = Rig.ok("").told();
        return Wait.begin(new Wait.Terms(form, patience, until), told, this::listen, new Looking());
    }

    private Runnable listen(Runnable wake) {
        waiting.add(wake);
        come.release();
        return () -> {
            if (waiting.remove(wake)) {
                left.release();
            }
        };
    }

    /** Looks for one of those who wait. */
    private final class Looking implements Wait.Look {
        private final AtomicInteger inside = new AtomicInteger();
        private String heard = "";

        @Override
        public Wait.Turn again() {
            if (inside.getAndIncrement() != 0) {
                throw new AssertionError("looked at by two at once");
            }
            try {
                RuntimeException meets = fault;
                if (meets != null) {
                    throw meets;
                }
                String now = said;
                String fresh = now.equals(heard) ? "" : now;
                heard = now;
                return open
                        ? new Wait.Turn.Over(Rig.ok("{\"open\":1}"))
                        : new Wait.Turn.Still(fresh.getBytes(StandardCharsets.UTF_8), null);
            } finally {
                inside.decrementAndGet();
            }
        }

        @Override
        public Reply last(Wait.Why why) {
            return Rig.ok("{\"why\":\"" + why + "\"}");
        }

        @Override
        public Reply refused(RuntimeException no) {
            throw new AssertionError(no);
        }
    }

    /** Waits until so many more have sat down. */
    void awaitComing(int people) {
        await(come, people);
    }

    /** Waits until so many more have gone. */
    void awaitLeaving(int people) {
        await(left, people);
    }

    private static void await(Semaphore semaphore, int people) {
        try {
            if (!semaphore.tryAcquire(people, 20, TimeUnit.SECONDS)) {
                throw new AssertionError("only " + semaphore.availablePermits() + " of " + people);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void open() {
        open = true;
        waiting.forEach(Runnable::run);
    }

    /** Something to be written to every stream. */
    void say(String text) {
        said = text;
        waiting.forEach(Runnable::run);
    }

    /** From now on every look meets this. */
    void breaks(RuntimeException with) {
        fault = with;
        waiting.forEach(Runnable::run);
    }
}
