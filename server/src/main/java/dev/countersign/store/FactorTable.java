package dev.countersign.store;

import dev.countersign.domain.Entity;
import dev.countersign.domain.EntitySid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Recent;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.domain.TotpConfig;
import dev.countersign.domain.Unavailable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Factors at rest. Every replacement raises the row's version, so that of two writers one is told. */
public final class FactorTable {
    private static final String COLUMNS = """
            f.sid, f.entity_sid, f.friendly_name, f.verified, f.metadata, f.updated, f.alg, f.time_step, f.skew,
            f.code_length, f.seed, f.fingerprint, f.wrong_verifications, f.wrong_in_a_row, f.disabled,
            f.accepted_until, f.challenges, f.version""";

    private final Tx tx;

    public FactorTable(Tx tx) {
        this.tx = tx;
    }

    /** A Factor as it was read, and the version it was read at. */
    public record Stored(Factor factor, long version) {}

    /** The Factor, while its Entity and their Service stand. */
    public @Nullable Stored find(Person person, FactorSid sid) {
        return tx.one(
                "SELECT " + COLUMNS + """

                          FROM factor f
                          JOIN entity e ON e.person = f.person AND e.sid = f.entity_sid
                          JOIN service s ON s.sid = e.service_sid
                         WHERE f.person = ? AND f.sid = ? AND s.account_sid = ?
                        """,
                row -> read(person, row),
                person.key().bytes(),
                sid.id().bytes(),
                person.account().id().bytes());
    }

    public List<Factor> all(Entity entity) {
        return tx.all(
                "SELECT " + COLUMNS + " FROM factor f WHERE f.person = ? AND f.entity_sid = ?",
                row -> read(entity.person(), row).factor(),
                entity.person().key().bytes(),
                entity.sid().id().bytes());
    }

    public Rows<Factor> list(Entity entity, Slice slice) {
        return new Keyset<>(
                        "SELECT " + COLUMNS + " FROM factor f WHERE f.person = ? AND f.entity_sid = ?",
                        List.of(entity.person().key().bytes(), entity.sid().id().bytes()),
                        "f.sid",
                        row -> read(entity.person(), row).factor(),
                        Factor::sid)
                .page(tx, slice);
    }

    public void add(Factor f) {
        Factor.Totp t = f.totp();
        tx.update(
                """
                INSERT INTO factor (person, sid, entity_sid, friendly_name, verified, metadata, updated, version,
                       alg, time_step, skew, code_length, seed, fingerprint,
                       wrong_verifications, wrong_in_a_row, disabled, accepted_until, challenges)
                VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                f.person().key().bytes(),
                f.sid().id().bytes(),
                f.entity().id().bytes(),
                f.friendlyName(),
                f.verified(),
                f.metadata(),
                f.updated(),
                t.config().alg().word(),
                t.config().timeStep(),
                t.config().skew(),
                t.config().codeLength(),
                t.seed(),
                t.fingerprint(),
                t.wrongVerifications(),
                t.wrongInARow(),
                t.disabled(),
                t.acceptedUntil(),
                t.challenges().bytes());
    }

    /** Writes {@code next} over what was read, unless somebody else did meanwhile: then the unit is to be tried again. */
    public void replace(Stored was, Factor next) {
        Factor.Totp t = next.totp();
        int rows = tx.update(
                """
                UPDATE factor SET friendly_name = ?, verified = ?, metadata = ?, updated = ?, alg = ?, time_step = ?,
                       skew = ?, code_length = ?, wrong_verifications = ?, wrong_in_a_row = ?, disabled = ?,
                       accepted_until = ?, challenges = ?, version = version + 1
                 WHERE person = ? AND sid = ? AND version = ?
                """,
                next.friendlyName(),
                next.verified(),
                next.metadata(),
                next.updated(),
                t.config().alg().word(),
                t.config().timeStep(),
                t.config().skew(),
                t.config().codeLength(),
                t.wrongVerifications(),
                t.wrongInARow(),
                t.disabled(),
                t.acceptedUntil(),
                t.challenges().bytes(),
                next.person().key().bytes(),
                next.sid().id().bytes(),
                was.version());
        if (rows == 0) {
            throw new Unavailable("another writer was at this factor", null);
        }
    }

    /** Removes the Factor and leaves word for the reaper. */
    public void remove(Factor f) {
        tx.update(
                "DELETE FROM factor WHERE person = ? AND sid = ?",
                f.person().key().bytes(),
                f.sid().id().bytes());
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
                "SELECT person, sid, seed FROM factor WHERE (person, sid) > (?, ?) ORDER BY person, sid LIMIT ?",
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
        TotpConfig config = new TotpConfig(
                TotpConfig.Alg.valueOf(row.text(7).toUpperCase(Locale.ROOT)),
                Math.toIntExact(row.number(8)),
                Math.toIntExact(row.number(9)),
                Math.toIntExact(row.number(10)));
        Factor.Totp totp = new Factor.Totp(
                config,
                row.bytes(11),
                row.bytes(12),
                Math.toIntExact(row.number(13)),
                Math.toIntExact(row.number(14)),
                row.flag(15),
                row.number(16),
                Recent.of(row.bytes(17)));
        Factor factor = new Factor(
                new FactorSid(Sid.Id.of(row.bytes(1))),
                person,
                new EntitySid(Sid.Id.of(row.bytes(2))),
                row.text(3),
                row.flag(4),
                row.textOrNull(5),
                totp,
                row.instant(6));
        return new Stored(factor, row.number(18));
    }
}
