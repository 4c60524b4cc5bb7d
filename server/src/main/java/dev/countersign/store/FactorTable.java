package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.EntitySid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Service;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Factors at rest. Every replacement raises the row's version, so that of two writers one is told. */
public final class FactorTable {
    private static final String COLUMNS = FactorColumns.ALL;

    private final Tx tx;

    public FactorTable(Tx tx) {
        this.tx = tx;
    }

    /** A Factor as it was read, and the version it was read at. */
    public record Stored(Factor factor, long version) {}

    /** A Factor as it was read, and how its Service has devices rung. */
    public record Found(Stored stored, Service.Push settings) {}

    /** The Factor, while its Entity and their Service stand. */
    public @Nullable Stored find(Person person, FactorSid sid) {
        return find(COLUMNS, row -> read(person, row), person, sid);
    }

    /** The same, with what of its Service it takes to ask it. */
    public @Nullable Found findToAsk(Person person, FactorSid sid) {
        return find(
                COLUMNS + ", " + ServiceTable.PUSH,
                row -> new Found(read(person, row), ServiceTable.push(row, FactorColumns.COUNT + 1)),
                person,
                sid);
    }

    private <T> @Nullable T find(String columns, RowReader<T> reader, Person person, FactorSid sid) {
        return tx.one(
                "SELECT " + columns + """

                          FROM factor f
                          JOIN entity e ON e.person = f.person AND e.sid = f.entity_sid
                          JOIN service s ON s.sid = e.service_sid
                         WHERE f.person = ? AND f.sid = ? AND s.account_sid = ?
                        """,
                reader,
                person.key().bytes(),
                sid.id().bytes(),
                person.account().id().bytes());
    }

    /** What a device is known by: whose account its factor is in, and the key it signs with. */
    public record Device(AccountSid account, byte[] publicKey) {}

    /** The device of that push factor, whosever account it is in, while factor, Entity and Service stand. */
    public @Nullable Device device(Sid.Id person, FactorSid sid) {
        return tx.one(
                """
                SELECT s.account_sid, f.public_key
                  FROM factor f
                  JOIN entity e ON e.person = f.person AND e.sid = f.entity_sid
                  JOIN service s ON s.sid = e.service_sid
                 WHERE f.person = ? AND f.sid = ? AND f.type = 'push'
                """,
                row -> new Device(new AccountSid(Sid.Id.of(row.bytes(1))), row.bytes(2)),
                person.bytes(),
                sid.id().bytes());
    }

    public List<Factor> all(Entity entity) {
        return tx.all(
                "SELECT " + COLUMNS + " FROM factor f WHERE f.person = ? AND f.entity_sid = ?",
                row -> read(entity.person(), row).factor(),
                entity.person().key().bytes(),
                entity.sid().id().bytes());
    }

    /** @param only the one to be listed, if it is there; null for all */
    public Rows<Factor> list(Entity entity, @Nullable FactorSid only, Slice slice) {
        List<@Nullable Object> args = new ArrayList<>();
        args.add(entity.person().key().bytes());
        args.add(entity.sid().id().bytes());
        String narrowed = "";
        if (only != null) {
            narrowed = " AND f.sid = ?";
            args.add(only.id().bytes());
        }
        return new Keyset<>(
                        "SELECT " + COLUMNS + " FROM factor f WHERE f.person = ? AND f.entity_sid = ?" + narrowed,
                        args,
                        "f.sid",
                        row -> read(entity.person(), row).factor(),
                        Factor::sid)
                .page(tx, slice);
    }

    public void add(Factor f) {
        tx.trace(
                "SELECT 1 FROM factor WHERE person = ? AND sid = ?",
                f.person().key().bytes(),
                f.sid().id().bytes());
        FactorColumns flat = FactorColumns.of(f.kind());
        List<@Nullable Object> args = new ArrayList<>(List.of(
                f.person().key().bytes(),
                f.sid().id().bytes(),
                f.entity().id().bytes(),
                f.friendlyName(),
                f.verified(),
                f.updated(),
                f.type().word()));
        args.add(f.metadata());
        args.addAll(flat.fixed());
        args.addAll(flat.changing());
        tx.update(flat.own().insert(), args.toArray());
    }

