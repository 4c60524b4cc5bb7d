package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * HMAC-SHA256 under one secret key: signs bytes, knows its own signatures again, and begets keys for other purposes that
 * tell nothing of itself or of each other.
 */
public final class Mac256 {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] FIRST_BLOCK = {1};

    private final SecretKey key;

    private Mac256(SecretKey key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException if the secret is empty */
    public static Mac256 of(Secret key) {
        return new Mac256(key.keyFor(ALGORITHM));
    }

    /** Over the parts one after the other. Where they could shift into each other, {@link About#of} fixes their borders. */
    public byte[] sign(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA256", e);
        }
    }

    public boolean verify(byte[] mac, byte[]... parts) {
        return Digests.same(mac, sign(parts));
    }

    /**
     * The key for one purpose. A key that begets others should sign nothing whose words a stranger chooses: such a
     * signature could be one of the others.
     */
    public Mac256 derive(String purpose) {
        // spec RFC 5869 2.3: the first 32 bytes HKDF-Expand makes are the HMAC over the purpose and the byte 1
        return of(Secret.of(sign(purpose.getBytes(UTF_8), FIRST_BLOCK)));
    }

    @Override
    public String toString() {
        return "Mac256";
    }
}
