package dev.countersign.core;

import dev.countersign.crypto.Keyring;
import dev.countersign.crypto.Mac256;
import dev.countersign.crypto.MasterKey;
import dev.countersign.crypto.Secret;
import dev.countersign.crypto.UnknownKey;
import dev.countersign.domain.Unavailable;
import dev.countersign.store.DataKeyTable;
import dev.countersign.store.DataKeyTable.Wrapped;
import dev.countersign.store.Db;
import dev.countersign.store.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The keys in use: data keys that seal what is secret in the record, opened with the master key, and the key that makes
 * fingerprints. Follows a rotation made by another process as soon as it meets a key it does not know.
 */
public final class Secrets {
    static final int MAC_KEY = 0;
    private static final int KEY_BYTES = 32;

    private final Supplier<MasterKey> later;
    private volatile MasterKey master;
    private volatile Keyring ring;
    private final Mac256 mac;

    private Secrets(MasterKey master, Supplier<MasterKey> later, Keyring ring, Mac256 mac) {
        this.master = master;
        this.later = later;
        this.ring = ring;
        this.mac = mac;
    }

    /** Whether nothing is sealed there yet. */
    public static boolean none(Db db) {
        return db.read(tx -> new DataKeyTable(tx).newest() == null);
    }

    /**
     * Opens the keys with {@code key}, and makes them where the record is new. {@code later} is asked for the master key
     * again when a data key turns up that is not known yet.
     *
     * @throws WrongMasterKey where the master key is not this record's
     */
    public static Secrets open(Db db, MasterKey key, Supplier<MasterKey> later, RandomGenerator random) {
        Map<Integer, Secret> keys = db.write(tx -> {
            DataKeyTable table = new DataKeyTable(tx);
            if (table.all().isEmpty()) {
                for (int id = MAC_KEY; id <= 1; id++) {
                    byte[] wrapped = key.wrap(Secret.draw(KEY_BYTES, random), id);
                    table.add(new Wrapped(id, key.id(), wrapped));
                }
            }
            return unwrap(table.all(), key);
        });
        Secret mac = keys.remove(MAC_KEY);
        if (mac == null || keys.isEmpty()) {
            throw new WrongMasterKey();
        }
        return new Secrets(key, later, ring(keys), Mac256.of(mac));
    }

    static Map<Integer, Secret> unwrap(List<Wrapped> wrapped, MasterKey key) {
        Map<Integer, Secret> keys = new HashMap<>();
        for (Wrapped w : wrapped) {
            if (w.masterId().equals(key.id())) {
                keys.put(w.id(), key.unwrap(w.bytes(), w.id()));
            }
        }
        return keys;
    }

    private static Keyring ring(Map<Integer, Secret> keys) {
        return Keyring.of(keys, java.util.Collections.max(keys.keySet()));
    }

    /** Seals with the newest key there is, also where another process has just made it. */
    byte[] seal(Tx tx, byte[] plain, byte[] about) {
        Long newest = new DataKeyTable(tx).newest();
        if (newest == null || newest != ring.current()) {
            reload(tx);
        }
        if (newest == null || newest != ring.current()) {
            // Sealed with a key that is forgotten already, it could never be opened again.
            throw new Unavailable("the master key of this server is out of date", null);
        }
        return ring.seal(plain, about);
    }

    byte[] open(Tx tx, byte[] sealed, byte[] about) {
        try {
            return ring.open(sealed, about);
        } catch (UnknownKey e) {
            reload(tx);
            return ring.open(sealed, about);
        }
    }

    /** The same secret sealed with the newest key; null where it is already. */
    byte @Nullable [] sealAgain(Tx tx, byte[] sealed, byte[] about) {
        byte[] fresh = seal(tx, open(tx, sealed, about), about);
        return Keyring.keyId(fresh) == Keyring.keyId(sealed) ? null : fresh;
    }

    private void reload(Tx tx) {
        List<Wrapped> wrapped = new DataKeyTable(tx).all();
        Map<Integer, Secret> keys = unwrap(wrapped, master);
        if (wrapped.stream().anyMatch(w -> !keys.containsKey(w.id()))) {
            master = later.get();
            keys.putAll(unwrap(wrapped, master));
        }
        keys.remove(MAC_KEY);
        if (!keys.isEmpty()) {
            ring = ring(keys);
        }
    }

    /** A key of its own for a purpose, the same at every start. */
    public Mac256 mac(String purpose) {
        return mac.derive(purpose);
    }

    /** What a rotation changes: see {@link MasterKeys}. */
    static @Nullable Secret key(List<Wrapped> wrapped, MasterKey master, int id) {
        return unwrap(wrapped, master).get(id);
    }
}
