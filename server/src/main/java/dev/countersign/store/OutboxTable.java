package dev.countersign.store;

import dev.countersign.domain.Event;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import dev.countersign.domain.Sid;
import dev.countersign.domain.WebhookSid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is owed outside, at rest. A row is taken by a guarded write that puts off when others may take it, never by a lock;
 * whoever dies with it leaves it to whoever looks next.
 */
public final class OutboxTable {
    /** How long a row is whose process put it there, before anybody else may take it. */
    public static final Duration FIRST_LEASE = Duration.ofSeconds(10);

    /** How long whoever took a row has it. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    /**
     * When a row that waits for another is looked at, should nobody have told it that its turn has come. Whoever is done
     * with the one before does tell it, so this is for what we have not thought of, and long: those who wait are many.
     */
    private static final Duration WAIT = Duration.ofHours(1);

    private final Tx tx;

    public OutboxTable(Tx tx) {
        this.tx = tx;
    }

    /** A push that is owed from now on, leased to this process. */
    public void add(Owed push, Matter.Ring ring) {
        tx.update(
                """
                INSERT INTO outbox (person, sid, kind, destination, factor_sid, challenge_sid, place, due, until, tries,
                       body, updated, erase)
                VALUES (?, ?, 'push', ?, ?, ?, ?, ?, ?, 0, ?, ?, 0)
                """,
                push.key().person().bytes(),
                push.key().sid().bytes(),
                push.destination().bytes(),
                push.factor().id().bytes(),
                ring.challenge().id().bytes(),
                push.place(),
                push.leased(),
                push.until(),
                ring.message(),
                tx.now());
    }

    /** An event that is owed from now on, leased to this process; behind others of its factor it waits for them. */
    public void add(Owed told, Matter.Tell tell, Event event) {
        tx.update(
                """
                INSERT INTO outbox (person, sid, kind, destination, factor_sid, challenge_sid, place, due, until, tries,
                       event_type, event_id, body, updated, erase)
                VALUES (?, ?, 'event', ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, 0)
                """,
                told.key().person().bytes(),
                told.key().sid().bytes(),
                told.destination().bytes(),
                told.factor().id().bytes(),
                event.challenge() == null ? null : event.challenge().sid().id().bytes(),
                told.place(),
                told.leased(),
                told.until(),
                tell.type().word(),
                event.id().bytes(),
                tell.body(),
                tx.now());
    }

    /**
     * The place of the last row that is still owed there for this factor; 0 where there is none. That row is held until
     * this unit is over, so that whoever is done with it meanwhile sees what this unit puts behind it.
     */
    public long lastPlace(Sid.Id person, FactorSid factor, WebhookSid webhook) {
        while (true) {
            Last last = tx.one(
                    """
                    SELECT sid, place FROM outbox
                     WHERE person = ? AND factor_sid = ? AND destination = ? AND kind = 'event' AND due IS NOT NULL
                     ORDER BY place DESC, sid DESC LIMIT 1
                    """,
                    row -> new Last(row.bytes(1), row.number(2)),
                    person.bytes(),
                    factor.id().bytes(),
                    webhook.id().bytes());
            if (last == null || held(person, last)) {
                return last == null ? 0 : last.place();
            }
        }
    }

    private record Last(byte[] sid, long place) {}

    private boolean held(Sid.Id person, Last last) {
        return tx.update(
                        "UPDATE outbox SET updated = updated WHERE person = ? AND sid = ? AND due IS NOT NULL",
                        person.bytes(),
                        last.sid())
                > 0;
    }

    /** When a row that waits for its turn is looked at: before it is given up. */
    public Instant waiting(Instant until) {
        Instant then = tx.now().plus(WAIT);
        return then.isBefore(until) ? then : until;
    }

    /** A destination, and when the first of its rows may be taken. */
    public record Destination(Sid.Id id, Instant due) {}

    /** The first destination beyond that one to which something is owed; null where there is none. Spans people. */
    public @Nullable Destination next(Sid.@Nullable Id beyond) {
        return tx.one("""
                SELECT destination, due FROM outbox WHERE due IS NOT NULL AND destination > ?
                 ORDER BY destination, due LIMIT 1
                """, row -> new Destination(Sid.Id.of(row.bytes(1)), row.instant(2)), (Object)
                (beyond == null ? new byte[0] : beyond.bytes()));
    }

