package dev.countersign.core;

import dev.countersign.crypto.DeviceKey;
import dev.countersign.crypto.Es256;
import dev.countersign.crypto.Jws;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What somebody can send to show that they hold a factor: a code of a TOTP seed, or something signed with a push factor's
 * key. No verdict is remembered: what was signed is looked at every time.
 */
public final class Proofs {
    private final Seeds seeds;
    private final Es256 es256;

    public Proofs(Secrets secrets, Es256 es256) {
        this.seeds = new Seeds(secrets);
        this.es256 = es256;
    }

    Seeds seeds() {
        return seeds;
    }

    /** The public key in {@code base64}, as X.509 SubjectPublicKeyInfo; refuses any that is not one of P-256. */
    // spec Verify 3.3.1: what is no such key is a bad binding
    byte[] key(String base64) {
        byte[] spki = decoded(base64);
        if (spki == null || es256.key(spki) == null) {
            throw Refusal.INVALID_BINDING.refused("Binding.PublicKey must be the Base64 of a P-256 public key in DER");
        }
        return spki;
    }

    /**
     * Whether the proof is a signature over the factor's own SID, as a device makes it when it enrols; false for what is
     * a code. Refuses what is neither.
     */
    // spec Verify 5.1: ASN.1 DER in standard Base64, unlike everything else a device signs
    boolean signed(Factor factor, String proof) {
        if (!(factor.kind() instanceof Factor.Push push)) {
            mustLookLikeACode(proof);
            return false;
        }
        byte[] signature = decoded(proof);
        if (signature == null) {
            throw Refusal.INVALID_PARAMETER.refused("AuthPayload must be a signature in Base64");
        }
        return es256.der(key(push), factor.sid().text().getBytes(StandardCharsets.US_ASCII), signature);
    }

    /** What a device signed to answer a challenge; refuses what is not signed, or not with the factor's key. */
    // spec Verify 4.6: no JWS at all is a bad parameter, a bad one a failed verification
    byte[] signed(Factor.Push push, Jws jws) {
        if (!es256.jws(key(push), jws)) {
            throw Refusal.CHALLENGE_VERIFICATION_FAILED.refused();
        }
        return jws.payload();
    }

    private DeviceKey key(Factor.Push push) {
        DeviceKey key = es256.key(push.publicKey());
        if (key == null) {
            throw new IllegalStateException("a key in the record is not one");
        }
        return key;
    }

    // spec Verify 8: 3 to 8 characters; what is no code of this factor's is simply wrong
    static void mustLookLikeACode(@Nullable String proof) {
        if (proof != null && !looksLikeACode(proof)) {
            throw Refusal.INVALID_PARAMETER.refused("AuthPayload must be 3 to 8 characters long");
        }
    }

    static boolean looksLikeACode(String proof) {
        int length = proof.codePointCount(0, proof.length());
        return length >= 3 && length <= 8;
    }

    private static byte @Nullable [] decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            // spec RFC 4648 3.5: what is spelt in more than one way is taken in one, with its padding and no bits left
            // over
            return Base64.getEncoder().encodeToString(bytes).equals(base64) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
