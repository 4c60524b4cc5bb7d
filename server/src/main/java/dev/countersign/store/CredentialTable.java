package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Credential;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Push Credentials at rest: what may be seen of them, and beside it the secret, sealed. */
public final class CredentialTable {
    private static final String SELECT =
            "SELECT sid, account_sid, type, friendly_name, sandbox, public_key, updated, sealed FROM credential";

    private final Tx tx;

    public CredentialTable(Tx tx) {
        this.tx = tx;
    }

    /** A Credential with its secret. */
    public record Stored(Credential credential, byte[] sealed) {}

    /** A secret by itself. */
    public record Sealed(CredentialSid sid, byte[] bytes) {}

    /** The Credential, if it is the account's. */
    public @Nullable Stored find(AccountSid account, CredentialSid sid) {
        return tx.one(
                SELECT + " WHERE sid = ? AND account_sid = ?",
                CredentialTable::read,
                sid.id().bytes(),
                account.id().bytes());
    }

    /** Whoever's it is. */
    public @Nullable Stored find(CredentialSid sid) {
        return tx.one(SELECT + " WHERE sid = ?", CredentialTable::read, (Object)
                sid.id().bytes());
    }

    public Rows<Credential> list(AccountSid account, Slice slice) {
        return new Keyset<>(
                        SELECT + " WHERE account_sid = ?",
                        List.of(account.id().bytes()),
                        "sid",
                        row -> read(row).credential(),
                        Credential::sid)
                .page(tx, slice);
    }

    /** Keeps others from changing it until this unit is over. */
    public void hold(CredentialSid sid) {
        tx.update("UPDATE credential SET updated = updated WHERE sid = ?", (Object)
                sid.id().bytes());
    }

    public void add(Credential c, byte[] sealed) {
        tx.trace("SELECT 1 FROM credential WHERE sid = ?", (Object) c.sid().id().bytes());
        tx.update(
                """
                INSERT INTO credential (sid, account_sid, type, friendly_name, sandbox, public_key, updated, sealed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                c.sid().id().bytes(),
                c.account().id().bytes(),
                c.type().word(),
                c.friendlyName(),
                c.sandbox(),
                c.publicKey(),
                c.updated(),
                sealed);
    }

    /** Its type and whose it is stay. */
    public void replace(Credential c, byte[] sealed) {
        tx.update(
                """
                UPDATE credential SET friendly_name = ?, sandbox = ?, public_key = ?, updated = ?, sealed = ?
                 WHERE sid = ?
                """,
                c.friendlyName(),
                c.sandbox(),
                c.publicKey(),
                c.updated(),
                sealed,
                c.sid().id().bytes());
    }

    /** Says whether it was there. */
    public boolean remove(AccountSid account, CredentialSid sid) {
        return tx.update(
                        "DELETE FROM credential WHERE sid = ? AND account_sid = ?",
                        sid.id().bytes(),
                        account.id().bytes())
                > 0;
    }

    /** The next secrets in the order of their SIDs, whoever's they are. */
    public List<Sealed> sealed(CredentialSid beyond, int most) {
        return tx.all(
                "SELECT sid, sealed FROM credential WHERE sid > ? ORDER BY sid LIMIT ?",
                row -> new Sealed(new CredentialSid(Sid.Id.of(row.bytes(1))), row.bytes(2)),
                beyond.id().bytes(),
                most);
    }

    /** Puts the same secret there, sealed anew. */
    public void reseal(Sealed fresh) {
        tx.update(
                "UPDATE credential SET sealed = ? WHERE sid = ?",
                fresh.bytes(),
                fresh.sid().id().bytes());
    }

    private static Stored read(Row row) {
        Credential credential = new Credential(
                new CredentialSid(Sid.Id.of(row.bytes(1))),
                new AccountSid(Sid.Id.of(row.bytes(2))),
                Credential.Type.valueOf(row.text(3).toUpperCase(Locale.ROOT)),
                row.textOrNull(4),
                row.flag(5),
                row.textOrNull(6),
                row.instant(7));
        return new Stored(credential, row.bytes(8));
    }
}
