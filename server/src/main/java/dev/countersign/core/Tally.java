package dev.countersign.core;

import dev.countersign.domain.HourCount;
import dev.countersign.domain.HourCount.What;
import dev.countersign.domain.Mark;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.store.CountTable;
import dev.countersign.store.CountTable.Marked;
import dev.countersign.store.CountTable.Seen;
import dev.countersign.store.Db;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds hours up, in the background and never in anybody's unit. An hour is always counted whole, from the rows themselves, and
 * what comes of it put over what was there: so it may be counted again, by whomever and after whatever, and is right each time.
 * Hours that are past are counted once more and then for good. One server of many does it; where that one is gone, another.
 */
public final class Tally implements AutoCloseable {
    /** How far back hours can be seen, and are counted in a record that has none yet. */
    public static final Duration KEPT = Duration.ofDays(92);

    private static final Duration COUNTED_BACK = Duration.ofDays(31);

    /** Nothing that an hour is counted from is written later than so long after it. */
    private static final Duration SETTLED = Duration.ofMinutes(2);

    /** A challenge that ended in an hour was created no earlier than so long before it. */
    private static final Duration LONGEST_CHALLENGE = Duration.ofMinutes(62);

    private static final Duration AT_A_TIME = Duration.ofHours(6);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration REST = Duration.ofSeconds(20);

    /** It rests so many times as long as it worked: where much happens it counts more seldom. */
    private static final int REST_FOR_WORK = 20;

    private final Db db;
    private final Sid.Id self;
    private final LongSupplier nanos;
    private final Consumer<RuntimeException> trouble;
    private final Semaphore end = new Semaphore(0);
    private volatile @Nullable Thread thread;

    /**
     * @param self names this process among the servers
     * @param nanos a stopwatch
     * @param trouble told what went wrong; the work is taken up again later
     */
    public Tally(Db db, Sid.Id self, LongSupplier nanos, Consumer<RuntimeException> trouble) {
        this.db = db;
        this.self = self;
        this.nanos = nanos;
        this.trouble = trouble;
    }

    /** Works in the background until closed. */
    public void start() {
        thread = Thread.ofPlatform().daemon().name("tally").start(this::work);
    }

    private void work() {
        try {
            do {
                long begun = nanos.getAsLong();
                boolean more = attempt();
                long worked = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - begun);
                long rest = Math.max(more ? 0 : REST.toMillis(), worked * REST_FOR_WORK);
                if (end.tryAcquire(rest, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } while (true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt() {
        try {
            return count();
        } catch (RuntimeException e) {
            trouble.accept(e);
            return false;
        }
    }

    @Override
    public void close() {
        end.release();
        Thread working = thread;
        if (working != null) {
            try {
                working.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private record Turn(Instant through, Instant now) {}

    /** Counts some hours that are not counted for good; whether there are more that should be soon. */
    public boolean count() {
        Turn turn = db.<@Nullable Turn>write(tx -> {
            CountTable table = new CountTable(tx);
            return table.lease(self, tx.now().plus(LEASE)) ? new Turn(begin(table, tx.now()), tx.now()) : null;
        });
        if (turn == null) {
            return false;
        }
        Instant now = turn.now();
        Instant first = later(turn.through(), HourCount.hourOf(now.minus(COUNTED_BACK)));
        Instant last = earlier(first.plus(AT_A_TIME), HourCount.hourOf(now).plusSeconds(3600));
        Sums sums = new Sums(first, last, now);
        Walk walk = new Walk(db);
        walk.challenges(first.minus(LONGEST_CHALLENGE), last, sums::challenge);
        walk.marks(first, last, sums::mark);
        Instant good = earlier(last, HourCount.hourOf(now.minus(SETTLED)));
        db.write(tx -> {
            CountTable table = new CountTable(tx);
            sums.all.values().forEach(count -> table.put(count, now));
            if (good.isAfter(turn.through())) {
                table.advance(self, good);
                table.removeBefore(now.minus(KEPT));
            }
            return true;
        });
        return last.isBefore(HourCount.hourOf(now));
    }

    /** Where to go on, and, where nothing was counted yet, where there is anything to count. */
    private static Instant begin(CountTable table, Instant now) {
        Instant through = table.through();
        if (through.isAfter(Instant.EPOCH)) {
            return through;
        }
        Instant oldest = table.oldest();
        return HourCount.hourOf(oldest == null || oldest.isAfter(now) ? now : oldest);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Some hours, and what was seen of them so far. */
    private static final class Sums {
        private record Place(ServiceSid service, Instant hour) {}

        private final Instant first;
        private final Instant last;
        private final Instant now;
        private final Map<Place, HourCount> all = new HashMap<>();

        Sums(Instant first, Instant last, Instant now) {
            this.first = first;
            this.last = last;
            this.now = now;
        }

        void challenge(Seen c) {
            Instant created = Walk.time(c.sid());
            add(c.service(), created, What.CREATED);
            Instant answered = c.answered();
            if (answered != null) {
                answer(c.service(), created, answered, c.approved());
            } else if (!c.expires().isAfter(now)) {
                add(c.service(), c.expires(), What.EXPIRED);
            }
        }

        void mark(Marked m) {
            Instant then = Walk.time(m.sid());
            Sid.Id challenge = m.challenge();
            switch (m.type()) {
                case CHALLENGE_CREATED -> add(m.service(), then, What.CREATED);
                case CHALLENGE_APPROVED, CHALLENGE_DENIED -> {
                    Instant created = challenge == null ? then : Walk.time(challenge);
                    answer(m.service(), created, then, m.type() == Mark.Type.CHALLENGE_APPROVED);
                }
                case CHALLENGE_WRONG_CODE -> add(m.service(), then, What.WRONG_CODES);
                case CHALLENGE_PUSH_FAILED -> add(m.service(), then, What.PUSHES_FAILED);
                case WEBHOOK_TOLD ->
                    add(m.service(), then, Long.valueOf(1).equals(m.number()) ? What.EVENTS_SENT : What.EVENTS_FAILED);
                case ENTITY_CREATED,
                        FACTOR_CREATED,
                        FACTOR_VERIFIED,
                        FACTOR_UPDATED,
                        FACTOR_DELETED,
                        FACTOR_DISABLED,
                        CHALLENGE_PUSHED,
                        CHALLENGE_REFUSED,
                        PUSH_TOKEN_LOST -> {}
            }
        }

        private void answer(ServiceSid service, Instant created, Instant answered, boolean approved) {
            HourCount count = at(service, answered);
            if (count != null) {
                count.add(approved ? What.APPROVED : What.DENIED);
                count.answeredAfter(ceil(Duration.between(created, answered)));
            }
        }

        /** What took a little longer than five seconds did not take five. */
        private static long ceil(Duration took) {
            return Math.max(0, (took.toMillis() + 999) / 1000);
        }

        private void add(ServiceSid service, Instant then, What what) {
            HourCount count = at(service, then);
            if (count != null) {
                count.add(what);
            }
        }

        private @Nullable HourCount at(ServiceSid service, Instant then) {
            Instant hour = HourCount.hourOf(then);
            return hour.isBefore(first) || !hour.isBefore(last)
                    ? null
                    : all.computeIfAbsent(new Place(service, hour), p -> new HourCount(p.service(), p.hour()));
        }
    }
}
