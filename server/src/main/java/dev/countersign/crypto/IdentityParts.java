package dev.countersign.crypto;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What several kinds of push identity are read from in the same way. */
final class IdentityParts {
    private IdentityParts() {}

    /** A key on P-256: PKCS#8 in PEM, the older form for such keys, or the bare 32 bytes in base64url, padded or not. */
    static PrivateKey p256(String text) {
        try {
            byte[] scalar = Base64Url.decode(text.strip().replaceFirst("=$", ""));
            return scalar == null ? P256.mustBeOfIt(PrivateKeys.parse(text)) : P256.key(scalar);
        } catch (InvalidKeyException e) {
            throw new UnfitIdentity(UnfitIdentity.Part.PRIVATE_KEY, String.valueOf(e.getMessage()));
        }
    }

    static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException _) { // its words hold the text
            return null;
        }
    }

    static boolean isScheme(URI uri, String scheme) {
        String its = uri.getScheme();
        return its != null && its.toLowerCase(Locale.ROOT).equals(scheme);
    }
}
