package dev.countersign.domain;

import java.util.Locale;

/**
 * How a TOTP factor makes its codes.
 *
 * @param timeStep seconds a code stands for, 20 to 60
 * @param skew steps accepted on each side of the present one, 0 to 2
 * @param codeLength digits, 3 to 8
 */
public record TotpConfig(Alg alg, int timeStep, int skew, int codeLength) {
    public static final int SHORTEST_STEP = 20;
    public static final int LONGEST_STEP = 60;
    public static final int MOST_SKEW = 2;
    public static final int FEWEST_DIGITS = 3;
    public static final int MOST_DIGITS = 8;
    public static final TotpConfig DEFAULT = new TotpConfig(Alg.SHA1, 30, 1, 6);

    /** The hash under the HMAC. The words are the wire's and the record's. */
    public enum Alg {
        SHA1,
        SHA256,
        SHA512;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    // spec Verify 10.2, 60312: codes of up to four digits may be asked for far less often
    boolean isShort() {
        return codeLength <= 4;
    }
}
