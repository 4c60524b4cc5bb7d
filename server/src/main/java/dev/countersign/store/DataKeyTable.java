package dev.countersign.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that seal secrets, at rest: wrapped, each by one master key or more. */
public final class DataKeyTable {
    private final Tx tx;

    public DataKeyTable(Tx tx) {
        this.tx = tx;
    }

    /** One data key under one master key. */
    public record Wrapped(int id, String masterId, byte[] bytes) {}

    public List<Wrapped> all() {
        return tx.all(
                "SELECT id, master_id, wrapped FROM data_key ORDER BY id, master_id",
                row -> new Wrapped(Math.toIntExact(row.number(1)), row.text(2), row.bytes(3)));
    }

    /** The id of the key that seals now. */
    public @Nullable Long newest() {
        return tx.one("SELECT id FROM data_key ORDER BY id DESC LIMIT 1", row -> row.number(1));
    }

    public void add(Wrapped key) {
        tx.update(
                "INSERT INTO data_key (id, master_id, wrapped, created) VALUES (?, ?, ?, ?)",
                key.id(),
                key.masterId(),
                key.bytes(),
                tx.now());
    }

    /** Forgets every wrapping but those of one master key. */
    public void keepOnly(String masterId) {
        tx.update("DELETE FROM data_key WHERE master_id <> ?", masterId);
    }

    public void remove(int id) {
        tx.update("DELETE FROM data_key WHERE id = ?", id);
    }
}
