package dev.countersign.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** An application server's half of RFC 8291, written apart from the browser's: HKDF is spelt out by its HMACs here. */
final class Sealer {
    private static final byte[] RECORD_SIZE = {0, 0, 0x10, 0};

    private final ECPrivateKey key;
    private final byte[] point;
    private final byte[] salt;

    Sealer(ECPrivateKey key, ECPublicKey publicKey, byte[] salt) {
        this.key = key;
        this.point = P256.point(publicKey);
        this.salt = salt;
    }

    Sealer() {
        KeyPair pair = P256.pair();
        this((ECPrivateKey) pair.getPrivate(), (ECPublicKey) pair.getPublic(), new byte[16]);
    }

    byte[] seal(String text, String p256dh, String auth) throws GeneralSecurityException {
        return seal(text, p256dh, auth, padded -> padded);
    }

    /** @param padding what becomes of the text and the mark behind it before they are sealed */
    byte[] seal(String text, String p256dh, String auth, UnaryOperator<byte[]> padding)
            throws GeneralSecurityException {
        byte[] browser = SignedToken.base64Url(p256dh);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(P256.publicKey(browser), true);
        byte[] agreed = hmac(SignedToken.base64Url(auth), agreement.generateSecret());
        byte[] secret = hmac(salt, hmac(agreed, Der.joined(ascii("WebPush: info\0"), browser, point, new byte[] {1})));
        byte[] contentKey = hmac(secret, ascii("Content-Encoding: aes128gcm\0\1"));
        byte[] nonce = hmac(secret, ascii("Content-Encoding: nonce\0\1"));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(contentKey, 0, 16, "AES"),
                new GCMParameterSpec(128, nonce, 0, 12));
        byte[] padded = padding.apply(Der.joined(text.getBytes(StandardCharsets.UTF_8), new byte[] {2}));
        return Der.joined(salt, RECORD_SIZE, new byte[] {(byte) point.length}, point, cipher.doFinal(padded));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }
}
