package dev.countersign.core;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Delivery;
import dev.countersign.domain.DeliverySid;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.Webhook;
import dev.countersign.domain.WebhookSid;
import dev.countersign.store.Db;
import dev.countersign.store.DeliveryTable;
import dev.countersign.store.Tx;
import org.jspecify.annotations.Nullable;

/** What an operator can do about events on their way: look at them, and have one sent again. */
public final class Deliveries {
    private final Db db;

    public Deliveries(Db db) {
        this.db = db;
    }

    /** Whose, and to where. */
    public record Place(AccountSid account, ServiceSid service, WebhookSid webhook) {}

    /** @param status null for all */
    public Rows<Delivery> list(Place place, Delivery.@Nullable Status status, Slice slice) {
        return db.read(tx -> new DeliveryTable(tx).list(webhook(tx, place), status, slice));
    }

    public Delivery find(Place place, DeliverySid sid) {
        return db.read(tx -> find(tx, place, sid));
    }

    /** Has it sent as if it never had been, with the body it has always had; behind those of its factor that come before. */
    public Delivery sendAgain(Place place, DeliverySid sid) {
        return db.write(tx -> {
            Delivery was = find(tx, place, sid);
            Delivery next = was.again(tx.now());
            new DeliveryTable(tx).queue(was, next, tx.now().plus(Outbox.LONGEST));
            return next;
        });
    }

    private static Delivery find(Tx tx, Place place, DeliverySid sid) {
        Delivery delivery = new DeliveryTable(tx).find(webhook(tx, place), sid);
        if (delivery == null) {
            throw Refusal.NOT_FOUND.refused();
        }
        return delivery;
    }

    private static Webhook webhook(Tx tx, Place place) {
        return Webhooks.find(tx, place.account(), place.service(), place.webhook());
    }
}
