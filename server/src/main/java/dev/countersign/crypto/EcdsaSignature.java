package dev.countersign.crypto;

import com.google.crypto.tink.subtle.EllipticCurves;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The two numbers of a signature on P-256, one behind the other in 32 bytes each; both at least one and less than the
 * order of the curve. Any other pair is nobody's signature.
 */
final class EcdsaSignature {
    static final int LENGTH = 64;
    private static final int HALF = LENGTH / 2;
    private static final int LONGEST_DER = 2 + 2 * (2 + 1 + HALF);

    private static final byte[] ORDER =
            HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private final byte[] bytes;

    private EcdsaSignature(byte[] bytes) {
        this.bytes = bytes;
    }

    /** As a JWS carries it, or null where it cannot be one. */
    static @Nullable EcdsaSignature raw(byte[] bytes) {
        // spec RFC 7518 3.4: exactly 64 octets; a verifier refuses any other length
        if (bytes.length != LENGTH || !inRange(bytes, 0) || !inRange(bytes, HALF)) {
            return null;
        }
        return new EcdsaSignature(bytes);
    }

    /** As ASN.1 spells it, or null where it is spelt in any way but the one of DER. */
    static @Nullable EcdsaSignature der(byte[] der) {
        // spec X.690 10.1: one spelling of each length and number, and nothing behind
        if (der.length > LONGEST_DER || !EllipticCurves.isValidDerEncoding(der)) {
            return null;
        }
        // So short, each length is one byte; the first number begins behind the sequence's and its own
        int rEnds = 4 + der[3];
        byte[] pair = new byte[LENGTH];
        boolean fit = put(der, 4, rEnds, pair, HALF) && put(der, rEnds + 2, der.length, pair, LENGTH);
        return fit ? raw(pair) : null;
    }

    /** Right-aligns a number in the pair, without the zero that only says it is not negative. Not if it is too long. */
    private static boolean put(byte[] der, int begin, int end, byte[] pair, int aligned) {
        int from = der[begin] == 0 ? begin + 1 : begin;
        int length = end - from;
        if (length > HALF) {
            return false;
        }
        System.arraycopy(der, from, pair, aligned - length, length);
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    // spec FIPS 186-5 6.4.2: r and s are verified to be in the interval from 1 to n - 1, before anything is computed
    // that zeros would make true of every message
    private static boolean inRange(byte[] pair, int from) {
        return Arrays.compareUnsigned(pair, from, from + HALF, ORDER, 0, HALF) < 0
                && Arrays.mismatch(pair, from, from + HALF, new byte[HALF], 0, HALF) >= 0;
    }
}
