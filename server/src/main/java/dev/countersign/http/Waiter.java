package dev.countersign.http;

import dev.countersign.contract.Reply;
import dev.countersign.contract.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One who waits. What happens is signalled from any thread and at no cost; what follows from it is done one thing after the
 * other, by whoever the room sends.
 */
abstract class Waiter {
    static final int CHANGED = 1;
    static final int DUE = 2;
    static final int READABLE = 4;
    static final int GONE = 8;
    static final int STOP = 16;
    static final int WRITTEN = 32;
    private static final int CALLED = 1 << 30;

    private final AtomicInteger signals = new AtomicInteger(CALLED);
    private final WaitingRoom room;
    private final Exchange exchange;
    private final Wait wait;
    private final long patienceEnds;
    private final @Nullable Departure departure;
    private @Nullable Instant until;
    private Scheduler.@Nullable Task alarm;
    private int kept;
    private boolean over;

    Waiter(WaitingRoom room, Exchange exchange, Wait wait) {
        this.room = room;
        this.exchange = exchange;
        this.wait = wait;
        this.patienceEnds = now() + wait.terms().patience().toNanos();
        this.departure = Departure.of(exchange.in(), () -> signal(READABLE), () -> signal(GONE));
    }

    final WaitingRoom room() {
        return room;
    }

    final Exchange exchange() {
        return exchange;
    }

    final long now() {
        return room.desk().given().nanos().getAsLong();
    }

    final void signal(int what) {
        if ((signals.getAndAccumulate(what | CALLED, (a, b) -> a | b) & CALLED) == 0) {
            room.call(this);
        }
    }

    /** Sits down; on the request's own thread, and signals wait until then. */
    final void begin() {
        // The connection may be silent for longer than the engine would have it.
        exchange.in().addIdleTimeoutListener(_ -> false);
        exchange.in().addFailureListener(_ -> signal(GONE));
        wait.wakes(() -> signal(CHANGED));
        if (departure != null) {
            departure.watch();
        }
        attempt(() -> {
            Wait.Turn.Still first = wait.first();
            until = first.until();
            started(first.events());
            setAlarm();
        });
        if (!signals.compareAndSet(CALLED, 0)) {
            run();
        }
    }

    final void run() {
        do {
            int seen = signals.getAndSet(CALLED);
            if (!over) {
                attempt(() -> happened(seen));
            }
        } while (!signals.compareAndSet(CALLED, 0));
    }

    @SuppressWarnings("CatchingUnchecked") // whoever waits must hear, whatever their look met
    private void attempt(Runnable what) {
        try {
            what.run();
        } catch (Throwable fault) {
            if (!over) {
                finish(faulty(room.fault(exchange, wait.told(), fault)), "fault");
            }
        }
    }

    private void happened(int seen) {
        if ((seen & GONE) != 0 || ((seen & READABLE) != 0 && departure != null && departure.gone())) {
            abandon("gone");
            return;
        }
        kept |= seen;
        if (!busy(seen)) {
            int due = kept;
            kept = 0;
            act(due, room.desk().given().clock().instant());
        }
        setAlarm();
    }

    private void act(int due, Instant clock) {
        if ((due & STOP) != 0) {
            finish(wait.last(Wait.Why.STOPPING), "stopping");
        } else if (now() - patienceEnds >= 0) {
            finish(wait.last(Wait.Why.PATIENCE), "patience");
        } else if (passed(wait.terms().until(), clock)) {
            finish(wait.last(Wait.Why.CALLER), "caller");
        } else if ((due & CHANGED) != 0 || passed(until, clock)) {
            look();
        }
    }

    private void look() {
        switch (wait.again()) {
            case Wait.Turn.Over(Reply reply) -> finish(reply, "answered");
            case Wait.Turn.Still(byte[] events, Instant next) -> {
                until = next;
                more(events);
            }
        }
    }

    private static boolean passed(@Nullable Instant instant, Instant clock) {
        return instant != null && !clock.isBefore(instant);
    }

    /** One alarm for whatever comes first. */
    private void setAlarm() {
        if (alarm != null) {
            alarm.cancel();
        }
        if (!over) {
            long now = now();
            long delay = writing() ? beat(now) : Math.min(beat(now), soonest(now));
            alarm = room.desk().scheduler().schedule(() -> signal(DUE), Math.max(0, delay), TimeUnit.NANOSECONDS);
        }
    }

    private long soonest(long now) {
        Instant clock = room.desk().given().clock().instant();
        return Math.min(
                patienceEnds - now,
                Math.min(away(until, clock), away(wait.terms().until(), clock)));
    }

    private static long away(@Nullable Instant instant, Instant clock) {
        return instant == null
                ? Long.MAX_VALUE
                : Duration.between(clock, instant).toNanos();
    }

    private void finish(Reply reply, String how) {
        leave();
        if (departure != null) {
            departure.end();
        }
        end(reply.and("ended", how));
    }

    /** Lets go of somebody who is not there any more, or does not read. */
    final void abandon(String how) {
        leave();
        room.desk().answers().abandon(exchange, lost(wait.told().and("ended", how)));
    }

    private void leave() {
        over = true;
        if (alarm != null) {
            alarm.cancel();
        }
        room.left(this, wait);
        wait.close();
    }

    /** The first look is done. */
    abstract void started(byte[] events);

    /** A look brought events. */
    abstract void more(byte[] events);

    /** Whether anything said now would only pile up: what is to be done is done once that has changed. */
    abstract boolean busy(int seen);

    /** Whether what was said last is still on its way. */
    abstract boolean writing();

    /** Nanoseconds until something is due that has nothing to do with what is waited for. */
    abstract long beat(long now);

    /** Says the last word. */
    abstract void end(Reply reply);

    /** How an error of ours is told. */
    abstract Reply faulty(Reply error);

    /** What is written in the log of one who heard no last word. */
    abstract Reply lost(Reply.Told told);
}
