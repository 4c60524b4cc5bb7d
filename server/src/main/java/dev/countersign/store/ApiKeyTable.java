package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKey;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** API keys at rest: of each secret its hash only. */
public final class ApiKeyTable {
    private static final String SELECT = "SELECT sid, account_sid, friendly_name, updated, hash FROM api_key";

    private final Tx tx;

    public ApiKeyTable(Tx tx) {
        this.tx = tx;
    }

    /** A key and what its secret hashes to. */
    public record Hashed(ApiKey key, byte[] hash) {}

    public @Nullable Hashed find(ApiKeySid sid) {
        return tx.one(
                SELECT + " WHERE sid = ?", ApiKeyTable::read, (Object) sid.id().bytes());
    }

    public List<ApiKey> all() {
        return tx.all(SELECT + " ORDER BY sid", row -> read(row).key());
    }

    public Rows<ApiKey> list(AccountSid account, Slice slice) {
        return new Keyset<>(
                        SELECT + " WHERE account_sid = ?",
                        List.of(account.id().bytes()),
                        "sid",
                        row -> read(row).key(),
                        ApiKey::sid)
                .page(tx, slice);
    }

    public void add(ApiKey key, byte[] hash) {
        tx.trace("SELECT 1 FROM api_key WHERE sid = ?", (Object) key.sid().id().bytes());
        tx.update(
                "INSERT INTO api_key (sid, account_sid, friendly_name, hash, updated) VALUES (?, ?, ?, ?, ?)",
                key.sid().id().bytes(),
                key.account().id().bytes(),
                key.friendlyName(),
                hash,
                key.updated());
    }

    public int remove(ApiKeySid sid) {
        return tx.update("DELETE FROM api_key WHERE sid = ?", (Object) sid.id().bytes());
    }

    /** Removes the key, if it is the account's. */
    public int remove(AccountSid account, ApiKeySid sid) {
        return tx.update(
                "DELETE FROM api_key WHERE sid = ? AND account_sid = ?",
                sid.id().bytes(),
                account.id().bytes());
    }

    private static Hashed read(Row row) {
        ApiKey key = new ApiKey(
                new ApiKeySid(Sid.Id.of(row.bytes(1))),
                new AccountSid(Sid.Id.of(row.bytes(2))),
                row.text(3),
                row.instant(4));
        return new Hashed(key, row.bytes(5));
    }
}
