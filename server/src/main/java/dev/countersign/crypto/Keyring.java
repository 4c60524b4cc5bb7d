package dev.countersign.crypto;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The data keys by number, of which one, the current, seals what is new; the others still open what is old. A ring never
 * changes: after a rotation there is another one.
 *
 * <p>Nonces are drawn at random, so one key should seal no more than 2^32 values; rotate long before.
 */
public final class Keyring {
    private static final byte VERSION = 1;
    private static final int HEADER = 1 + Integer.BYTES;

    private final Map<Integer, Gcm> keys;
    private final int current;

    private Keyring(Map<Integer, Gcm> keys, int current) {
        this.keys = keys;
        this.current = current;
    }

    /** @throws IllegalArgumentException if the current key is not among them, or one has not 256 bits */
    public static Keyring of(Map<Integer, Secret> keys, int current) {
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException("The current data key " + current + " is not on the ring");
        }
        Map<Integer, Gcm> ciphers = new HashMap<>();
        keys.forEach((id, key) -> ciphers.put(id, Gcm.of(key)));
        return new Keyring(Map.copyOf(ciphers), current);
    }

    /** Seals under the current key: version, key id, nonce, ciphertext, tag. */
    public byte[] seal(byte[] plain, byte[] about) {
        byte[] header = ByteBuffer.allocate(HEADER).put(VERSION).putInt(current).array();
        return key(current).seal(header, plain, about);
    }

    /**
     * What was sealed, about the same thing.
     *
     * @throws UnknownKey if it names a key that is not on this ring; the caller may look for a newer ring
     * @throws Unreadable if it is not what was sealed, or about something else
     */
    public byte[] open(byte[] sealed, byte[] about) {
        return key(keyId(sealed)).open(sealed, HEADER, about);
    }

    /** The id of the key a value names; whether it was really sealed under that key, only {@link #open} finds out. */
    public static int keyId(byte[] sealed) {
        if (sealed.length < HEADER || sealed[0] != VERSION) {
            throw new Unreadable("The sealed value does not begin as one does");
        }
        return ByteBuffer.wrap(sealed).getInt(1);
    }

    public int current() {
        return current;
    }

    public boolean holds(int id) {
        return keys.containsKey(id);
    }

    private Gcm key(int id) {
        Gcm key = keys.get(id);
        if (key == null) {
            throw new UnknownKey(id);
        }
        return key;
    }

    @Override
    public String toString() {
        return "Keyring[" + keys.size() + " keys, current " + current + "]";
    }
}
