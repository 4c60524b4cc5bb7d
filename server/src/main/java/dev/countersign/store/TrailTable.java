package dev.countersign.store;

import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Mark;
import dev.countersign.domain.MarkSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.WebhookSid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trails at rest: what happened to each person. What a challenge's own row tells is not written a second time. */
public final class TrailTable {
    private static final String INSERT = """
            INSERT INTO trail (person, sid, type, factor_sid, challenge_sid, other_sid, word, number, answer)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person, sid) DO NOTHING""";

    private final Tx tx;

    public TrailTable(Tx tx) {
        this.tx = tx;
    }

    /** Something that happens in this unit. Twice the same at one instant is once: no deed fails over its mark. */
    public void add(Sid.Id person, Mark mark) {
        tx.update(INSERT, values(person, mark));
    }

    /** Likewise, where there still is such a person. */
    public void addIfThere(Sid.Id person, Mark mark) {
        if (tx.one("SELECT 1 FROM entity WHERE person = ?", row -> true, (Object) person.bytes()) != null) {
            add(person, mark);
        }
    }

    private static @Nullable Object[] values(Sid.Id person, Mark mark) {
        Mark.About about = mark.about();
        return new @Nullable Object[] {
            person.bytes(),
            mark.sid().id().bytes(),
            mark.type().word(),
            bytes(mark.factor()),
            bytes(mark.challenge()),
            bytes(about.other()),
            about.word(),
            about.number(),
            about.answer()
        };
    }

    private static byte @Nullable [] bytes(@Nullable Sid sid) {
        return sid == null ? null : sid.id().bytes();
    }

    /**
     * The latest of an Entity that stands, in no order, at least {@code most} where there are as many; what happened before it
     * was made happened to one that is gone.
     */
    public List<Mark> latest(Entity entity, Mark.Filter filter, int most) {
        List<Mark> all = new ArrayList<>();
        all.addAll(written(entity, filter, most));
        all.addAll(challenges(entity, filter, most));
        return all;
    }

    private List<Mark> written(Entity entity, Mark.Filter filter, int most) {
        List<@Nullable Object> args = new ArrayList<>();
        args.add(entity.person().key().bytes());
        args.add(Keyset.firstOf(entity.sid().created()));
        StringBuilder sql = new StringBuilder("""
                SELECT sid, type, factor_sid, challenge_sid, other_sid, word, number, answer FROM trail
                 WHERE person = ? AND sid >= ?""");
        narrow(sql, args, "factor_sid", filter.factor());
        narrow(sql, args, "challenge_sid", filter.challenge());
        args.add(most);
        return tx.all(sql.append(" ORDER BY sid DESC LIMIT ?").toString(), TrailTable::read, args.toArray());
    }

    /** What the rows of challenges tell, while their factors stand. */
    private List<Mark> challenges(Entity entity, Mark.Filter filter, int most) {
        List<@Nullable Object> args = new ArrayList<>();
        args.add(entity.person().key().bytes());
        args.add(Keyset.firstOf(tx.now().minus(Mark.KEPT)));
        StringBuilder sql = new StringBuilder("""
                SELECT c.sid, c.factor_sid, c.status, c.responded FROM challenge c
                 WHERE c.person = ? AND c.sid >= ?""");
        narrow(sql, args, "c.sid", filter.challenge());
        Sieve sieve = ChallengeTable.of(entity, filter.factor());
        sql.append(sieve.sql());
        args.addAll(sieve.args());
        args.add(most);
        List<Mark> marks = new ArrayList<>();
        tx.all(sql.append(" ORDER BY c.sid DESC LIMIT ?").toString(), TrailTable::told, args.toArray())
                .forEach(marks::addAll);
        return marks;
    }

    /** Writes down what the latest {@code most} challenges of a factor tell, before they go with it. */
    public void keep(Factor factor, int most) {
        Sieve sieve = new Sieve().and("factor_sid = ?", factor.sid().id().bytes());
        List<@Nullable Object> args = new ArrayList<>();
        args.add(factor.person().key().bytes());
        args.add(Keyset.firstOf(tx.now().minus(Mark.KEPT)));
        args.addAll(sieve.args());
        args.add(most);
        List<List<Mark>> told = tx.all(
                "SELECT sid, factor_sid, status, responded FROM challenge WHERE person = ? AND sid >= ?" + sieve.sql()
                        + " ORDER BY sid DESC LIMIT ?",
                TrailTable::told,
                args.toArray());
        told.forEach(marks -> marks.forEach(mark -> add(factor.person().key(), mark)));
    }

