package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Event;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Webhook;
import dev.countersign.domain.WebhookSid;
import java.util.Arrays;
import java.util.List;

/** Webhooks at rest. */
public final class WebhookTable {
    private final Tx tx;

    public WebhookTable(Tx tx) {
        this.tx = tx;
    }

    public List<Webhook> of(ServiceSid service, AccountSid account) {
        return tx.all(
                "SELECT sid, friendly_name, event_types, url, enabled, version, updated FROM webhook WHERE service_sid = ? ORDER BY sid",
                row -> new Webhook(
                        new WebhookSid(Sid.Id.of(row.bytes(1))),
                        service,
                        account,
                        row.text(2),
                        row.text(3).isEmpty()
                                ? List.of()
                                : Arrays.stream(row.text(3).split(",", -1))
                                        .map(Event.Type::of)
                                        .toList(),
                        row.text(4),
                        row.flag(5),
                        Webhook.Version.valueOf(row.text(6).toUpperCase(java.util.Locale.ROOT)),
                        row.instant(7)),
                (Object) service.id().bytes());
    }
}
