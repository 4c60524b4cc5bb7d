package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;

/** What we say of ourselves to somebody who knows our key: claims, signed, as a compact JWS. */
public final class Jwt {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Jwt() {}

    /**
     * Signed with a key on P-256.
     *
     * @param claims texts and whole numbers ({@link Long})
     */
    // spec RFC 7518 3.4: the signature is the two numbers, 32 bytes each
    public static String es256(PrivateKey key, Map<String, ?> claims) {
        return signed(Map.of("typ", "JWT", "alg", "ES256"), claims, key, "SHA256withECDSAinP1363Format");
    }

    /**
     * Signed with an RSA key that the other side knows by a name.
     *
     * @param claims texts and whole numbers ({@link Long})
     */
    // spec RFC 7518 3.3: PKCS#1 v1.5 with SHA-256
    public static String rs256(PrivateKey key, String keyId, Map<String, ?> claims) {
        return signed(Map.of("typ", "JWT", "alg", "RS256", "kid", keyId), claims, key, "SHA256withRSA");
    }

    private static String signed(Map<String, String> header, Map<String, ?> claims, PrivateKey key, String algorithm) {
        String text = BASE64.encodeToString(Claims.write(header)) + "." + BASE64.encodeToString(Claims.write(claims));
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text.getBytes(US_ASCII));
            return text + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key that was checked signs", e);
        }
    }
}
