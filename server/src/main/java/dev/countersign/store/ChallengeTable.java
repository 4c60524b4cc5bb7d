package dev.countersign.store;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.Challenge.Status;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.EntitySid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Challenges at rest. Found as they stand at the unit's instant: what has expired is read as expired. */
public final class ChallengeTable {
    /** No pending challenge is older than its longest life and the grace that is given on top. */
    private static final Duration OLDEST_PENDING = Duration.ofMinutes(62);

    private static final String COLUMNS = """
            c.sid, c.entity_sid, c.factor_sid, c.expires, c.updated, c.status, c.attempts, c.responded,
            c.details, c.hidden_details, c.metadata, c.type, c.closed""";

    private final Tx tx;

    public ChallengeTable(Tx tx) {
        this.tx = tx;
    }

    /** The Challenge, while its Factor, their Entity and its Service stand. */
    public @Nullable Challenge find(Person person, ChallengeSid sid) {
        return tx.one(
                "SELECT " + COLUMNS + """

                          FROM challenge c
                          JOIN factor f ON f.person = c.person AND f.sid = c.factor_sid
                          JOIN entity e ON e.person = c.person AND e.sid = c.entity_sid
                          JOIN service s ON s.sid = e.service_sid
                         WHERE c.person = ? AND c.sid = ? AND s.account_sid = ?
                        """,
                row -> read(person, row),
                person.key().bytes(),
                sid.id().bytes(),
                person.account().id().bytes());
    }

    public Rows<Challenge> list(Entity entity, Challenge.Filter filter, Slice slice) {
        Sieve sieve = of(entity, filter.factor());
        byte[] person = entity.person().key().bytes();
        List<@Nullable Object> args =
                new ArrayList<>(List.of(person, person, entity.sid().id().bytes()));
        String select = "SELECT " + COLUMNS + """

                  FROM challenge c
                 WHERE c.person = ? AND EXISTS (SELECT 1 FROM entity e WHERE e.person = ? AND e.sid = ?)""";
        Status status = filter.status();
        if (status != null) {
            narrow(sieve, status);
        }
        if (status == Status.PENDING) {
            select += " AND c.sid > ?";
            args.add(Keyset.firstOf(tx.now().minus(OLDEST_PENDING)));
        }
        args.addAll(sieve.args());
        return new Keyset<>(select + sieve.sql(), args, "c.sid", row -> read(entity.person(), row), Challenge::sid)
                .page(tx, slice);
    }

    /** Of a person's challenges {@code c} those of the Entity whose Factor stands; of that Factor alone where one is named. */
    static Sieve of(Entity entity, @Nullable FactorSid factor) {
        byte[] sid = entity.sid().id().bytes();
        Sieve sieve = new Sieve()
                .and("c.entity_sid = ?", sid)
                .and(
                        "c.factor_sid IN (SELECT f.sid FROM factor f WHERE f.person = ? AND f.entity_sid = ?)",
                        entity.person().key().bytes(),
                        sid);
        return factor == null
                ? sieve
                : sieve.and("c.factor_sid = ?", factor.id().bytes());
    }

    /** The status a caller filters by is the one they would be shown. */
    private void narrow(Sieve sieve, Status status) {
        switch (status) {
            case APPROVED, DENIED -> sieve.and("c.status = ?", status.word());
            case PENDING -> sieve.and("c.status = 'pending' AND c.expires > ?", tx.now());
            case EXPIRED -> sieve.and("c.status = 'pending' AND c.expires <= ?", tx.now());
        }
    }

