package dev.countersign.testkit;

import dev.countersign.phone.Json;
import dev.countersign.phone.Unusable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JWT in the compact form as somebody presents it. Nothing it says counts before its signature has been verified. */
record SignedToken(
        Map<String, @Nullable Object> header,
        Map<String, @Nullable Object> claims,
        String signingInput,
        byte[] signature) {

    /** How a token may be signed here, with the JDK's name for it. */
    enum Algorithm {
        RS256("SHA256withRSA"),
        // spec RFC 7518 3.4: both numbers in 32 bytes each, and no DER
        ES256("SHA256withECDSAinP1363Format");

        private final String jdk;

        Algorithm(String jdk) {
            this.jdk = jdk;
        }
    }

    static SignedToken read(String text) throws GeneralSecurityException {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw new GeneralSecurityException("no JWT");
        }
        try {
            return new SignedToken(object(parts[0]), object(parts[1]), parts[0] + "." + parts[1], base64Url(parts[2]));
        } catch (Unusable | IllegalArgumentException e) {
            throw new GeneralSecurityException("no JWT", e);
        }
    }

    boolean verifies(Algorithm algorithm, PublicKey key) {
        try {
            Signature verifier = Signature.getInstance(algorithm.jdk);
            verifier.initVerify(key);
            verifier.update(signingInput.getBytes(StandardCharsets.US_ASCII));
            return algorithm.name().equals(header.get("alg")) && verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** A claim in whole seconds, or -1 where it is none. */
    long seconds(String claim) {
        return claims.get(claim) instanceof Number number ? number.longValue() : -1;
    }

    private static Map<String, @Nullable Object> object(String part) {
        return Json.object(new String(base64Url(part), StandardCharsets.UTF_8));
    }

    // spec RFC 7515 2: Base64url without padding
    static byte[] base64Url(String text) {
        if (text.indexOf('=') >= 0) {
            throw new IllegalArgumentException("padded");
        }
        return Base64.getUrlDecoder().decode(text);
    }
}
