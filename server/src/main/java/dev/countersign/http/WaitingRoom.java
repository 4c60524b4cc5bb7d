package dev.countersign.http;

import dev.countersign.contract.ErrorBody;
import dev.countersign.contract.Reply;
import dev.countersign.contract.Wait;
import dev.countersign.domain.Refusal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Everybody who waits for an answer. They hold no thread and no place of those who are served; when something happens to
 * one of them, a virtual thread comes by, and only so many at once, since they look at the record.
 */
final class WaitingRoom {
    private static final int LOOKING_AT_ONCE = 32;

    private final HttpSettings.Waiting settings;
    private final Desk desk;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicInteger seated = new AtomicInteger();
    private final Map<Wait.Form, AtomicInteger> byForm = new EnumMap<>(Wait.Form.class);
    private final Queue<Waiter> called = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looking = new AtomicInteger();
    private volatile boolean stopping;

    /** What everybody who waits needs. */
    record Desk(TimeAndChance given, Answers answers, LogSink log, Scheduler scheduler, String moreInfo) {}

    WaitingRoom(HttpSettings.Waiting settings, Desk desk, MeterRegistry registry) {
        this.settings = settings;
        this.desk = desk;
        for (Wait.Form form : Wait.Form.values()) {
            AtomicInteger count = new AtomicInteger();
            byForm.put(form, count);
            Gauge.builder("countersign.http.waiting", count, AtomicInteger::get)
                    .description("Requests that wait for what is not there yet")
                    .tag("kind", form.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    /** Lets somebody wait, if there is room. */
    void seat(Exchange exchange, Wait wait) {
        if (seated.incrementAndGet() > settings.most()) {
            seated.decrementAndGet();
            wait.close();
            desk.answers.send(exchange, full(wait));
            return;
        }
        count(wait).incrementAndGet();
        Waiter waiter =
                switch (wait.terms().form()) {
                    case REPLY -> new ReplyWaiter(this, exchange, wait);
                    case EVENTS -> new StreamWaiter(this, exchange, wait, settings.heartbeat());
                };
        waiters.add(waiter);
        waiter.begin();
        if (stopping) {
            waiter.signal(Waiter.STOP);
        }
    }

    private Reply full(Wait wait) {
        Refusal no = Refusal.UNAVAILABLE;
        Reply reply = ErrorBody.reply(no, no.message(), desk.moreInfo, wait.told());
        return new Reply(reply.status(), List.of(Door.COME_AGAIN), reply.body(), reply.told());
    }

    private AtomicInteger count(Wait wait) {
        return Objects.requireNonNull(byForm.get(wait.terms().form()));
    }

    Desk desk() {
        return desk;
    }

    void left(Waiter waiter, Wait wait) {
        if (waiters.remove(waiter)) {
            count(wait).decrementAndGet();
            seated.decrementAndGet();
            if (stopping) {
                synchronized (waiters) {
                    waiters.notifyAll();
                }
            }
        }
    }

    /** Something happened to this one. */
    void call(Waiter waiter) {
        called.add(waiter);
        if (mayLook()) {
            Thread.startVirtualThread(this::look);
        }
    }

    private void look() {
        do {
            for (Waiter waiter = called.poll(); waiter != null; waiter = called.poll()) {
                waiter.run();
            }
            looking.decrementAndGet();
        } while (!called.isEmpty() && mayLook());
    }

    private boolean mayLook() {
        if (looking.incrementAndGet() <= LOOKING_AT_ONCE) {
            return true;
        }
        looking.decrementAndGet();
        return false;
    }

    /** Something unforeseen: it is told here, and the caller hears only that it was. */
    Reply fault(Exchange exchange, Reply.Told told, Throwable fault) {
        desk.log.add(new FaultLine(desk.given.clock().millis(), exchange.id(), fault));
        return ErrorBody.reply(Refusal.INTERNAL, Refusal.INTERNAL.message(), desk.moreInfo, told);
    }

    /** Everybody is told how things stand, and nobody waits from now on. */
    void close(Duration patience) {
        stopping = true;
        waiters.forEach(waiter -> waiter.signal(Waiter.STOP));
        long end = desk.given.nanos().getAsLong() + patience.toNanos();
        synchronized (waiters) {
            try {
                long left = patience.toNanos();
                while (!waiters.isEmpty() && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(waiters, left);
                    left = end - desk.given.nanos().getAsLong();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
