package dev.countersign.store;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKey;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Sid;
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

    private static Hashed read(Row row) {
        ApiKey key = new ApiKey(
                new ApiKeySid(Sid.Id.of(row.bytes(1))),
                new AccountSid(Sid.Id.of(row.bytes(2))),
                row.text(3),
                row.instant(4));
        return new Hashed(key, row.bytes(5));
    }
}
