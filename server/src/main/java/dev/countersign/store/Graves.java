package dev.countersign.store;

import dev.countersign.domain.EntitySid;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What was deleted and still lies in the record: invisible since its parent went, and removed from here a few hundred rows
 * at a time.
 */
public final class Graves {
    /** Of servers' clocks, by far: the SID of what hangs on something may be older than that one's own. */
    private static final long MOST_ASTRAY_MILLIS = 60_000;

    private final Tx tx;

    public Graves(Tx tx) {
        this.tx = tx;
    }

    /** What went. {@code COUNTERS}: an entity whose rows are gone, but not yet what is counted of the person. */
    public enum Kind {
        ENTITY,
        FACTOR,
        COUNTERS;

        private final String word = name().toLowerCase(Locale.ROOT);
    }

    /** One thing that went, of one person. */
    public record Grave(Sid.Id person, Sid.Id sid, Kind kind) {}

    /**
     * Opened once nobody can be writing under it any more who saw it standing, since some challenges are made without a write
     * to their factor; and so that whoever's commit was not answered for still finds what they wrote. That of an Entity is
     * opened once more when its counters go.
     */
    void dig(Sid.Id person, Sid sid, Kind kind) {
        tx.update(
                "INSERT INTO grave (person, sid, kind, due) VALUES (?, ?, ?, ?)",
                person.bytes(),
                sid.id().bytes(),
                kind.word,
                tx.now().plus(Db.LONGEST_UNIT));
    }

    /** Services that went, and have not been followed to their last entity. */
    public List<ServiceSid> services(int most) {
        return tx.all(
                "SELECT sid FROM service_grave ORDER BY sid LIMIT ?",
                row -> new ServiceSid(Sid.Id.of(row.bytes(1))),
                most);
    }

    /** Those whose time has come. */
    public List<Grave> due(int most) {
        return tx.all(
                "SELECT person, sid, kind FROM grave WHERE due <= ? ORDER BY due, person, sid LIMIT ?",
                row -> new Grave(
                        Sid.Id.of(row.bytes(1)),
                        Sid.Id.of(row.bytes(2)),
                        Kind.valueOf(row.text(3).toUpperCase(Locale.ROOT))),
                tx.now(),
                most);
    }

    /** Up to {@code most} entities of a Service that went. */
    public List<Grave> entities(ServiceSid gone, int most) {
        return tx.all(
                "SELECT person, sid FROM entity WHERE service_sid = ? ORDER BY sid LIMIT ?",
                row -> new Grave(Sid.Id.of(row.bytes(1)), Sid.Id.of(row.bytes(2)), Kind.ENTITY),
                gone.id().bytes(),
                most);
    }

    /** Removes up to {@code most} Webhooks of a Service that went; says how many there were. */
    public int webhooks(ServiceSid gone, int most) {
        return tx.update(
                "DELETE FROM webhook WHERE sid IN (SELECT sid FROM webhook WHERE service_sid = ? LIMIT ?)",
                gone.id().bytes(),
                most);
    }

    /** Sends an entity after its Service. */
    public void bury(Grave entity) {
        int removed = tx.update(
                "DELETE FROM entity WHERE person = ? AND sid = ?",
                entity.person().bytes(),
                entity.sid().bytes());
        if (removed > 0) {
            new OutboxTable(tx).removeAll(entity.person());
            dig(entity.person(), new EntitySid(entity.sid()), Kind.ENTITY);
        }
    }

    public void forget(ServiceSid gone) {
        tx.update("DELETE FROM service_grave WHERE sid = ?", (Object) gone.id().bytes());
    }

    /** Removes up to {@code most} rows that hung on what went; says how many there were. */
    public int empty(Grave grave, int most) {
        String parent = grave.kind() == Kind.FACTOR ? "factor_sid" : "entity_sid";
        int challenges = tx.update(
                "DELETE FROM challenge WHERE person = ? AND sid IN (SELECT sid FROM challenge WHERE person = ? AND "
                        + parent + " = ? AND sid >= ? LIMIT ?)",
                grave.person().bytes(),
                grave.person().bytes(),
                grave.sid().bytes(),
                // nothing is older than what it hangs on, but for what clocks differ by
                new Sid.Id((grave.sid().high() & ~0xffffL) - (MOST_ASTRAY_MILLIS << 16), 0).bytes(),
                most);
        if (grave.kind() == Kind.FACTOR || challenges == most) {
            return challenges;
        }
        int marks = new TrailTable(tx).removeGone(grave.person(), most);
        if (marks == most) {
            return marks;
        }
        return challenges
                + marks
                + tx.update(
                        "DELETE FROM factor WHERE person = ? AND entity_sid = ?",
                        grave.person().bytes(),
                        grave.sid().bytes());
    }

    /** The rows are gone; what is counted of the person stays for {@code later}. */
    public void keepCounters(Grave grave, Duration later) {
        tx.update(
                "UPDATE grave SET kind = ?, due = ? WHERE person = ? AND sid = ?",
                Kind.COUNTERS.word,
                tx.now().plus(later),
                grave.person().bytes(),
                grave.sid().bytes());
    }

    /** The last of it goes: the counters, too, unless the person is back, or went once more since. */
    public void close(Grave grave) {
        if (grave.kind() == Kind.COUNTERS) {
            tx.update(
                    """
                    DELETE FROM person WHERE person = ?
                       AND NOT EXISTS (SELECT 1 FROM entity e WHERE e.person = ?)
                       AND NOT EXISTS (SELECT 1 FROM grave g WHERE g.person = ? AND g.sid <> ? AND g.kind <> 'factor')
                    """,
                    grave.person().bytes(),
                    grave.person().bytes(),
                    grave.person().bytes(),
                    grave.sid().bytes());
        }
        tx.update(
                "DELETE FROM grave WHERE person = ? AND sid = ?",
                grave.person().bytes(),
                grave.sid().bytes());
    }
}
