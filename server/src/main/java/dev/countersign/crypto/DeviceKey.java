package dev.countersign.crypto;

import java.security.PublicKey;
import java.util.Arrays;

/**
 * The public half of the key a phone keeps: a point on P-256. Made by {@link Es256#key}; two are equal where they are the
 * same point.
 */
public final class DeviceKey {
    private final byte[] spki;
    private final PublicKey decoded;

    DeviceKey(byte[] spki, PublicKey decoded) {
        this.spki = spki;
        this.decoded = decoded;
    }

    /** As it came: its SubjectPublicKeyInfo in DER, 91 bytes. */
    public byte[] spki() {
        return spki.clone();
    }

    PublicKey decoded() {
        return decoded;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceKey key && Arrays.equals(spki, key.spki);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(spki);
    }
}
