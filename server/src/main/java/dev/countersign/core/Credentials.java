package dev.countersign.core;

import dev.countersign.crypto.About;
import dev.countersign.crypto.PushIdentity;
import dev.countersign.crypto.Secret;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Credential;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Service;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.store.CredentialTable;
import dev.countersign.store.CredentialTable.Stored;
import dev.countersign.store.Db;
import dev.countersign.store.ServiceTable;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with push Credentials. Secrets go in and are sealed to their row; they come out for the delivery room
 * alone.
 */
public final class Credentials {
    private static final long REMEMBERED = 1_000_000_000;
    private static final int MOST_REMEMBERED = 10_000;

    private final Db db;
    private final Secrets secrets;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private final ConcurrentMap<CredentialSid, Known> known = new ConcurrentHashMap<>();

    /** @param nanos a stopwatch, by which what the record says is looked at again */
    public Credentials(Db db, Secrets secrets, RandomGenerator random, LongSupplier nanos) {
        this.db = db;
        this.secrets = secrets;
        this.random = random;
        this.nanos = nanos;
    }

    static byte[] about(CredentialSid sid) {
        return About.of("credential.sealed", sid.id().bytes());
    }

    public Credential create(
            AccountSid account, Credential.Type type, @Nullable String friendlyName, Material material) {
        Material.Made made = material.made(type, null, random);
        return db.write(tx -> {
            Credential credential = new Credential(
                    new CredentialSid(Sid.Id.of(tx.id())),
                    account,
                    type,
                    friendlyName,
                    made.sandbox(),
                    made.publicKey(),
                    tx.now());
            new CredentialTable(tx).add(credential, seal(tx, credential.sid(), made.secret()));
            return credential;
        });
    }

    public Credential find(AccountSid account, CredentialSid sid) {
        return db.read(tx -> find(tx, account, sid)).credential();
    }

    private static Stored find(Tx tx, AccountSid account, CredentialSid sid) {
        Stored stored = new CredentialTable(tx).find(account, sid);
        if (stored == null) {
            throw Refusal.NOT_FOUND.refused();
        }
        return stored;
    }

    /** What a browser subscribes with so that this Service may ring it; null where the Service names nobody for that. */
    public @Nullable String applicationServerKey(AccountSid account, ServiceSid sid) {
        return db.<@Nullable String>read(tx -> {
            Service service = new ServiceTable(tx).find(account, sid);
            CredentialSid named = service == null ? null : service.push().webpush();
            Stored stored = named == null ? null : new CredentialTable(tx).find(account, named);
            return stored == null ? null : stored.credential().publicKey();
        });
    }

    public Rows<Credential> list(AccountSid account, Slice slice) {
        return db.read(tx -> new CredentialTable(tx).list(account, slice));
    }

    /** @param friendlyName null where it stays, empty where it is to have none */
    public Credential update(AccountSid account, CredentialSid sid, @Nullable String friendlyName, Material material) {
        Credential next;
        do {
            next = tryUpdate(account, sid, friendlyName, material);
        } while (next == null);
        return next;
    }

    private record Opened(Credential credential, @Nullable Secret secret) {}

    /** Null where somebody else changed it meanwhile: keys are read outside of the write, which all others wait for. */
    private @Nullable Credential tryUpdate(
            AccountSid account, CredentialSid sid, @Nullable String friendlyName, Material material) {
        Opened was = db.read(tx -> {
            Stored stored = find(tx, account, sid);
            return new Opened(stored.credential(), material.isEmpty() ? null : open(tx, stored));
        });
        Credential c = was.credential();
        Material.Made made = was.secret() == null ? null : material.made(c.type(), was.secret(), random);
        return db.<@Nullable Credential>write(tx -> {
            new CredentialTable(tx).hold(sid);
            Stored now = find(tx, account, sid);
            if (!now.credential().equals(c)) {
                return null;
            }
            Credential next = new Credential(
                    sid,
                    account,
                    c.type(),
                    friendlyName == null ? c.friendlyName() : friendlyName.isEmpty() ? null : friendlyName,
                    made == null ? c.sandbox() : made.sandbox(),
                    made == null ? c.publicKey() : made.publicKey(),
                    after(c.updated(), tx.now()));
            new CredentialTable(tx).replace(next, made == null ? now.sealed() : seal(tx, sid, made.secret()));
            return next;
        });
    }