    private static List<Mark> told(Row row) {
        ChallengeSid challenge = new ChallengeSid(Sid.Id.of(row.bytes(1)));
        FactorSid factor = new FactorSid(Sid.Id.of(row.bytes(2)));
        Mark created = mark(challenge.created(), Mark.Type.CHALLENGE_CREATED, factor, challenge);
        Instant responded = row.instantOrNull(4);
        return responded == null
                ? List.of(created)
                : List.of(created, mark(responded, Mark.Type.of("challenge." + row.text(3)), factor, challenge));
    }

    private static Mark mark(Instant then, Mark.Type type, FactorSid factor, ChallengeSid challenge) {
        return new Mark(Mark.name(then, type, challenge.id(), 0), type, factor, challenge, Mark.About.NOTHING);
    }

    private static void narrow(StringBuilder sql, List<@Nullable Object> args, String column, @Nullable Sid sid) {
        if (sid != null) {
            sql.append(" AND ").append(column).append(" = ?");
            args.add(sid.id().bytes());
        }
    }

    /**
     * Those from one key up to another who have more marks than {@code most} of the time until then, or any from before
     * {@code old}. Spans people.
     */
    public List<Sid.Id> overgrown(Sid.Id from, Sid.Id to, int most, Instant until, Instant old) {
        return tx.all(
                """
                SELECT person FROM trail WHERE person >= ? AND person <= ? AND sid < ?
                 GROUP BY person HAVING count(*) > ? OR SUM(CASE WHEN sid < ? THEN 1 ELSE 0 END) > 0 ORDER BY person
                """,
                row -> Sid.Id.of(row.bytes(1)),
                from.bytes(),
                to.bytes(),
                Keyset.firstOf(until),
                most,
                Keyset.firstOf(old));
    }

    /** Leaves of a person's marks of the time until then the latest {@code most}, and none from before {@code old}. */
    public void trim(Sid.Id person, int most, Instant until, Instant old) {
        List<byte[]> latest = tx.all(
                "SELECT sid FROM trail WHERE person = ? AND sid < ? ORDER BY sid DESC LIMIT ?",
                row -> row.bytes(1),
                person.bytes(),
                Keyset.firstOf(until),
                most);
        byte[] bound = Keyset.firstOf(old);
        if (latest.size() == most && Arrays.compareUnsigned(latest.getLast(), bound) > 0) {
            bound = latest.getLast();
        }
        tx.update("DELETE FROM trail WHERE person = ? AND sid < ?", person.bytes(), bound);
    }

    /** Removes up to {@code most} of what happened to somebody before the Entity that stands, if there is one; says how many. */
    int removeGone(Sid.Id person, int most) {
        Sid.Id standing = tx.one(
                "SELECT sid FROM entity WHERE person = ?", row -> Sid.Id.of(row.bytes(1)), (Object) person.bytes());
        byte[] end = standing == null ? new Sid.Id(-1, -1).bytes() : new Sid.Id(standing.high() & ~0xffffL, 0).bytes();
        return tx.update("""
                DELETE FROM trail WHERE person = ? AND sid IN
                       (SELECT sid FROM trail WHERE person = ? AND sid < ? LIMIT ?)
                """, person.bytes(), person.bytes(), end, most);
    }

    private static Mark read(Row row) {
        byte[] factor = row.bytesOrNull(3);
        byte[] challenge = row.bytesOrNull(4);
        byte[] other = row.bytesOrNull(5);
        return new Mark(
                new MarkSid(Sid.Id.of(row.bytes(1))),
                Mark.Type.of(row.text(2)),
                factor == null ? null : new FactorSid(Sid.Id.of(factor)),
                challenge == null ? null : new ChallengeSid(Sid.Id.of(challenge)),
                new Mark.About(
                        other == null ? null : new WebhookSid(Sid.Id.of(other)),
                        row.textOrNull(6),
                        row.numberOrNull(7),
                        row.textOrNull(8)));
    }
}
