package dev.countersign.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.SelfTestStatus;
import com.google.crypto.tink.subtle.EllipticCurves;
import com.google.crypto.tink.subtle.EllipticCurves.CurveType;
import com.google.crypto.tink.subtle.EllipticCurves.PointFormatType;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * ES256, ECDSA over P-256 with SHA-256: reads the public keys of phones, and tells whether a phone signed something. It
 * works through one provider, which it looks for when it is first needed: that takes a good part of a second's work.
 *
 * <p>The keys read of late are kept decoded, since a phone that answers shows its key four times within seconds. Verdicts
 * are never kept.
 */
public final class Es256 {
    private static final String ALGORITHM = "SHA256withECDSAinP1363Format";

    // spec RFC 5480 2.1.1: an EC key by the curve's name, prime256v1; 2.2: and the point in its uncompressed form, 04
    // and two coordinates. So all keys begin with the same octets and are equally long
    private static final byte[] BEFORE_POINT =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    private static final int SPKI_LENGTH = BEFORE_POINT.length + 1 + EcdsaSignature.LENGTH;

    private static final int MOST_KEPT = 4096;

    private final Supplier<Provider> choice;
    private final ConcurrentMap<ByteBuffer, DeviceKey> kept = new ConcurrentHashMap<>();
    private volatile @Nullable Provider provider;

    private Es256(Supplier<Provider> choice) {
        this.choice = choice;
    }

    /** With Amazon's provider where that loads and passes its own tests, and otherwise with the JDK's. */
    public static Es256 best() {
        return new Es256(() -> {
            Provider corretto = corretto();
            return corretto == null ? jdkProvider() : corretto;
        });
    }

    /** With the JDK's own provider. */
    public static Es256 jdk() {
        return new Es256(Es256::jdkProvider);
    }

    /** The provider's name and version, for the log. To ask is to have it loaded. */
    public String provider() {
        Provider used = loaded();
        return used.getName() + " " + used.getVersionStr();
    }

    /** The key in the bytes, or null where they are not exactly the DER of a point on P-256. */
    public @Nullable DeviceKey key(byte[] spki) {
        if (spki.length != SPKI_LENGTH
                || !Arrays.equals(spki, 0, BEFORE_POINT.length, BEFORE_POINT, 0, BEFORE_POINT.length)) {
            return null;
        }
        DeviceKey known = kept.get(ByteBuffer.wrap(spki));
        return known == null ? decoded(spki.clone()) : known;
    }

    private @Nullable DeviceKey decoded(byte[] own) {
        try {
            mustBeOnCurve(Arrays.copyOfRange(own, BEFORE_POINT.length, own.length));
            KeyFactory factory = KeyFactory.getInstance("EC", loaded());
            DeviceKey key = new DeviceKey(own, factory.generatePublic(new X509EncodedKeySpec(own)));
            if (kept.size() >= MOST_KEPT) {
                kept.clear();
            }
            kept.put(ByteBuffer.wrap(own), key);
            return key;
        } catch (GeneralSecurityException | RuntimeException e) {
            return null;
        }
    }

    /** Whether it is the key's signature over the message, in ASN.1 DER. */
    public boolean der(DeviceKey key, byte[] message, byte[] signature) {
        return verify(key, message, EcdsaSignature.der(signature));
    }

    /** Whether the JWS asks for ES256 and nothing else, and bears the key's signature. */
    public boolean jws(DeviceKey key, Jws jws) {
        return jws.asksFor("ES256") && raw(key, jws.signed(), jws.signature());
    }

    boolean raw(DeviceKey key, byte[] message, byte[] signature) {
        return verify(key, message, EcdsaSignature.raw(signature));
    }

    /** A signature object of its own for each: making one costs next to nothing, and threads share none. */
    private boolean verify(DeviceKey key, byte[] message, @Nullable EcdsaSignature signature) {
        if (signature == null) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(ALGORITHM, loaded());
            verifier.initVerify(key.decoded());
            verifier.update(message);
            return verifier.verify(signature.bytes());
        } catch (GeneralSecurityException | RuntimeException e) {
            // spec ASVS 16.5.3: whatever goes wrong in a provider, its native part included, is no yes
            return false;
        }
    }

    private static void mustBeOnCurve(byte[] point) throws GeneralSecurityException {
        // spec SP 800-186 D.1.1: both coordinates less than the prime, and the equation of the curve holds. Of the
        // providers one checks this late and one early
        EllipticCurves.pointDecode(CurveType.NIST_P256, PointFormatType.UNCOMPRESSED, point);
    }

    private Provider loaded() {
        Provider known = provider;
        if (known == null) {
            synchronized (this) {
                known = provider;
                if (known == null) {
                    known = choice.get();
                    provider = known;
                }
            }
        }
        return known;
    }

    /** Amazon's, or null where its native library does not load here, or computes wrongly. Never registered with the JDK. */
    private static @Nullable Provider corretto() {
        try {
            AmazonCorrettoCryptoProvider corretto = AmazonCorrettoCryptoProvider.INSTANCE;
            return corretto.getLoadingError() == null && corretto.runSelfTests() == SelfTestStatus.PASSED
                    ? corretto
                    : null;
        } catch (LinkageError | RuntimeException e) {
            return null;
        }
    }

    private static Provider jdkProvider() {
        try {
            return Signature.getInstance(ALGORITHM).getProvider();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK verifies ECDSA", e);
        }
    }
}