    public void add(Challenge c) {
        tx.trace(
                "SELECT 1 FROM challenge WHERE person = ? AND sid = ?",
                c.person().key().bytes(),
                c.sid().id().bytes());
        Columns k = Columns.of(c.state());
        tx.update(
                """
                INSERT INTO challenge (person, sid, entity_sid, factor_sid, expires, updated, status, attempts,
                       responded, details, hidden_details, metadata, type)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                c.person().key().bytes(),
                c.sid().id().bytes(),
                c.entity().id().bytes(),
                c.factor().id().bytes(),
                c.expires(),
                c.updated(),
                k.status,
                k.attempts,
                k.responded,
                c.details(),
                c.hiddenDetails(),
                c.metadata(),
                c.type().word());
    }

    /** Writes {@code next} over {@code was}, unless somebody else got there first: then the unit is to be tried again. */
    public void replace(Challenge was, Challenge next) {
        Columns from = Columns.of(was.state());
        Columns to = Columns.of(next.state());
        int rows = tx.update(
                """
                UPDATE challenge SET status = ?, attempts = ?, responded = ?, updated = ?, metadata = ?, unit = ?
                 WHERE person = ? AND sid = ? AND status = ? AND attempts = ? AND closed = 0
                """,
                to.status,
                to.attempts,
                to.responded,
                next.updated(),
                next.metadata(),
                tx.name(),
                next.person().key().bytes(),
                next.sid().id().bytes(),
                from.status,
                from.attempts);
        if (rows == 0) {
            throw new Overtaken("another writer was at this challenge");
        }
        tx.trace(
                "SELECT 1 FROM challenge WHERE person = ? AND sid = ? AND unit = ?",
                next.person().key().bytes(),
                next.sid().id().bytes(),
                tx.name());
    }

    /**
     * Closes one that is over: no answer to it is taken any more, not even one that was given in time and is still on its
     * way. Waits for whoever is just about to write an answer down.
     */
    public void close(Challenge c) {
        tx.update(
                "UPDATE challenge SET closed = 1 WHERE person = ? AND sid = ? AND status = 'pending' AND closed = 0",
                c.person().key().bytes(),
                c.sid().id().bytes());
    }

    /** A Challenge that nobody needs to see any more. */
    public record Old(Sid.Id person, Sid.Id sid) {}

    /** Up to {@code most} that were created before then, of the people from one key up to another. Spans people. */
    public List<Old> old(Sid.Id from, Sid.Id to, Instant before, int most) {
        return tx.all(
                """
                SELECT person, sid FROM challenge
                 WHERE person >= ? AND person <= ? AND sid < ? ORDER BY person, sid LIMIT ?
                """,
                row -> new Old(Sid.Id.of(row.bytes(1)), Sid.Id.of(row.bytes(2))),
                from.bytes(),
                to.bytes(),
                Keyset.firstOf(before),
                most);
    }

    public void remove(Old old) {
        tx.update(
                "DELETE FROM challenge WHERE person = ? AND sid = ?",
                old.person().bytes(),
                old.sid().bytes());
    }

    /** Counts that its device is to be rung once more; false where that was done {@code most} times already. */
    public boolean notified(Challenge c, int most) {
        return tx.update("""
                        UPDATE challenge SET notifications = notifications + 1
                         WHERE person = ? AND sid = ? AND notifications < ?
                        """, c.person().key().bytes(), c.sid().id().bytes(), most) > 0;
    }

    private Challenge read(Person person, Row row) {
        return new Challenge(
                        new ChallengeSid(Sid.Id.of(row.bytes(1))),
                        person,
                        new EntitySid(Sid.Id.of(row.bytes(2))),
                        new FactorSid(Sid.Id.of(row.bytes(3))),
                        Factor.Type.valueOf(row.text(12).toUpperCase(Locale.ROOT)),
                        row.instant(4),
                        row.instant(5),
                        new Columns(row.text(6), Math.toIntExact(row.number(7)), row.instantOrNull(8)).state(),
                        row.textOrNull(9),
                        row.textOrNull(10),
                        row.textOrNull(11))
                .at(row.flag(13) ? Instant.MAX : tx.now());
    }

    /** How the sealed {@link State} lies flat in three columns. Both directions, side by side. */
    private record Columns(
            String status, int attempts, @Nullable Instant responded) {
        static Columns of(State state) {
            String word = state.status().word();
            return switch (state) {
                case State.Pending(int attempts) -> new Columns(word, attempts, null);
                case State.Approved(Instant at) -> new Columns(word, 0, at);
                case State.Denied(Instant at) -> new Columns(word, 0, at);
                case State.Expired() -> throw new IllegalStateException("expiry is read off the clock, never stored");
            };
        }

        State state() {
            Instant at = responded;
            if (status.equals(Status.PENDING.word()) && at == null) {
                return new State.Pending(attempts);
            }
            if (status.equals(Status.APPROVED.word()) && at != null) {
                return new State.Approved(at);
            }
            if (status.equals(Status.DENIED.word()) && at != null) {
                return new State.Denied(at);
            }
            throw new IllegalStateException("challenge.status holds " + status + " with an answer at " + at);
        }
    }
}
