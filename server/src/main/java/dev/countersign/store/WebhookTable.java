package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Event;
import dev.countersign.domain.Rows;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.Webhook;
import dev.countersign.domain.WebhookSid;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Webhooks at rest; found while their Service stands. */
public final class WebhookTable {
    private static final String SELECT = """
            SELECT w.sid, w.friendly_name, w.event_types, w.url, w.enabled, w.version, w.updated
              FROM webhook w
              JOIN service s ON s.sid = w.service_sid
             WHERE w.service_sid = ? AND s.account_sid = ?""";

    private static final String ALL = "*";

    private final Tx tx;

    public WebhookTable(Tx tx) {
        this.tx = tx;
    }

    /** The Webhook, if it is that Service's, and the Service the account's. */
    public @Nullable Webhook find(AccountSid account, ServiceSid service, WebhookSid sid) {
        return tx.one(
                SELECT + " AND w.sid = ?",
                row -> read(service, account, row),
                service.id().bytes(),
                account.id().bytes(),
                sid.id().bytes());
    }

    /** All that this Service, which stands, has, whatever they want to hear of: asked whenever something happens. */
    public List<Webhook> of(ServiceSid service, AccountSid account) {
        return tx.all(
                """
                SELECT sid, friendly_name, event_types, url, enabled, version, updated FROM webhook
                 WHERE service_sid = ? ORDER BY sid
                """, row -> read(service, account, row), (Object) service.id().bytes());
    }

    public Rows<Webhook> list(AccountSid account, ServiceSid service, Slice slice) {
        return new Keyset<>(
                        SELECT,
                        List.of(service.id().bytes(), account.id().bytes()),
                        "w.sid",
                        row -> read(service, account, row),
                        Webhook::sid)
                .page(tx, slice);
    }

    public void add(Webhook w) {
        tx.trace("SELECT 1 FROM webhook WHERE sid = ?", (Object) w.sid().id().bytes());
        tx.update("""
                INSERT INTO webhook (friendly_name, event_types, url, enabled, version, updated, sid, service_sid)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, settings(w));
    }

    public void replace(Webhook w) {
        tx.update("""
                UPDATE webhook SET friendly_name = ?, event_types = ?, url = ?, enabled = ?, version = ?, updated = ?
                 WHERE sid = ? AND service_sid = ?
                """, settings(w));
    }

    public void remove(Webhook w) {
        tx.update(
                "DELETE FROM webhook WHERE sid = ? AND service_sid = ?",
                w.sid().id().bytes(),
                w.service().id().bytes());
    }

    /** What can be changed, and then what cannot. */
    private static Object[] settings(Webhook w) {
        List<Event.Type> types = w.eventTypes();
        return new Object[] {
            w.friendlyName(),
            types.isEmpty() ? ALL : types.stream().map(Event.Type::word).collect(Collectors.joining(",")),
            w.url(),
            w.enabled(),
            w.version().word(),
            w.updated(),
            w.sid().id().bytes(),
            w.service().id().bytes()
        };
    }

    private static Webhook read(ServiceSid service, AccountSid account, Row row) {
        return new Webhook(
                new WebhookSid(Sid.Id.of(row.bytes(1))),
                service,
                account,
                row.text(2),
                types(row.text(3)),
                row.text(4),
                row.flag(5),
                Webhook.Version.valueOf(row.text(6).toUpperCase(Locale.ROOT)),
                row.instant(7));
    }

    private static List<Event.Type> types(String words) {
        return words.equals(ALL)
                ? List.of()
                : Arrays.stream(words.split(",", -1)).map(Event.Type::of).toList();
    }
}
