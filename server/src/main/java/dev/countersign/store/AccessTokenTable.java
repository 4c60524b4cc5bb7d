package dev.countersign.store;

import dev.countersign.domain.AccessToken;
import dev.countersign.domain.AccessTokenSid;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.EntitySid;
import dev.countersign.domain.Identity;
import dev.countersign.domain.Person;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Access tokens at rest: what each was issued for, never its text. */
public final class AccessTokenTable {
    private static final String STANDING = """
            SELECT t.person, t.identity, t.entity_sid, t.friendly_name, t.expires, t.spent, s.account_sid
              FROM access_token t
              JOIN service s ON s.sid = t.service_sid
              LEFT JOIN entity e ON e.person = t.person AND e.sid = t.entity_sid
             WHERE t.sid = ? AND t.service_sid = ? AND (t.entity_sid IS NULL OR e.sid IS NOT NULL)""";

    private final Tx tx;

    public AccessTokenTable(Tx tx) {
        this.tx = tx;
    }

    public void add(AccessToken t) {
        tx.trace(
                "SELECT 1 FROM access_token WHERE person = ? AND sid = ?",
                t.person().key().bytes(),
                t.sid().id().bytes());
        EntitySid entity = t.entity();
        tx.update(
                """
                INSERT INTO access_token (person, sid, service_sid, identity, entity_sid, friendly_name, expires, spent)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                t.person().key().bytes(),
                t.sid().id().bytes(),
                t.person().service().id().bytes(),
                t.person().identity().text(),
                entity == null ? null : entity.id().bytes(),
                t.friendlyName(),
                t.expires(),
                t.spent());
    }

    /**
     * The token of that name, while its Service and the Entity it was issued for stand: one of the few reads that span
     * people, since its name says nothing of whose it is.
     */
    public @Nullable AccessToken find(ServiceSid service, AccessTokenSid sid) {
        return tx.one(
                STANDING,
                row -> read(service, sid, row),
                sid.id().bytes(),
                service.id().bytes());
    }

    /** The person's token of that name, likewise. */
    public @Nullable AccessToken find(ServiceSid service, Sid.Id person, AccessTokenSid sid) {
        return tx.one(
                STANDING + " AND t.person = ?",
                row -> read(service, sid, row),
                sid.id().bytes(),
                service.id().bytes(),
                person.bytes());
    }

    /** Marks it used, unless it is already or is gone: then somebody else was quicker, and the unit is to be tried again. */
    public void spend(AccessToken t) {
        int rows = tx.update(
                "UPDATE access_token SET spent = 1 WHERE person = ? AND sid = ? AND spent = ?",
                t.person().key().bytes(),
                t.sid().id().bytes(),
                t.spent());
        if (rows == 0) {
            throw new Overtaken("another device was at this access token");
        }
    }

    /** A token that is of no use any more. */
    public record Spoilt(Sid.Id person, Sid.Id sid) {}

    /** Some that were issued before then: the reaper's read, whoever they belong to. */
    public List<Spoilt> before(Instant then, int most) {
        return tx.all(
                "SELECT person, sid FROM access_token WHERE sid < ? ORDER BY sid LIMIT ?",
                row -> new Spoilt(Sid.Id.of(row.bytes(1)), Sid.Id.of(row.bytes(2))),
                Keyset.firstOf(then),
                most);
    }

    public void remove(Spoilt t) {
        tx.update(
                "DELETE FROM access_token WHERE person = ? AND sid = ?",
                t.person().bytes(),
                t.sid().bytes());
    }

    /** Those of one person, issued before the Entity was there or after. */
    void removeAll(Sid.Id person) {
        tx.update("DELETE FROM access_token WHERE person = ?", (Object) person.bytes());
    }

    private static AccessToken read(ServiceSid service, AccessTokenSid sid, Row row) {
        Person person = new Person(
                new AccountSid(Sid.Id.of(row.bytes(7))), service, new Identity(row.text(2)), Sid.Id.of(row.bytes(1)));
        byte @Nullable [] entity = row.bytesOrNull(3);
        return new AccessToken(
                sid,
                person,
                entity == null ? null : new EntitySid(Sid.Id.of(entity)),
                row.textOrNull(4),
                row.instant(5),
                row.flag(6));
    }
}
