package dev.countersign.store;

import dev.countersign.domain.HourCount;
import dev.countersign.domain.Identity;
import dev.countersign.domain.Mark;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hours that were added up, and what they are added up from: the latest of everybody's, along the time. */
public final class CountTable {
    private static final String NUMBERS = """
            created, approved, denied, expired, wrong_codes, pushes_failed, events_sent, events_failed,
            le_5, le_15, le_30, le_60, le_120, le_300, more""";

    private static final int HOW_MANY = 15;

    private final Tx tx;

    public CountTable(Tx tx) {
        this.tx = tx;
    }

    /** Takes on adding up until then, unless another has and its time is not over; false where that is so. */
    public boolean lease(Sid.Id holder, Instant until) {
        return tx.update("""
                        INSERT INTO counting (one, holder, leased, through) VALUES (1, ?, ?, 0)
                        ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, leased = excluded.leased
                         WHERE counting.holder = excluded.holder OR counting.leased < ?
                        """, holder.bytes(), until, tx.now()) > 0;
    }

    /** The hour before which all are added up for good. */
    public Instant through() {
        Instant through = tx.one("SELECT through FROM counting WHERE one = 1", row -> row.instant(1));
        return through == null ? Instant.EPOCH : through;
    }

    /** When the oldest of what is counted was made; null where there is nothing. */
    public @Nullable Instant oldest() {
        Instant challenge = first("SELECT sid FROM challenge WHERE expires > 0 ORDER BY sid LIMIT 1");
        Instant mark = first("SELECT sid FROM trail WHERE type <> '' ORDER BY sid LIMIT 1");
        return challenge == null || (mark != null && mark.isBefore(challenge)) ? mark : challenge;
    }

    private @Nullable Instant first(String sql) {
        return tx.one(sql, row -> Instant.ofEpochMilli(Sid.Id.of(row.bytes(1)).high() >>> 16));
    }

    /** They are, before that hour. */
    public void advance(Sid.Id holder, Instant through) {
        tx.update(
                "UPDATE counting SET through = ? WHERE one = 1 AND holder = ? AND through < ?",
                through,
                holder.bytes(),
                through);
    }

    /**
     * A challenge as it is counted.
     *
     * @param answered when it was; null where it was not
     */
    public record Seen(
            Sid.Id sid,
            ServiceSid service,
            Identity identity,
            boolean approved,
            boolean push,
            @Nullable Instant answered,
            Instant expires) {}

    /** Up to {@code most} challenges beyond that key and before that instant, of factors that stand. Spans people. */
    public List<Seen> challenges(Sid.Id beyond, Instant before, int most) {
        return tx.all(
                """
                SELECT c.sid, e.service_sid, e.identity, c.status, c.type, c.responded, c.expires
                  FROM challenge c
                  JOIN factor f ON f.person = c.person AND f.sid = c.factor_sid
                  JOIN entity e ON e.person = c.person AND e.sid = c.entity_sid
                 WHERE c.sid > ? AND c.sid < ? AND c.expires > 0 ORDER BY c.sid LIMIT ?
                """,
                row -> new Seen(
                        Sid.Id.of(row.bytes(1)),
                        new ServiceSid(Sid.Id.of(row.bytes(2))),
                        new Identity(row.text(3)),
                        row.text(4).equals("approved"),
                        row.text(5).equals("push"),
                        row.instantOrNull(6),
                        row.instant(7)),
                beyond.bytes(),
                Keyset.firstOf(before),
                most);
    }

    /** A mark as it is counted. */
    public record Marked(
            Sid.Id sid,
            ServiceSid service,
            Mark.Type type,
            Sid.@Nullable Id challenge,
            @Nullable Long number) {}

    /** Up to {@code most} marks beyond that key and before that instant. Spans people. */
    public List<Marked> marks(Sid.Id beyond, Instant before, int most) {
        return tx.all(
                """
                SELECT t.sid, e.service_sid, t.type, t.challenge_sid, t.number
                  FROM trail t
                  JOIN entity e ON e.person = t.person
                 WHERE t.sid > ? AND t.sid < ? AND t.type <> '' ORDER BY t.sid LIMIT ?
                """,
                row -> {
                    byte[] challenge = row.bytesOrNull(4);
                    return new Marked(
                            Sid.Id.of(row.bytes(1)),
                            new ServiceSid(Sid.Id.of(row.bytes(2))),
                            Mark.Type.of(row.text(3)),
                            challenge == null ? null : Sid.Id.of(challenge),
                            row.numberOrNull(5));
                },
                beyond.bytes(),
                Keyset.firstOf(before),
                most);
    }

    /**
     * Keeps what was counted, over what was counted before and not what was counted since.
     *
     * @param begun when it began to be counted: whoever counts slowly may have lost their turn meanwhile, and knows less
     */
    public void put(HourCount count, Instant begun) {
        List<@Nullable Object> args = new ArrayList<>();
        args.add(count.service().id().bytes());
        args.add(count.hour());
        args.add(begun);
        args.addAll(count.numbers());
        tx.update("INSERT INTO hour_count (service_sid, hour, counted, " + NUMBERS + """
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (service_sid, hour) DO UPDATE
                   SET counted = excluded.counted, created = excluded.created, approved = excluded.approved,
                       denied = excluded.denied, expired = excluded.expired, wrong_codes = excluded.wrong_codes,
                       pushes_failed = excluded.pushes_failed, events_sent = excluded.events_sent,
                       events_failed = excluded.events_failed, le_5 = excluded.le_5, le_15 = excluded.le_15,
                       le_30 = excluded.le_30, le_60 = excluded.le_60, le_120 = excluded.le_120,
                       le_300 = excluded.le_300, more = excluded.more
                 WHERE hour_count.counted <= excluded.counted
                """, args.toArray());
    }

    /** The hours of a Service from one up to another in which anything happened. */
    public List<HourCount> list(ServiceSid service, Instant from, Instant to) {
        return tx.all(
                "SELECT hour, " + NUMBERS
                        + " FROM hour_count WHERE service_sid = ? AND hour >= ? AND hour < ? ORDER BY hour",
                row -> {
                    List<Long> numbers = new ArrayList<>();
                    for (int i = 0; i < HOW_MANY; i++) {
                        numbers.add(row.number(2 + i));
                    }
                    return HourCount.of(service, row.instant(1), numbers);
                },
                service.id().bytes(),
                from,
                to);
    }

    /** Removes hours before that one, and those of Services that are gone. */
    public void removeBefore(Instant hour) {
        tx.update("DELETE FROM hour_count WHERE hour < ?", hour);
        tx.update("DELETE FROM hour_count WHERE service_sid IN (SELECT g.sid FROM service_grave g)");
    }
}
