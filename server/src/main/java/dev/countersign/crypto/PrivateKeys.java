package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Private keys out of PEM, as they are handed out: PKCS#8, and the two older forms for RSA and P-256. */
final class PrivateKeys {
    static final String PKCS8 = "PRIVATE KEY";
    private static final int FEWEST_RSA_BITS = 2048;
    /** A larger one is slow to sign with, and nobody hands out such. */
    private static final int MOST_RSA_BITS = 8192;

    private static final byte[] PROBE = "countersign".getBytes(US_ASCII);

    // spec RFC 5208 5: a version, the algorithm, and the key itself in an octet string
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
    private static final byte[] EC_P256 = HexFormat.of().parseHex("020100301306072a8648ce3d020106082a8648ce3d030107");

    private PrivateKeys() {}

    /**
     * The RSA or EC key in the text.
     *
     * @throws InvalidKeyException whose message is ours, follows the name of what the text was given as, and tells
     *     nothing of the key
     */
    static PrivateKey parse(String pem) throws InvalidKeyException {
        byte[] pkcs8 = pkcs8(pem);
        PrivateKey key = decoded("RSA", pkcs8);
        if (key == null) {
            key = decoded("EC", pkcs8);
        }
        if (key == null) {
            throw new InvalidKeyException("must be an RSA or EC key");
        }
        return key;
    }

    private static @Nullable PrivateKey decoded(String algorithm, byte[] pkcs8) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | RuntimeException _) { // its words may hold a piece of the key
            return null;
        }
    }

    private static byte[] pkcs8(String pem) throws InvalidKeyException {
        byte[] block = Pem.first(PKCS8, pem);
        if (block != null) {
            return block;
        }
        block = Pem.first("RSA PRIVATE KEY", pem);
        if (block != null) {
            return wrapped(RSA, block);
        }
        block = Pem.first("EC PRIVATE KEY", pem);
        if (block != null) {
            return wrapped(EC_P256, block);
        }
        throw new InvalidKeyException("must be an unencrypted private key in PEM, beginning with '" + Pem.begin(PKCS8)
                + "'; 'openssl pkcs8 -topk8 -nodes' converts others");
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return der(0x30, algorithm, der(0x04, key));
    }

    // spec X.690 8.1.3: lengths from 128 on are written behind a count of their own bytes
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            out.write(0x83);
            out.write(length >> 16);
            out.write(length >> 8);
            out.write(length);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static PrivateKey mustBeGoodRsa(PrivateKey key) throws InvalidKeyException {
        if (!(key instanceof RSAPrivateCrtKey rsa)) {
            throw new InvalidKeyException("must be an RSA key");
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < FEWEST_RSA_BITS || bits > MOST_RSA_BITS) {
            throw new InvalidKeyException(
                    "must be an RSA key of " + FEWEST_RSA_BITS + " to " + MOST_RSA_BITS + " bits");
        }
        if (!belong(key, other(rsa))) {
            throw new InvalidKeyException("must be an RSA key whose parts belong together");
        }
        return key;
    }

    private static @Nullable PublicKey other(RSAPrivateCrtKey rsa) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        } catch (GeneralSecurityException | RuntimeException _) { // its words may hold a piece of the key
            return null;
        }
    }

    /** Whether what one signs is the other's. */
    static boolean belong(PrivateKey key, @Nullable PublicKey published) {
        if (published == null) {
            return false;
        }
        try {
            String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(published);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }
}