    /** A row that may be taken, as it was seen. */
    public record Due(Owed.Key key, Instant due) {}

    /** Rows owed there that may be taken, the longest due first. Spans people. */
    public List<Due> due(Sid.Id destination, int most) {
        return tx.all(
                "SELECT person, sid, due FROM outbox WHERE destination = ? AND due <= ? ORDER BY due LIMIT ?",
                OutboxTable::due,
                destination.bytes(),
                tx.now(),
                most);
    }

    /** Rows owed there that may be taken and whose time was over a lease ago. Spans people. */
    public List<Due> over(Sid.Id destination, int most) {
        return tx.all(
                """
                SELECT person, sid, due FROM outbox
                 WHERE destination = ? AND due <= ? AND until <= ? ORDER BY due LIMIT ?
                """, OutboxTable::due, destination.bytes(), tx.now(), tx.now().minus(LEASE), most);
    }

    private static Due due(Row row) {
        return new Due(new Owed.Key(Sid.Id.of(row.bytes(1)), Sid.Id.of(row.bytes(2))), row.instant(3));
    }

    /** Takes the row until {@code then}, unless somebody else did since it was seen. */
    public boolean take(Due seen, Instant then) {
        return tx.update(
                        "UPDATE outbox SET due = ?, updated = ? WHERE person = ? AND sid = ? AND due = ?",
                        then,
                        tx.now(),
                        seen.key().person().bytes(),
                        seen.key().sid().bytes(),
                        seen.due())
                > 0;
    }

    /** The push as it is to be made now; null once the challenge is answered, over, or gone with what it hung on. */
    public @Nullable Owed push(Owed.Key key) {
        return OwedRows.push(tx, key);
    }

    /** The event as it is to be told now; null once its Webhook, or that one's Service, is gone, or wants none. */
    public @Nullable Owed event(Owed.Key key) {
        return OwedRows.event(tx, key);
    }

    /** Whether a row owed there for the same factor comes before this one. */
    public boolean waits(Owed o) {
        return tx.one(
                        """
                        SELECT 1 FROM outbox
                         WHERE person = ? AND factor_sid = ? AND destination = ? AND kind = 'event' AND due IS NOT NULL
                           AND (place, sid) < (?, ?) LIMIT 1
                        """,
                        row -> row.number(1),
                        o.key().person().bytes(),
                        o.factor().id().bytes(),
                        o.destination().bytes(),
                        o.place(),
                        o.key().sid().bytes())
                != null;
    }

    /**
     * The turn of the row after this one has come: from {@code then} on anybody may take it. Asked once this one is held or
     * over.
     *
     * @return that row; null where none waits
     */
    public Owed.@Nullable Key passTurn(Owed o, Instant then) {
        return passTurn(
                new Turn(o.key(), o.factor().id().bytes(), o.destination().bytes(), o.place()), then);
    }

    /** The same of a row that may be for a Webhook that is gone. */
    public Owed.@Nullable Key passTurn(Owed.Key key, Instant then) {
        Turn turn = tx.one(
                "SELECT factor_sid, destination, place FROM outbox WHERE person = ? AND sid = ?",
                row -> new Turn(key, row.bytes(1), row.bytes(2), row.number(3)),
                key.person().bytes(),
                key.sid().bytes());
        return turn == null ? null : passTurn(turn, then);
    }

    private record Turn(Owed.Key key, byte[] factor, byte[] destination, long place) {}

    /** Whoever is just putting that row off, since they see this one before it, is waited for and written over. */
    private Owed.@Nullable Key passTurn(Turn turn, Instant then) {
        Due next = successor(turn);
        while (next != null && !take(next, then)) {
            next = successor(turn);
        }
        return next == null ? null : next.key();
    }

    private @Nullable Due successor(Turn turn) {
        return tx.one(
                """
                SELECT person, sid, due FROM outbox
                 WHERE person = ? AND factor_sid = ? AND destination = ? AND kind = 'event' AND due IS NOT NULL
                   AND (place, sid) > (?, ?)
                 ORDER BY place, sid LIMIT 1
                """,
                OutboxTable::due,
                turn.key().person().bytes(),
                turn.factor(),
                turn.destination(),
                turn.place(),
                turn.key().sid().bytes());
    }