    /** Writes {@code next} over what was read, unless somebody else did meanwhile: then the unit is to be tried again. */
    public void replace(Stored was, Factor next) {
        FactorColumns flat = FactorColumns.of(next.kind());
        List<@Nullable Object> args = new ArrayList<>();
        args.add(next.friendlyName());
        args.add(next.verified());
        args.add(next.metadata());
        args.add(next.updated());
        args.addAll(flat.changing());
        args.add(tx.name());
        args.add(next.person().key().bytes());
        args.add(next.sid().id().bytes());
        args.add(was.version());
        if (tx.update(flat.own().update(), args.toArray()) == 0) {
            throw new Overtaken("another writer was at this factor");
        }
        tx.trace(
                "SELECT 1 FROM factor WHERE person = ? AND sid = ? AND unit = ?",
                next.person().key().bytes(),
                next.sid().id().bytes(),
                tx.name());
    }

    /**
     * Keeps the Factor as it was read until this unit is over, so that of two things that befall it one comes first; unless
     * somebody else wrote meanwhile: then the unit is to be tried again.
     */
    public void hold(Stored was) {
        int rows = tx.update(
                "UPDATE factor SET version = version WHERE person = ? AND sid = ? AND version = ?",
                was.factor().person().key().bytes(),
                was.factor().sid().id().bytes(),
                was.version());
        if (rows == 0) {
            throw new Overtaken("another writer was at this factor");
        }
    }

    /** Writes how the Factor is reached over what was read; one that is reached as before is held. */
    public void replaceOrHold(Stored was, Factor next) {
        if (next.reachedLike(was.factor())) {
            hold(was);
        } else {
            replace(was, next);
        }
    }

    /** Whoever is at a Factor of this Entity is waited for, and whoever comes after them finds that they are too late. */
    public void overtake(Entity entity) {
        tx.update(
                "UPDATE factor SET version = version + 1 WHERE person = ? AND entity_sid = ?",
                entity.person().key().bytes(),
                entity.sid().id().bytes());
    }

    /** Its token reaches nobody, if it still is that one. */
    public void lose(Sid.Id person, FactorSid sid, String token, Instant since) {
        tx.update("""
                UPDATE factor SET token_gone = ?, version = version + 1
                 WHERE person = ? AND sid = ? AND type = 'push' AND token = ?
                """, since, person.bytes(), sid.id().bytes(), token);
    }

    /** Removes the Factor and leaves word for the reaper, unless somebody else did: then the unit is to be tried again. */
    public void remove(Factor f) {
        int rows = tx.update(
                "DELETE FROM factor WHERE person = ? AND sid = ?",
                f.person().key().bytes(),
                f.sid().id().bytes());
        if (rows == 0) {
            throw new Overtaken("another writer removed this factor");
        }
        new OutboxTable(tx).dropPushes(f.person().key(), f.sid());
        new Graves(tx).dig(f.person().key(), f.sid(), Graves.Kind.FACTOR);
    }

    /** Where a walk over everybody's factors has come to. */
    public record Place(Sid.Id person, Sid.Id sid) {
        public static final Place FIRST = new Place(new Sid.Id(0, 0), new Sid.Id(0, 0));
    }

    /** A seed as it lies. */
    public record Seed(Place place, byte[] sealed) {}

    /** The next seeds, whoever they belong to: one of the few reads that span people. */
    public List<Seed> seeds(Place beyond, int most) {
        return tx.all(
                """
                SELECT person, sid, seed FROM factor
                 WHERE (person, sid) > (?, ?) AND type = 'totp' ORDER BY person, sid LIMIT ?
                """,
                row -> new Seed(new Place(Sid.Id.of(row.bytes(1)), Sid.Id.of(row.bytes(2))), row.bytes(3)),
                beyond.person().bytes(),
                beyond.sid().bytes(),
                most);
    }

    /** Puts the same seed there, sealed anew. */
    public void reseal(Seed was, byte[] sealed) {
        tx.update(
                "UPDATE factor SET seed = ?, version = version + 1 WHERE person = ? AND sid = ?",
                sealed,
                was.place().person().bytes(),
                was.place().sid().bytes());
    }

    private static Stored read(Person person, Row row) {
        Factor factor = new Factor(
                new FactorSid(Sid.Id.of(row.bytes(1))),
                person,
                new EntitySid(Sid.Id.of(row.bytes(2))),
                row.text(3),
                row.flag(4),
                row.textOrNull(5),
                FactorColumns.kind(row),
                row.instant(6));
        return new Stored(factor, row.number(7));
    }
}
