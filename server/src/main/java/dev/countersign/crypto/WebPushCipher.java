package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.subtle.EllipticCurves;
import com.google.crypto.tink.subtle.EllipticCurves.CurveType;
import com.google.crypto.tink.subtle.EllipticCurves.PointFormatType;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what a push service carries to a browser so that the browser alone can read it: the content coding {@code
 * aes128gcm} in one record, under a key agreed on with a key of ours that is drawn for this message and forgotten.
 */
public final class WebPushCipher {
    /** The longest that every push service takes, less what is wrapped around it. */
    public static final int LONGEST = 3993;

    // spec RFC 8291 4: one record, and its size not less than what is in it
    private static final int RECORD = 4096;
    private static final int SALT = 16;
    private static final int AUTH = 16;
    private static final int TAG_BITS = 128;
    private static final byte LAST_RECORD = 2;

    private final RandomGenerator random;

    /** @param random what salts and keys are drawn from; for real ones a {@link java.security.SecureRandom} */
    public WebPushCipher(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The body of a message, or null where the receiver's keys are none.
     *
     * @param p256dh the receiver's point, 65 bytes in base64url
     * @param auth the receiver's secret, 16 bytes in base64url
     * @param padded how long the text is made to look; not longer than {@link #LONGEST}
     */
    public byte @Nullable [] encrypt(byte[] text, String p256dh, String auth, int padded) {
        byte[] point = Base64Url.decode(p256dh);
        byte[] shared = Base64Url.decode(auth);
        if (point == null || !P256.isPoint(point) || shared == null || shared.length != AUTH) {
            return null;
        }
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        return encrypt(text, point, shared, padded, salt, P256.draw(random));
    }

    static byte[] encrypt(byte[] text, byte[] point, byte[] auth, int padded, byte[] salt, PrivateKey sender) {
        if (text.length > padded || padded > LONGEST) {
            throw new IllegalArgumentException("A message of " + text.length + " bytes does not fit into " + padded);
        }
        try {
            byte[] ours = P256.pointOf(sender);
            // spec RFC 8291 3.4: the receiver's secret, and both points, go into the key
            byte[] agreed = derived(auth, agreed(sender, point), info("WebPush: info", point, ours), 32);
            // spec RFC 8188 2.2: from it and the salt, a key for the content
            // spec RFC 8188 2.3: and a nonce
            byte[] key = derived(salt, agreed, info("Content-Encoding: aes128gcm"), 16);
            byte[] nonce = derived(salt, agreed, info("Content-Encoding: nonce"), 12);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            // spec RFC 8188 2: the text, the octet of the last record, and zeros for as long as one likes
            byte[] record =
                    ByteBuffer.allocate(padded + 1).put(text).put(LAST_RECORD).array();
            byte[] sealed = cipher.doFinal(record);
            // spec RFC 8188 2.1: salt, size of records, and whose key it is: for Web Push the key itself
            return ByteBuffer.allocate(SALT + 4 + 1 + ours.length + sealed.length)
                    .put(salt)
                    .putInt(RECORD)
                    .put((byte) ours.length)
                    .put(ours)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Keys that were checked encrypt", e);
        }
    }

    private static byte[] agreed(PrivateKey sender, byte[] point) throws GeneralSecurityException {
        KeySpec spec = new ECPublicKeySpec(
                EllipticCurves.pointDecode(CurveType.NIST_P256, PointFormatType.UNCOMPRESSED, point),
                EllipticCurves.getNistP256Params());
        PublicKey receiver = KeyFactory.getInstance("EC").generatePublic(spec);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(sender);
        agreement.doPhase(receiver, true);
        return agreement.generateSecret();
    }

    private static byte[] derived(byte[] salt, byte[] secret, byte[] info, int length) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract()
                        .addIKM(secret)
                        .addSalt(salt)
                        .thenExpand(info, length));
    }

    /** The words, a zero, and what is behind it. */
    private static byte[] info(String words, byte[]... behind) {
        int length = words.length() + 1;
        for (byte[] part : behind) {
            length += part.length;
        }
        ByteBuffer info =
                ByteBuffer.allocate(length).put(words.getBytes(US_ASCII)).put((byte) 0);
        for (byte[] part : behind) {
            info.put(part);
        }
        return info.array();
    }
}