    /** It was sent in vain, and is to be sent again then. False where somebody else has it by now. */
    public boolean putOff(Owed o, Instant then, String answer) {
        return tx.update(
                        """
                        UPDATE outbox SET due = ?, tries = tries + 1, answer = ?, updated = ?
                         WHERE person = ? AND sid = ? AND due = ?
                        """,
                        then,
                        answer,
                        tx.now(),
                        o.key().person().bytes(),
                        o.key().sid().bytes(),
                        o.leased())
                > 0;
    }

    /**
     * Nothing more is to be done about it. A push leaves the table, as does an event whose Entity was deleted; another event
     * stays to be seen. False where it was over already.
     *
     * @param tries how often it was sent since it was last written down
     * @param sent when it arrived; null where it was given up
     * @param answer null leaves the one that is there
     */
    public boolean close(Owed.Key key, int tries, @Nullable Instant sent, @Nullable String answer) {
        int kept = tx.update(
                """
                UPDATE outbox SET due = NULL, tries = tries + ?, sent = ?, answer = COALESCE(?, answer), updated = ?
                 WHERE person = ? AND sid = ? AND due IS NOT NULL AND kind = 'event' AND erase = 0
                """,
                tries,
                sent,
                answer,
                tx.now(),
                key.person().bytes(),
                key.sid().bytes());
        return kept > 0 || remove(key);
    }

    /** The same of a row whose matter is known: of a push, one statement does it. */
    public boolean close(Owed o, int tries, @Nullable Instant sent, @Nullable String answer) {
        return o.matter() instanceof Matter.Ring ? remove(o.key()) : close(o.key(), tries, sent, answer);
    }

    /** Removes a row that is still owed; false where there is none. */
    public boolean remove(Owed.Key key) {
        return tx.update(
                        "DELETE FROM outbox WHERE person = ? AND sid = ? AND due IS NOT NULL",
                        key.person().bytes(),
                        key.sid().bytes())
                > 0;
    }

    /** The first destination of events beyond that one, sent or not; null where there is none. Spans people. */
    public Sid.@Nullable Id webhook(Sid.@Nullable Id beyond) {
        return tx.one(
                "SELECT destination FROM outbox WHERE kind = 'event' AND destination > ? ORDER BY destination, sid LIMIT 1",
                row -> Sid.Id.of(row.bytes(1)),
                (Object) (beyond == null ? new byte[0] : beyond.bytes()));
    }

    /** Events for that Webhook, caused before then, about which nothing more is to be done. Spans people. */
    public List<Owed.Key> finished(Sid.Id webhook, Instant before, int most) {
        return tx.all(
                """
                SELECT person, sid FROM outbox
                 WHERE kind = 'event' AND destination = ? AND sid < ? AND due IS NULL ORDER BY sid LIMIT ?
                """,
                row -> new Owed.Key(Sid.Id.of(row.bytes(1)), Sid.Id.of(row.bytes(2))),
                webhook.bytes(),
                Keyset.firstOf(before),
                most);
    }

    /** Removes an event about which nothing more is to be done. */
    public void clear(Owed.Key key) {
        tx.update(
                "DELETE FROM outbox WHERE person = ? AND sid = ? AND due IS NULL",
                key.person().bytes(),
                key.sid().bytes());
    }

    /** Of a factor that goes: its pushes are not made any more. */
    void dropPushes(Sid.Id person, FactorSid factor) {
        tx.update(
                "DELETE FROM outbox WHERE person = ? AND factor_sid = ? AND kind = 'push'",
                person.bytes(),
                factor.id().bytes());
    }

    /** Of an Entity that goes: what was told is erased now, what is owed once it is told. */
    void erase(Sid.Id person) {
        tx.update("DELETE FROM outbox WHERE person = ? AND (due IS NULL OR kind = 'push')", (Object) person.bytes());
        tx.update("UPDATE outbox SET erase = 1 WHERE person = ?", (Object) person.bytes());
    }

    /** Everything about one person, whose Service is gone. */
    void removeAll(Sid.Id person) {
        tx.update("DELETE FROM outbox WHERE person = ?", (Object) person.bytes());
    }
}
