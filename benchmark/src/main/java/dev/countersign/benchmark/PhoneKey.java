package dev.countersign.benchmark;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Json;
import dev.countersign.phone.Jws;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A phone's key, for signing by the ten thousand: the phone in the house signs with the JDK's own provider, which takes its
 * time.
 */
final class PhoneKey {
    private static final Provider PROVIDER = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null
            ? AmazonCorrettoCryptoProvider.INSTANCE
            : Security.getProvider("SunEC");

    private final PrivateKey secret;

    private PhoneKey(PrivateKey secret) {
        this.secret = secret;
    }

    /** A key pair, of which the public half is to be told to a server. */
    record Pair(PhoneKey key, String spki) {}

    static Pair draw() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new Pair(
                    new PhoneKey(pair.getPrivate()), base64(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@link #pkcs8} gave. */
    static PhoneKey load(String pkcs8) {
        try {
            return new PhoneKey(KeyFactory.getInstance("EC", PROVIDER)
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pkcs8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    String pkcs8() {
        return base64(secret.getEncoded());
    }

    String proofOf(String factorSid) {
        return base64(sign("SHA256withECDSA", factorSid));
    }

    String jws(Map<String, ? extends @Nullable Object> header, Map<String, ? extends @Nullable Object> payload) {
        String signed = Jws.part(Json.text(header, Habits.PLAIN)) + "." + Jws.part(Json.text(payload, Habits.PLAIN));
        return signed + "." + Jws.part(sign("SHA256withECDSAinP1363Format", signed));
    }

    private byte[] sign(String algorithm, String message) {
        try {
            Signature signature = Signature.getInstance(algorithm, PROVIDER);
            signature.initSign(secret);
            signature.update(message.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
