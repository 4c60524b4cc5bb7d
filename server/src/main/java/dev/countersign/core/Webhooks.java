package dev.countersign.core;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Event;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.Webhook;
import dev.countersign.domain.WebhookSid;
import dev.countersign.store.Db;
import dev.countersign.store.ServiceTable;
import dev.countersign.store.Tx;
import dev.countersign.store.WebhookTable;
import java.util.List;
import java.util.function.UnaryOperator;

/** What can be done with Webhooks. */
public final class Webhooks {
    private final Db db;

    public Webhooks(Db db) {
        this.db = db;
    }

    /**
     * What an application asks for when it wants to be told.
     *
     * @param eventTypes empty for all
     */
    public record NewWebhook(
            String friendlyName, List<Event.Type> eventTypes, String url, boolean enabled, Webhook.Version version) {}

    public Webhook create(AccountSid account, ServiceSid service, NewWebhook asked) {
        return db.write(tx -> {
            new ServiceTable(tx).hold(service);
            Entities.mustStand(tx, account, service);
            WebhookTable table = new WebhookTable(tx);
            if (table.of(service, account).size() >= Webhook.MOST) {
                throw Refusal.INVALID_PARAMETER.refused("a Service has at most " + Webhook.MOST + " Webhooks");
            }
            Webhook webhook = new Webhook(
                    new WebhookSid(Sid.Id.of(tx.id())),
                    service,
                    account,
                    asked.friendlyName(),
                    asked.eventTypes(),
                    asked.url(),
                    asked.enabled(),
                    asked.version(),
                    tx.now());
            table.add(webhook);
            return webhook;
        });
    }

    public Webhook find(AccountSid account, ServiceSid service, WebhookSid sid) {
        return db.read(tx -> find(tx, account, service, sid));
    }

    static Webhook find(Tx tx, AccountSid account, ServiceSid service, WebhookSid sid) {
        Webhook webhook = new WebhookTable(tx).find(account, service, sid);
        if (webhook == null) {
            throw Refusal.NOT_FOUND.refused();
        }
        return webhook;
    }

    public Rows<Webhook> list(AccountSid account, ServiceSid service, Slice slice) {
        return db.read(tx -> {
            Entities.mustStand(tx, account, service);
            return new WebhookTable(tx).list(account, service, slice);
        });
    }

    /** Changes it; what {@code change} leaves alone stays. What is on its way already goes out as it was written. */
    public Webhook update(AccountSid account, ServiceSid service, WebhookSid sid, UnaryOperator<Webhook> change) {
        return db.write(tx -> {
            new ServiceTable(tx).hold(service);
            Webhook w = change.apply(find(tx, account, service, sid));
            Webhook stamped = new Webhook(
                    w.sid(),
                    w.service(),
                    w.account(),
                    w.friendlyName(),
                    w.eventTypes(),
                    w.url(),
                    w.enabled(),
                    w.version(),
                    tx.now());
            new WebhookTable(tx).replace(stamped);
            return stamped;
        });
    }

    /** Removes it: nothing more is sent there, nor what it was owed. */
    public void delete(AccountSid account, ServiceSid service, WebhookSid sid) {
        db.write(tx -> {
            WebhookTable table = new WebhookTable(tx);
            if (!tx.again() || table.find(account, service, sid) != null) {
                table.remove(find(tx, account, service, sid));
            }
            return true;
        });
    }
}