    /** Two changes in one millisecond are two all the same: by this instant others see that it changed. */
    private static Instant after(Instant was, Instant now) {
        return now.isAfter(was) ? now : was.plusMillis(1);
    }

    /** Removes the Credential; Services that named it name none from then on. */
    public void delete(AccountSid account, CredentialSid sid) {
        db.write(tx -> {
            if (!new CredentialTable(tx).remove(account, sid) && !tx.again()) {
                throw Refusal.NOT_FOUND.refused();
            }
            new ServiceTable(tx).forget(account, sid);
            return true;
        });
    }

    /** Refuses, by the setting's name, a Credential that a Service is newly to name, where it is none for that platform. */
    // spec Verify 3.7: one that is named exists, is the account's, and has the right type
    static void mustFit(Tx tx, AccountSid account, Service.Push before, Service.Push after) {
        mustFit(tx, account, "Push.ApnCredentialSid", Credential.Type.APN, before.apn(), after.apn());
        mustFit(tx, account, "Push.FcmCredentialSid", Credential.Type.FCM, before.fcm(), after.fcm());
        mustFit(tx, account, "Push.WebpushCredentialSid", Credential.Type.WEBPUSH, before.webpush(), after.webpush());
    }

    private static void mustFit(
            Tx tx,
            AccountSid account,
            String name,
            Credential.Type type,
            @Nullable CredentialSid before,
            @Nullable CredentialSid after) {
        if (after == null || after.equals(before)) {
            return;
        }
        Stored stored = new CredentialTable(tx).find(account, after);
        if (stored == null || stored.credential().type() != type) {
            throw Refusal.INVALID_SERVICE_PARAMETER.refused(
                    name + " must be the SID of a push Credential of type " + type.word());
        }
    }

    private record Known(Instant updated, PushIdentity identity, long since) {}

    /**
     * Who the Credential says we are; null where it is gone, or of a type that is of no use for sending. What the record
     * says is remembered for a second. The same object is handed out for as long as the Credential stays as it is, so that
     * a connection may be kept by it.
     */
    public @Nullable PushIdentity identity(CredentialSid sid) {
        Known remembered = known.get(sid);
        long now = nanos.getAsLong();
        if (remembered != null && now - remembered.since() < REMEMBERED) {
            return remembered.identity();
        }
        Known fresh = db.<@Nullable Known>read(tx -> look(tx, sid, remembered, now));
        if (fresh == null) {
            known.remove(sid);
            return null;
        }
        if (known.size() >= MOST_REMEMBERED) {
            known.clear();
        }
        return known.merge(sid, fresh, Credentials::newer).identity();
    }

    private @Nullable Known look(Tx tx, CredentialSid sid, @Nullable Known remembered, long now) {
        Stored stored = new CredentialTable(tx).find(sid);
        if (stored == null || stored.credential().type() == Credential.Type.GCM) {
            return null;
        }
        Instant updated = stored.credential().updated();
        return remembered != null && remembered.updated().equals(updated)
                ? new Known(updated, remembered.identity(), now)
                : new Known(updated, PushIdentity.open(open(tx, stored)), now);
    }

    /** Of two that looked at once, the later state; of one state, the object that was there first. */
    private static Known newer(Known there, Known fresh) {
        if (there.updated().equals(fresh.updated())) {
            return new Known(there.updated(), there.identity(), fresh.since());
        }
        return there.updated().isAfter(fresh.updated()) ? there : fresh;
    }

    private byte[] seal(Tx tx, CredentialSid sid, Secret secret) {
        return secrets.seal(tx, secret.reveal(), about(sid));
    }

    private Secret open(Tx tx, Stored stored) {
        return Secret.of(
                secrets.open(tx, stored.sealed(), about(stored.credential().sid())));
    }
}
