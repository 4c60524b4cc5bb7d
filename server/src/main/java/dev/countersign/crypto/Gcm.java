package dev.countersign.crypto;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * AES-256-GCM under one key, by Tink, behind a few bytes of header that say how to read the rest. Tink draws a nonce of
 * 96 bits for every seal; header and {@code about} are authenticated with the text.
 */
final class Gcm {
    static final int KEY_BYTES = 32;

    private final AesGcmJce cipher;

    private Gcm(AesGcmJce cipher) {
        this.cipher = cipher;
    }

    static Gcm of(Secret key) {
        if (key.length() != KEY_BYTES) {
            throw new IllegalArgumentException("A key for AES-256 has 32 bytes, not " + key.length());
        }
        try {
            return new Gcm(new AesGcmJce(key.reveal()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not to be had here", e);
        }
    }

    /** The header, then nonce, ciphertext and tag. */
    byte[] seal(byte[] header, byte[] plain, byte[] about) {
        try {
            return joined(header, cipher.encrypt(plain, joined(header, about)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM could not seal", e);
        }
    }

    /** The text behind a header of that length, once it is known to be what was sealed. */
    byte[] open(byte[] sealed, int headerLength, byte[] about) {
        ByteBuffer from = ByteBuffer.wrap(sealed);
        byte[] header = new byte[headerLength];
        from.get(header);
        byte[] text = new byte[from.remaining()];
        from.get(text);
        try {
            return cipher.decrypt(text, joined(header, about));
        } catch (GeneralSecurityException e) {
            throw new Unreadable("The sealed value is damaged, or not about this, or not under this key", e);
        }
    }

    private static byte[] joined(byte[] a, byte[] b) {
        return ByteBuffer.allocate(Math.addExact(a.length, b.length))
                .put(a)
                .put(b)
                .array();
    }
}
