package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.EntitySid;
import dev.countersign.domain.Identity;
import dev.countersign.domain.Person;
import dev.countersign.domain.Recent;
import dev.countersign.domain.Rows;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entities at rest, and what is counted of a person across their deletions. */
public final class EntityTable {
    private final Tx tx;

    public EntityTable(Tx tx) {
        this.tx = tx;
    }

    /** The Entity of that person, while their Service stands in the account. */
    public @Nullable Entity find(Person person) {
        return tx.one(
                """
                SELECT e.sid, e.updated
                  FROM entity e
                  JOIN service s ON s.sid = e.service_sid
                 WHERE e.person = ? AND s.account_sid = ?
                """,
                row -> new Entity(new EntitySid(Sid.Id.of(row.bytes(1))), person, row.instant(2)),
                person.key().bytes(),
                person.account().id().bytes());
    }

    /** The Service's Entities; {@code key} computes a person's. */
    public Rows<Entity> list(AccountSid account, ServiceSid service, Slice slice) {
        return new Keyset<>(
                        "SELECT sid, identity, updated, person FROM entity WHERE service_sid = ?",
                        List.of(service.id().bytes()),
                        "sid",
                        row -> read(account, service, row),
                        Entity::sid)
                .page(tx, slice);
    }

    public void add(Entity e) {
        tx.update(
                "INSERT INTO entity (person, sid, service_sid, identity, updated) VALUES (?, ?, ?, ?, ?)",
                e.person().key().bytes(),
                e.sid().id().bytes(),
                e.person().service().id().bytes(),
                e.person().identity().text(),
                e.updated());
    }

    /** Removes the Entity, with every permission to enrol for it, and leaves word for the reaper. */
    public void remove(Entity e) {
        new AccessTokenTable(tx).removeAll(e.person().key());
        new OutboxTable(tx).erase(e.person().key());
        tx.update(
                "DELETE FROM entity WHERE person = ?", (Object) e.person().key().bytes());
        new Graves(tx).dig(e.person().key(), e.sid(), Graves.Kind.ENTITY);
    }

    /** When factors were created for this person of late. */
    public Recent creations(Person person) {
        Recent found = tx.one("SELECT creations FROM person WHERE person = ?", row -> Recent.of(row.bytes(1)), (Object)
                person.key().bytes());
        return found == null ? Recent.NONE : found;
    }

    public void count(Person person, Recent creations) {
        tx.update("""
                INSERT INTO person (person, creations) VALUES (?, ?)
                ON CONFLICT (person) DO UPDATE SET creations = excluded.creations
                """, person.key().bytes(), creations.bytes());
    }

    private static Entity read(AccountSid account, ServiceSid service, Row row) {
        Person person = new Person(account, service, new Identity(row.text(2)), Sid.Id.of(row.bytes(4)));
        return new Entity(new EntitySid(Sid.Id.of(row.bytes(1))), person, row.instant(3));
    }
}
