package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.ConsoleSession;
import dev.countersign.domain.Sid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sessions of the console at rest: of what their cookies hold a hash only. */
public final class ConsoleSessionTable {
    private final Tx tx;

    public ConsoleSessionTable(Tx tx) {
        this.tx = tx;
    }

    /** A session, and the hash of the token or secret that its sign-in showed. */
    public record Stored(ConsoleSession session, byte[] credential) {}

    public @Nullable Stored find(Sid.Id id) {
        return tx.one(
                "SELECT sid, account_sid, key_sid, created, seen, credential FROM console_session WHERE sid = ?",
                ConsoleSessionTable::read,
                (Object) id.bytes());
    }

    public void add(ConsoleSession session, byte[] credential) {
        ApiKeySid key = session.key();
        tx.trace("SELECT 1 FROM console_session WHERE sid = ?", (Object)
                session.id().bytes());
        tx.update(
                "INSERT INTO console_session (sid, account_sid, key_sid, created, seen, credential) VALUES (?, ?, ?, ?, ?, ?)",
                session.id().bytes(),
                session.account().id().bytes(),
                key == null ? null : key.id().bytes(),
                session.created(),
                session.seen(),
                credential);
    }

    /** Writes down when it was last asked by; what another server wrote later stays. */
    public void note(ConsoleSession session) {
        tx.update(
                "UPDATE console_session SET seen = ? WHERE sid = ? AND seen < ?",
                session.seen(),
                session.id().bytes(),
                session.seen());
    }

    public void remove(Sid.Id id) {
        tx.update("DELETE FROM console_session WHERE sid = ?", (Object) id.bytes());
    }

    public void removeAll(AccountSid account) {
        tx.update("DELETE FROM console_session WHERE account_sid = ?", (Object)
                account.id().bytes());
    }

    /** Leaves the account so many, those that began last. */
    public void leave(AccountSid account, int most) {
        byte[] sid = account.id().bytes();
        for (byte[] old : tx
                .all(
                        "SELECT sid FROM console_session WHERE account_sid = ? ORDER BY created DESC, sid",
                        row -> row.bytes(1),
                        (Object) sid)
                .stream()
                .skip(most)
                .toList()) {
            tx.update("DELETE FROM console_session WHERE sid = ?", (Object) old);
        }
    }

    /** Whether any session began before that. */
    public boolean anyBefore(Instant then) {
        return tx.one("SELECT 1 FROM console_session WHERE created < ? ORDER BY created LIMIT 1", row -> true, then)
                != null;
    }

    /** Removes those that began before that. */
    public void removeBefore(Instant then) {
        tx.update("DELETE FROM console_session WHERE created < ?", then);
    }

    private static Stored read(Row row) {
        byte[] key = row.bytesOrNull(3);
        ConsoleSession session = new ConsoleSession(
                Sid.Id.of(row.bytes(1)),
                new AccountSid(Sid.Id.of(row.bytes(2))),
                key == null ? null : new ApiKeySid(Sid.Id.of(key)),
                row.instant(4),
                row.instant(5));
        return new Stored(session, row.bytes(6));
    }
}
