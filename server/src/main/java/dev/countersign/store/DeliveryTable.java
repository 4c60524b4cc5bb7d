package dev.countersign.store;

import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Delivery;
import dev.countersign.domain.DeliverySid;
import dev.countersign.domain.Event;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.Webhook;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events among what is owed outside, by the Webhook they go to: its reads span people, its write names one. */
public final class DeliveryTable {
    private static final String SELECT = """
            SELECT sid, person, event_type, event_id, factor_sid, challenge_sid, tries, answer, due, sent, updated
              FROM outbox
             WHERE destination = ? AND kind = 'event'""";

    private final Tx tx;

    public DeliveryTable(Tx tx) {
        this.tx = tx;
    }

    public @Nullable Delivery find(Webhook webhook, DeliverySid sid) {
        return tx.one(
                SELECT + " AND sid = ?",
                row -> read(webhook, row),
                webhook.sid().id().bytes(),
                sid.id().bytes());
    }

    /** @param status null for all */
    public Rows<Delivery> list(Webhook webhook, Delivery.@Nullable Status status, Slice slice) {
        return new Keyset<>(
                        SELECT + narrowed(status),
                        List.of(webhook.sid().id().bytes()),
                        "sid",
                        row -> read(webhook, row),
                        Delivery::sid)
                .page(tx, slice);
    }

    /** The plus keeps the engine from walking along what is due, and sorting it. */
    private static String narrowed(Delivery.@Nullable Status status) {
        return switch (status) {
            case null -> "";
            case QUEUED -> " AND +due IS NOT NULL";
            case SENT -> " AND due IS NULL AND sent IS NOT NULL";
            case FAILED -> " AND due IS NULL AND sent IS NULL";
        };
    }

    /** Writes what is to be sent again, before all else of its factor, over what was seen, unless somebody was at it since. */
    public void queue(Delivery was, Delivery next, Instant until) {
        Instant due = was.due();
        int rows = tx.update(
                """
                UPDATE outbox SET due = ?, until = ?, place = 0, tries = ?, sent = NULL, updated = ?
                 WHERE person = ? AND sid = ? AND COALESCE(due, -1) = ?
                """,
                next.due(),
                until,
                next.tries(),
                next.updated(),
                next.person().bytes(),
                next.sid().id().bytes(),
                due == null ? -1 : due.toEpochMilli());
        if (rows == 0) {
            throw new Overtaken("this delivery was just being made");
        }
    }

    private static Delivery read(Webhook webhook, Row row) {
        byte @Nullable [] challenge = row.bytesOrNull(6);
        return new Delivery(
                new DeliverySid(Sid.Id.of(row.bytes(1))),
                Sid.Id.of(row.bytes(2)),
                webhook,
                Event.Type.of(row.text(3)),
                Sid.Id.of(row.bytes(4)),
                new FactorSid(Sid.Id.of(row.bytes(5))),
                challenge == null ? null : new ChallengeSid(Sid.Id.of(challenge)),
                Math.toIntExact(row.number(7)),
                row.textOrNull(8),
                row.instantOrNull(9),
                row.instantOrNull(10),
                row.instant(11));
    }
}
