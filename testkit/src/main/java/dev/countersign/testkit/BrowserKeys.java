package dev.countersign.testkit;

import dev.countersign.phone.Jws;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A browser's keys for one subscription to Web Push. They open what was sealed for it, and nothing else. */
final class BrowserKeys {
    private static final int SALT = 16;
    private static final int TAG = 16;
    private static final int LEAST_RECORD = 18;

    private final ECPrivateKey privateKey;
    private final byte[] point;
    private final byte[] authSecret;

    BrowserKeys(ECPrivateKey privateKey, ECPublicKey publicKey, byte[] authSecret) {
        this.privateKey = privateKey;
        this.point = P256.point(publicKey);
        this.authSecret = authSecret.clone();
    }

    static BrowserKeys draw() {
        try {
            KeyPair pair = P256.pair();
            KeyGenerator secrets = KeyGenerator.getInstance("AES");
            secrets.init(128);
            return new BrowserKeys(
                    (ECPrivateKey) pair.getPrivate(),
                    (ECPublicKey) pair.getPublic(),
                    secrets.generateKey().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key as the subscription names it. */
    String p256dh() {
        return Jws.part(point);
    }

    String auth() {
        return Jws.part(authSecret);
    }

    /** @throws GeneralSecurityException where that was not sealed for these keys, or not as Web Push has it */
    byte[] open(byte[] body) throws GeneralSecurityException {
        // spec RFC 8188 2.1: salt, record size, and the sender's key, led by its length
        if (body.length < SALT + Integer.BYTES + 1 + P256.POINT) {
            throw new GeneralSecurityException("shorter than its head");
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        byte[] salt = taken(in, SALT);
        long recordSize = Integer.toUnsignedLong(in.getInt());
        // spec RFC 8291 4: the sender's key is the whole of the key's id
        if (in.get() != P256.POINT) {
            throw new GeneralSecurityException("the sender's key is no point of P-256");
        }
        byte[] sender = taken(in, P256.POINT);
        byte[] sealed = taken(in, in.remaining());
        // spec RFC 8291 4: there is but one record
        if (recordSize < LEAST_RECORD || sealed.length > recordSize || sealed.length <= TAG) {
            throw new GeneralSecurityException(sealed.length + " bytes are not one record of " + recordSize);
        }
        byte[] secret = inputKey(sender);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(derived(secret, salt, info("Content-Encoding: aes128gcm"), 16), "AES"),
                new GCMParameterSpec(8 * TAG, derived(secret, salt, info("Content-Encoding: nonce"), 12)));
        return unpadded(cipher.doFinal(sealed));
    }

    // spec RFC 8291 3.4: both sides' agreement, salted with the auth secret, bound to both public keys
    private byte[] inputKey(byte[] sender) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(privateKey);
        agreement.doPhase(P256.publicKey(sender), true);
        byte[] both = Der.joined(info("WebPush: info"), point, sender);
        return derived(agreement.generateSecret(), authSecret, both, 32);
    }

    private static byte[] derived(byte[] secret, byte[] salt, byte[] info, int length) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract()
                        .addIKM(secret)
                        .addSalt(salt)
                        .thenExpand(info, length));
    }

    private static byte[] info(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] taken(ByteBuffer from, int many) {
        byte[] bytes = new byte[many];
        from.get(bytes);
        return bytes;
    }

    // spec RFC 8188 2: the last record's text ends with a two, and any zeros behind it are padding
    private static byte[] unpadded(byte[] padded) throws GeneralSecurityException {
        int end = padded.length - 1;
        while (end >= 0 && padded[end] == 0) {
            end--;
        }
        if (end < 0 || padded[end] != 2) {
            throw new GeneralSecurityException("the record is not marked as the last");
        }
        return Arrays.copyOf(padded, end);
    }
}
