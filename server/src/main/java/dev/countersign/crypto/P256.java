package dev.countersign.crypto;

import com.google.crypto.tink.subtle.EllipticCurves;
import com.google.crypto.tink.subtle.EllipticCurves.CurveType;
import com.google.crypto.tink.subtle.EllipticCurves.PointFormatType;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.random.RandomGenerator;
import javax.crypto.KeyAgreement;

/** The curve P-256: private keys read and drawn, the points that belong to them, and whether bytes are a point at all. */
public final class P256 {
    static final int SCALAR_BYTES = 32;

    private static final ECParameterSpec CURVE = EllipticCurves.getNistP256Params();
    private static final byte[] SIGNS = {2, 3};

    private P256() {}

    /** Whether these are the 65 bytes of an uncompressed point that lies on the curve. */
    public static boolean isPoint(byte[] bytes) {
        try {
            EllipticCurves.pointDecode(CurveType.NIST_P256, PointFormatType.UNCOMPRESSED, bytes);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static PrivateKey draw(RandomGenerator random) {
        byte[] scalar = new byte[SCALAR_BYTES];
        do {
            random.nextBytes(scalar);
        } while (!inRange(new BigInteger(1, scalar)));
        try {
            return key(scalar);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("it is within the range", e);
        }
    }

    static PrivateKey key(byte[] scalar) throws InvalidKeyException {
        BigInteger d = new BigInteger(1, scalar);
        if (scalar.length != SCALAR_BYTES || !inRange(d)) {
            throw new InvalidKeyException("must be a number of 32 bytes below the order of P-256");
        }
        return key(d);
    }

    private static PrivateKey key(BigInteger d) {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(d, CURVE));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK knows P-256", e);
        }
    }

    /** The same key, found to be one of this curve, and without whatever else came with its number. */
    static PrivateKey mustBeOfIt(PrivateKey key) throws InvalidKeyException {
        if (!(key instanceof ECPrivateKey ec)
                || !EllipticCurves.isSameEcParameterSpec(ec.getParams(), CURVE)
                || !inRange(ec.getS())) {
            throw new InvalidKeyException("must be a key on P-256");
        }
        return key(ec.getS());
    }

    // spec SP 800-186 3.1.3: private keys lie between 1 and the order of the base point less 1
    private static boolean inRange(BigInteger d) {
        return d.signum() > 0 && d.compareTo(CURVE.getOrder()) < 0;
    }

    /**
     * The uncompressed point of a private key. The JDK multiplies points for an agreement only, and then says one of two
     * coordinates; of the two points that have it, the key's own is the one its signature is of.
     */
    static byte[] pointOf(PrivateKey key) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(publicKey(CURVE.getGenerator()), true);
        byte[] x = agreement.generateSecret();
        for (byte sign : SIGNS) {
            byte[] compressed = new byte[1 + SCALAR_BYTES];
            compressed[0] = sign;
            System.arraycopy(x, 0, compressed, 1, SCALAR_BYTES);
            ECPoint point = EllipticCurves.pointDecode(CurveType.NIST_P256, PointFormatType.COMPRESSED, compressed);
            if (PrivateKeys.belong(key, publicKey(point))) {
                return EllipticCurves.pointEncode(CurveType.NIST_P256, PointFormatType.UNCOMPRESSED, point);
            }
        }
        throw new InvalidKeyException("has no point on P-256");
    }

    private static PublicKey publicKey(ECPoint point) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, CURVE));
    }
}
