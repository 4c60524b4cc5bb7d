package dev.countersign.phone;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** A phone's key pair on P-256: its public half goes to the server, its private half signs and never leaves the phone. */
// spec Verify 5.1: three encodings; DER in standard Base64, raw r and s in Base64url, SPKI in standard Base64
public final class DeviceKey {
    /** By name, so that a server's provider in the same process signs nothing for a phone. */
    private static final String PROVIDER = "SunEC";

    private final PrivateKey secret;
    private final ECPublicKey open;
    private final SecureRandom random;

    private DeviceKey(PrivateKey secret, PublicKey open, SecureRandom random) {
        this.secret = secret;
        this.open = (ECPublicKey) open;
        this.random = random;
    }

    /** A new key. */
    public static DeviceKey draw(RandomGenerator random) {
        SecureRandom chance = Chance.of(random);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
            generator.initialize(new ECGenParameterSpec("secp256r1"), chance);
            KeyPair pair = generator.generateKeyPair();
            return new DeviceKey(pair.getPrivate(), pair.getPublic(), chance);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A key that was kept.
     *
     * @param pkcs8 the private half, in Base64
     * @param spki the public half, in Base64
     * @param random what its further signatures are drawn with
     * @throws IllegalArgumentException where they are no two halves of one key
     */
    public static DeviceKey load(String pkcs8, String spki, RandomGenerator random) {
        try {
            KeyFactory factory = KeyFactory.getInstance("EC", PROVIDER);
            DeviceKey key = new DeviceKey(
                    factory.generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pkcs8))),
                    factory.generatePublic(
                            new X509EncodedKeySpec(Base64.getDecoder().decode(spki))),
                    Chance.of(random));
            Signature check = Signature.getInstance("SHA256withECDSA", PROVIDER);
            check.initVerify(key.open);
            check.update((byte) 0);
            if (!check.verify(key.der(new byte[1]))) {
                throw new IllegalArgumentException("The two halves belong to two keys.");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("This is no key on P-256.", e);
        }
    }

    /** The public half, in standard Base64. */
    public String spki() {
        return Base64.getEncoder().encodeToString(open.getEncoded());
    }

    public ECPublicKey publicKey() {
        return open;
    }

    /** The private half, in standard Base64: for where the phone keeps what is its own. */
    String pkcs8() {
        return Base64.getEncoder().encodeToString(secret.getEncoded());
    }

    /** A signature as ASN.1 has it. */
    public byte[] der(byte[] message) {
        return sign("SHA256withECDSA", message);
    }

    /** A signature as JWS has it: {@code r} and {@code s}, 32 bytes each. */
    public byte[] raw(byte[] message) {
        return sign("SHA256withECDSAinP1363Format", message);
    }

    // spec Verify 5.3: the factor's SID in UTF-8, signed, as DER in standard Base64
    String proofOf(String factorSid) {
        return Base64.getEncoder().encodeToString(der(factorSid.getBytes(StandardCharsets.UTF_8)));
    }

    private byte[] sign(String algorithm, byte[] message) {
        try {
            Signature signature = Signature.getInstance(algorithm, PROVIDER);
            signature.initSign(secret, random);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
