package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Event;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.Sid;
import dev.countersign.domain.WebhookSid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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

    /** When a row that waits for another is looked at again, should nobody have told it that its turn has come. */
    private static final Duration WAIT = Duration.ofSeconds(60);

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

    /** The place of the last row that is still owed there for this factor; 0 where there is none. */
    public long lastPlace(Sid.Id person, FactorSid factor, WebhookSid webhook) {
        Long last = tx.one(
                "SELECT place FROM outbox WHERE person = ? AND factor_sid = ? AND destination = ? AND due IS NOT NULL"
                        + " ORDER BY place DESC LIMIT 1",
                row -> row.number(1),
                person.bytes(),
                factor.id().bytes(),
                webhook.id().bytes());
        return last == null ? 0 : last;
    }

    /** When a row that waits for its turn is looked at. */
    public Instant waiting() {
        return tx.now().plus(WAIT);
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

    /** Rows owed there that may be taken and whose time is over. Spans people. */
    public List<Due> over(Sid.Id destination, int most) {
        return tx.all("""
                SELECT person, sid, due FROM outbox
                 WHERE destination = ? AND due <= ? AND until <= ? ORDER BY due LIMIT ?
                """, OutboxTable::due, destination.bytes(), tx.now(), tx.now(), most);
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

    private static final String OWED = """
            SELECT o.person, o.sid, o.destination, o.factor_sid, o.place, o.tries, o.due, o.until, o.body""";

    /** The push as it is to be made now; null once the challenge is answered, over, or gone with what it hung on. */
    public @Nullable Owed push(Owed.Key key) {
        return tx.one(
                OWED + """
                , o.challenge_sid, c.expires, f.sdk_version, f.app_id, f.platform, f.token,
                       CASE f.platform WHEN 'apn' THEN s.push_apn WHEN 'fcm' THEN s.push_fcm ELSE s.push_webpush END
                  FROM outbox o
                  JOIN challenge c ON c.person = o.person AND c.sid = o.challenge_sid
                  JOIN factor f ON f.person = o.person AND f.sid = o.factor_sid
                  JOIN entity e ON e.person = f.person AND e.sid = f.entity_sid
                  JOIN service s ON s.sid = e.service_sid
                 WHERE o.person = ? AND o.sid = ? AND o.due IS NOT NULL AND o.kind = 'push'
                   AND c.status = 'pending' AND c.expires > ? AND f.platform <> 'none' AND f.token_gone IS NULL
                """,
                row -> owed(row, ring(row)),
                key.person().bytes(),
                key.sid().bytes(),
                tx.now());
    }

    /** The event as it is to be told now; null once its Webhook, or that one's Service, is gone, or wants none. */
    public @Nullable Owed event(Owed.Key key) {
        return tx.one(
                OWED + """
                , o.event_type, w.url, s.account_sid
                  FROM outbox o
                  JOIN webhook w ON w.sid = o.destination
                  JOIN service s ON s.sid = w.service_sid
                 WHERE o.person = ? AND o.sid = ? AND o.due IS NOT NULL AND o.kind = 'event' AND w.enabled = 1
                """,
                row -> owed(row, tell(row)),
                key.person().bytes(),
                key.sid().bytes());
    }

    /** Whether a row owed there for the same factor comes before this one. */
    public boolean waits(Owed o) {
        return tx.one(
                        """
                        SELECT 1 FROM outbox
                         WHERE person = ? AND factor_sid = ? AND destination = ? AND due IS NOT NULL AND place < ? LIMIT 1
                        """,
                        row -> row.number(1),
                        o.key().person().bytes(),
                        o.factor().id().bytes(),
                        o.destination().bytes(),
                        o.place())
                != null;
    }

    /** The row whose turn it is once this one is over; null where none waits. */
    public @Nullable Due successor(Owed o) {
        return tx.one(
                """
                SELECT person, sid, due FROM outbox
                 WHERE person = ? AND factor_sid = ? AND destination = ? AND due IS NOT NULL AND place > ?
                 ORDER BY place LIMIT 1
                """,
                OutboxTable::due,
                o.key().person().bytes(),
                o.factor().id().bytes(),
                o.destination().bytes(),
                o.place());
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

    /** Removes a row that is still owed; false where there is none. */
    public boolean remove(Owed.Key key) {
        return tx.update(
                        "DELETE FROM outbox WHERE person = ? AND sid = ? AND due IS NOT NULL",
                        key.person().bytes(),
                        key.sid().bytes())
                > 0;
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

    private static Owed owed(Row row, Matter matter) {
        return new Owed(
                new Owed.Key(Sid.Id.of(row.bytes(1)), Sid.Id.of(row.bytes(2))),
                Sid.Id.of(row.bytes(3)),
                new FactorSid(Sid.Id.of(row.bytes(4))),
                row.number(5),
                Math.toIntExact(row.number(6)),
                row.instant(7),
                row.instant(8),
                matter);
    }

    private static Matter ring(Row row) {
        byte @Nullable [] credential = row.bytesOrNull(16);
        return new Matter.Ring(
                new ChallengeSid(Sid.Id.of(row.bytes(10))),
                row.instant(11),
                new PushConfig(
                        row.text(12),
                        row.text(13),
                        PushConfig.Platform.valueOf(row.text(14).toUpperCase(Locale.ROOT)),
                        row.textOrNull(15)),
                row.textOrNull(9),
                credential == null ? null : new CredentialSid(Sid.Id.of(credential)));
    }

    private static Matter tell(Row row) {
        return new Matter.Tell(
                Event.Type.of(row.text(10)),
                new WebhookSid(Sid.Id.of(row.bytes(3))),
                row.text(11),
                new AccountSid(Sid.Id.of(row.bytes(12))),
                row.text(9));
    }
}
