package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/** Both halves of a phone's key, and the signing that a phone does, right or wrong: what the tests need of one. */
record PhoneKey(KeyPair pair) {
    static final String DEVICE_HEADER =
            "{\"cty\":\"twilio-pba;v=1\",\"kid\":\"CR00000000000000000000000000000006\",\"typ\":\"JWT\",\"alg\":\"ES256\"}";
    static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
    static final byte[] ORDER =
            HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    static PhoneKey draw() {
        return on("secp256r1");
    }

    static PhoneKey on(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return new PhoneKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] spki() {
        return pair.getPublic().getEncoded();
    }

    /** The private half as 32 bytes. */
    byte[] scalar() {
        byte[] d = ((ECPrivateKey) pair.getPrivate()).getS().toByteArray();
        byte[] all = new byte[32];
        int length = Math.min(32, d.length);
        System.arraycopy(d, d.length - length, all, 32 - length, length);
        return all;
    }

    DeviceKey under(Es256 es256) {
        return requireNonNull(es256.key(spki()));
    }

    String jws(String header, String payload) {
        String signed = base64(header.getBytes(UTF_8)) + "." + base64(payload.getBytes(UTF_8));
        return signed + "." + base64(sign("SHA256withECDSAinP1363Format", signed.getBytes(US_ASCII)));
    }

    byte[] der(byte[] message) {
        return sign("SHA256withECDSA", message);
    }

    byte[] sign(String algorithm, byte[] message) {
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(pair.getPrivate());
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Jws read(String text) {
        return requireNonNull(Jws.parse(text), text);
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
