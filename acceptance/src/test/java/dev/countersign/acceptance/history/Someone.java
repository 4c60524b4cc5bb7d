package dev.countersign.acceptance.history;

import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Somebody whom all clients ask: an identity, the factors that stand for it at the moment, and what was asked of late. */
final class Someone {
    private static final int KEPT = 60;
    private static final int REMEMBERED = 4;

    private final Deque<Question> questions = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile String identity;
    private volatile Holder.@Nullable App app;
    private volatile Holder.@Nullable Device device;

    Someone(RandomGenerator random) {
        this.identity = name(random);
    }

    private static String name(RandomGenerator random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    String identity() {
        return identity;
    }

    /** Somebody else in their place, with nothing yet. */
    void becomesAnother(RandomGenerator random) {
        app = null;
        device = null;
        identity = name(random);
    }

    Holder.@Nullable App app() {
        return app;
    }

    Holder.@Nullable Device device() {
        return device;
    }

    void has(Holder holder) {
        switch (holder) {
            case Holder.App a -> app = a;
            case Holder.Device d -> device = d;
        }
    }

    /** They do not have it any more; some of what it was asked is remembered, for it must not be found again. */
    void loses(Holder holder) {
        questions.removeAll(questions(holder, KEPT).stream().skip(REMEMBERED).toList());
        if (holder.equals(app)) {
            app = null;
        }
        if (holder.equals(device)) {
            device = null;
        }
    }

    /** Whether this caller may change their factors now, which one does at a time; who may calls {@link #changed} after. */
    boolean mayChange() {
        return busy.compareAndSet(false, true);
    }

    void changed() {
        busy.set(false);
    }

    void asked(Question question) {
        questions.addFirst(question);
        if (questions.size() > KEPT) {
            questions.pollLast();
        }
    }

    /** A question of late, most often one of the latest; null where there is none yet. */
    @Nullable
    Question question(RandomGenerator random) {
        return pick(questions, random);
    }

    /** Those of late that this holder answers, the latest first. */
    List<Question> questions(Holder holder, int most) {
        Stream<Question> its = questions.stream().filter(q -> q.holder().equals(holder));
        return its.limit(most).toList();
    }

    private static @Nullable Question pick(Collection<Question> from, RandomGenerator random) {
        int within = random.nextInt(4) == 0 ? KEPT : 3;
        int which = random.nextInt(within);
        Question picked = null;
        for (Question q : from) {
            picked = q;
            if (which-- == 0) {
                break;
            }
        }
        return picked;
    }
}
