package dev.countersign.core;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Event;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Webhook;
import dev.countersign.domain.WebhookSid;
import dev.countersign.store.Db;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Trying out whether a Webhook hears us. The event is about nobody, so it is in nobody's outbox: it is sent while whoever asks
 * waits, once, and what came of it is the answer.
 */
public final class Trials {
    /** In all, of this process. */
    static final int AT_ONCE = 8;

    private final Db db;
    private final Post post;
    private final RandomGenerator random;
    private final LongSupplier nanos;

    /** Whoever tries a receiver out that does not answer has a request under way for as long: they are to leave room. */
    private final Semaphore room = new Semaphore(AT_ONCE);

    /** @param nanos a stopwatch */
    public Trials(Db db, Post post, RandomGenerator random, LongSupplier nanos) {
        this.db = db;
        this.post = post;
        this.random = random;
        this.nanos = nanos;
    }

    /** What brings an event to an application. */
    @FunctionalInterface
    public interface Post {
        Reached send(String url, String body, AccountSid signer);
    }

    /** @param answer what was said there, or why it was not reached, in one line */
    public record Reached(boolean delivered, String answer) {}

    public record Tried(boolean delivered, String answer, int milliseconds) {}

    /** Also one that is disabled: whoever tries it out is about to enable it. Refuses while many others try theirs. */
    public Tried send(AccountSid account, ServiceSid service, WebhookSid sid) {
        Webhook webhook = db.read(tx -> Webhooks.find(tx, account, service, sid));
        Sid.Id id = new Sid.Id((db.clock().millis() << 16) | random.nextInt(1 << 16), random.nextLong());
        if (!room.tryAcquire()) {
            throw Refusal.TOO_MANY_REQUESTS.refusedFor(1);
        }
        try {
            long begun = nanos.getAsLong();
            Reached reached = post.send(webhook.url(), Event.trial(id, webhook), account);
            long took = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - begun);
            return new Tried(reached.delivered(), reached.answer(), Math.toIntExact(took));
        } finally {
            room.release();
        }
    }
}
