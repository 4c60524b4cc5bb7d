package dev.countersign.core;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Service;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.store.Db;
import dev.countersign.store.ServiceTable;
import dev.countersign.store.Tx;
import java.util.function.UnaryOperator;

/** What can be done with Services. */
public final class Services {
    private final Db db;
    private final Runnable reaper;
    private final Watchers watchers;

    /** @param reaper told when there is something to clear away */
    public Services(Db db, Runnable reaper, Watchers watchers) {
        this.db = db;
        this.reaper = reaper;
        this.watchers = watchers;
    }

    /** A new Service of that name, with whatever {@code settings} sets. */
    public Service create(AccountSid account, String friendlyName, UnaryOperator<Service> settings) {
        return db.write(tx -> {
            ServiceSid sid = new ServiceSid(Sid.Id.of(tx.id()));
            Service service = settings.apply(Service.named(sid, account, friendlyName, tx.now()));
            Credentials.mustFit(tx, account, Service.Push.DEFAULT, service.push());
            new ServiceTable(tx).add(service);
            return service;
        });
    }

    public Service find(AccountSid account, ServiceSid sid) {
        return db.read(tx -> find(tx, account, sid));
    }

    static Service find(Tx tx, AccountSid account, ServiceSid sid) {
        Service service = new ServiceTable(tx).find(account, sid);
        if (service == null) {
            throw Refusal.NOT_FOUND.refused();
        }
        return service;
    }

    /** Refuses where the Service is not there, or not the account's: the two look the same. */
    public void mustStand(AccountSid account, ServiceSid sid) {
        if (!db.read(tx -> new ServiceTable(tx).stands(account, sid))) {
            throw Refusal.NOT_FOUND.refused();
        }
    }

    public Rows<Service> list(AccountSid account, Slice slice) {
        return db.read(tx -> new ServiceTable(tx).list(account, slice));
    }

    /** Changes settings; what {@code change} leaves alone stays. */
    public Service update(AccountSid account, ServiceSid sid, UnaryOperator<Service> change) {
        return db.write(tx -> {
            new ServiceTable(tx).hold(sid);
            Service was = find(tx, account, sid);
            Service s = change.apply(was);
            Credentials.mustFit(tx, account, was.push(), s.push());
            Service stamped = new Service(
                    s.sid(), s.account(), s.friendlyName(), s.codes(), s.push(), s.totp(), s.passkeys(), tx.now());
            new ServiceTable(tx).replace(stamped);
            return stamped;
        });
    }

    /** Removes the Service; with it, from that instant on, everything below it. */
    public void delete(AccountSid account, ServiceSid sid) {
        db.write(tx -> {
            if (!new ServiceTable(tx).remove(account, sid) && !tx.again()) {
                throw Refusal.NOT_FOUND.refused();
            }
            return true;
        });
        watchers.removed(sid);
        reaper.run();
    }
}
