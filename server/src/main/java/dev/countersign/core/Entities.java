package dev.countersign.core;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.EntitySid;
import dev.countersign.domain.Event;
import dev.countersign.domain.Mark;
import dev.countersign.domain.MarkSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.store.Db;
import dev.countersign.store.EntityTable;
import dev.countersign.store.FactorTable;
import dev.countersign.store.ServiceTable;
import dev.countersign.store.TrailTable;
import dev.countersign.store.Tx;

/** What can be done with Entities. */
public final class Entities {
    private final Db db;
    private final Outbox outbox;

    public Entities(Db db, Outbox outbox) {
        this.db = db;
        this.outbox = outbox;
    }

    public Entity create(Person person) {
        return db.write(tx -> {
            mustStand(tx, person.account(), person.service());
            if (new EntityTable(tx).find(person) != null) {
                throw Refusal.ENTITY_EXISTS.refused();
            }
            return add(tx, person);
        });
    }

    public Entity find(Person person) {
        return db.read(tx -> find(tx, person));
    }

    static Entity find(Tx tx, Person person) {
        Entity entity = new EntityTable(tx).find(person);
        if (entity == null) {
            throw Refusal.NOT_FOUND.refused();
        }
        return entity;
    }

    /** The person's Entity, made where there is none yet. */
    // spec Verify 1: Entities are created implicitly with their first factor
    static Entity findOrAdd(Tx tx, Person person) {
        Entity entity = new EntityTable(tx).find(person);
        return entity == null ? add(tx, person) : entity;
    }

    private static Entity add(Tx tx, Person person) {
        Entity entity = new Entity(new EntitySid(Sid.Id.of(tx.id())), person, tx.now());
        new EntityTable(tx).add(entity);
        MarkSid name =
                Mark.name(tx.now(), Mark.Type.ENTITY_CREATED, entity.sid().id(), 0);
        new TrailTable(tx).add(person.key(), new Mark(name, Mark.Type.ENTITY_CREATED, null, null, Mark.About.NOTHING));
        return entity;
    }

    public Rows<Entity> list(AccountSid account, ServiceSid service, Slice slice) {
        return db.read(tx -> {
            mustStand(tx, account, service);
            return new EntityTable(tx).list(account, service, slice);
        });
    }

    /** Removes the Entity; with it, from that instant on, its factors and challenges. */
    public void delete(Person person) {
        outbox.write(person, (tx, owing) -> {
            if (tx.again() && new EntityTable(tx).find(person) == null) {
                return true;
            }
            Entity entity = find(tx, person);
            FactorTable factors = new FactorTable(tx);
            factors.overtake(entity);
            factors.all(entity).forEach(factor -> owing.tell(Event.Type.FACTOR_DELETED, factor, null));
            new EntityTable(tx).remove(entity);
            return true;
        });
    }

    static void mustStand(Tx tx, AccountSid account, ServiceSid service) {
        if (!new ServiceTable(tx).stands(account, service)) {
            throw Refusal.NOT_FOUND.refused();
        }
    }
}
