package dev.countersign.crypto;

import java.security.MessageDigest;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that nobody but their holder may see: a seed, a data key. It shows its length and nothing else, and compares in
 * a time that does not depend on where two secrets differ.
 */
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** A new secret. For a real one the generator is a {@link java.security.SecureRandom}; a test may hand in a seeded one. */
    public static Secret draw(int bytes, RandomGenerator random) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return new Secret(drawn);
    }

    /** A copy of the bytes; what becomes of it is the caller's business. */
    public byte[] reveal() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    SecretKey keyFor(String algorithm) {
        return new SecretKeySpec(bytes, algorithm);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    /** Of the length alone: a hash of the bytes would tell something about them. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "Secret[" + bytes.length + " bytes]";
    }
}
