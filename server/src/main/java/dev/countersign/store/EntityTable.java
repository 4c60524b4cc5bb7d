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
        tx.trace(
                "SELECT 1 FROM entity WHERE person = ? AND sid = ?",
                e.person().key().bytes(),
                e.sid().id().bytes());
        tx.update(
                "INSERT INTO entity (person, sid, service_sid, identity, updated) VALUES (?, ?, ?, ?, ?)",
                e.person().key().bytes(),
                e.sid().id().bytes(),
                e.person().service().id().bytes(),
                e.person().identity().text(),
                e.updated());
    }

    /**
     * Removes the Entity, with every permission to enrol for it, and leaves word for the reaper, unless somebody else did:
     * then the unit is to be tried again.
     */
    public void remove(Entity e) {
        int rows = tx.update(
                "DELETE FROM entity WHERE person = ? AND sid = ?",
                e.person().key().bytes(),
                e.sid().id().bytes());
        if (rows == 0) {
            throw new Overtaken("another writer removed this entity");
        }
        new AccessTokenTable(tx).removeAll(e.person().key());
        new OutboxTable(tx).erase(e.person().key());
        new Graves(tx).dig(e.person().key(), e.sid(), Graves.Kind.ENTITY);
    }

    /** When factors were created for this person of late. */
    public Recent creations(Person person) {
        Recent found = tx.one("SELECT creations FROM person WHERE person = ?", row -> Recent.of(row.bytes(1)), (Object)
                person.key().bytes());
        return found == null ? Recent.NONE : found;
    }

    /**
     * Writes {@code next} over what was read, unless somebody else counted meanwhile: then the unit is to be tried again.
     * Whoever counts first and looks then sees all that was counted.
     */
    public void count(Person person, Recent was, Recent next) {
        int rows = tx.update("""
                INSERT INTO person (person, creations) VALUES (?, ?)
                ON CONFLICT (person) DO UPDATE SET creations = excluded.creations WHERE person.creations = ?
                """, person.key().bytes(), next.bytes(), was.bytes());
        if (rows == 0) {
            throw new Overtaken("another writer counts for this person");
        }
    }

    /** Keeps others from counting anything of this person's until this unit is over. */
    public void hold(Person person) {
        tx.update("UPDATE person SET creations = creations WHERE person = ?", (Object)
                person.key().bytes());
    }

    private static Entity read(AccountSid account, ServiceSid service, Row row) {
        Person person = new Person(account, service, new Identity(row.text(2)), Sid.Id.of(row.bytes(4)));
        return new Entity(new EntitySid(Sid.Id.of(row.bytes(1))), person, row.instant(3));
    }
}
