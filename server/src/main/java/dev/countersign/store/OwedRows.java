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
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a row of the outbox together with what it takes to send it, all of it as it stands at that moment. */
final class OwedRows {
    private OwedRows() {}

    private static final String OWED = """
            SELECT o.person, o.sid, o.destination, o.factor_sid, o.place, o.tries, o.due, o.until, o.body""";

    static @Nullable Owed push(Tx tx, Owed.Key key) {
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

    static @Nullable Owed event(Tx tx, Owed.Key key) {
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
