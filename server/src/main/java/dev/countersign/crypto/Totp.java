package dev.countersign.crypto;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Codes that change with the time: what an authenticator app shows for a seed at an instant, and whether a code somebody
 * typed is one of those. It remembers nothing; that a code is accepted once is for the caller to keep, by
 * {@link Match#stepEnds}.
 */
public final class Totp {
    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};
    private static final int LONGEST = 8;

    // spec RFC 6238 1.2: the HMAC may be over SHA-1, SHA-256 or SHA-512
    private static final TimeBasedOneTimePasswordGenerator SHA1 = counting("HmacSHA1");
    private static final TimeBasedOneTimePasswordGenerator SHA256 = counting("HmacSHA256");
    private static final TimeBasedOneTimePasswordGenerator SHA512 = counting("HmacSHA512");

    private static final int NONE = Integer.MIN_VALUE;

    private Totp() {}

    /** The hash below the HMAC. */
    public enum Algorithm {
        SHA1,
        SHA256,
        SHA512
    }

    /**
     * How a seed's codes are made and how far off a clock may be.
     *
     * @param digits how long a code is, 3 to 8
     * @param stepSeconds how long a code lasts, 1 to 3600
     * @param skew how many steps before and after the present one are accepted as well, 0 to 2
     */
    public record Parameters(Algorithm algorithm, int digits, int stepSeconds, int skew) {
        public Parameters {
            require(digits >= 3 && digits <= LONGEST, "A code has 3 to 8 digits");
            require(stepSeconds >= 1 && stepSeconds <= 3600, "A step lasts 1 to 3600 seconds");
            require(skew >= 0 && skew <= 2, "The skew is 0 to 2 steps");
        }

        private static void require(boolean held, String words) {
            if (!held) {
                throw new IllegalArgumentException(words);
            }
        }
    }

    /**
     * The step a code belongs to.
     *
     * @param stepEnds the epoch second at which that step is over: the first one that is no longer in it
     * @param drift how many steps it lies after the present one; negative for a step that is past
     */
    public record Match(long stepEnds, int drift) {}

    /**
     * The step within the skew whose code this is, or null where there is none. Where a code is by chance that of several
     * steps, the latest is told: were it an earlier one, the same digits would be good once more.
     */
    public static @Nullable Match match(Secret seed, Parameters p, String code, long epochSecond) {
        if (!isCode(code, p.digits)) {
            return null;
        }
        byte[] given = code.getBytes(StandardCharsets.US_ASCII);
        SecretKey key = key(seed);
        long counter = Math.floorDiv(epochSecond, (long) p.stepSeconds);
        int matched = NONE;
        // spec RFC 6238 5.2: steps around the present one are tried, for clocks that drift and people who type slowly.
        // Every one is computed and compared, and none decides a branch: the time taken does not tell which it was.
        for (int drift = -p.skew; drift <= p.skew; drift++) {
            if (counter + drift >= 0) {
                int hit = MessageDigest.isEqual(given, hotp(key, p, counter + drift)) ? -1 : 0;
                matched = (matched & ~hit) | (drift & hit);
            }
        }
        return matched == NONE ? null : new Match((counter + matched + 1) * p.stepSeconds, matched);
    }

    /**
     * How many steps before or after the present one the code would be right, for somebody who helps its holder; null where it
     * is none of that many. Of a code that is good it is not asked: it takes as long as it takes.
     */
    public static @Nullable Integer astray(Secret seed, Parameters p, String code, long epochSecond, int most) {
        if (!isCode(code, p.digits)) {
            return null;
        }
        byte[] given = code.getBytes(StandardCharsets.US_ASCII);
        SecretKey key = key(seed);
        long counter = Math.floorDiv(epochSecond, (long) p.stepSeconds);
        Integer nearest = null;
        for (int drift = -most; drift <= most; drift++) {
            boolean nearer = nearest == null || Math.abs(drift) < Math.abs(nearest);
            if (counter + drift >= 0 && MessageDigest.isEqual(given, hotp(key, p, counter + drift)) && nearer) {
                nearest = drift;
            }
        }
        return nearest;
    }

    /** What an app with an exact clock shows at that second. */
    public static String code(Secret seed, Parameters p, long epochSecond) {
        if (epochSecond < 0) {
            throw new IllegalArgumentException("There are no codes before 1970");
        }
        // spec RFC 6238 4.2: the counter is the number of whole steps since the epoch
        return new String(hotp(key(seed), p, epochSecond / p.stepSeconds), StandardCharsets.US_ASCII);
    }

    private static boolean isCode(String code, int digits) {
        return code.length() == digits && code.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The counter's code in ASCII, zeros in front. */
    private static byte[] hotp(SecretKey key, Parameters p, long counter) {
        int value = truncated(key, p.algorithm, counter) % POWERS_OF_TEN[p.digits];
        byte[] code = new byte[p.digits];
        for (int i = p.digits - 1; i >= 0; i--) {
            code[i] = (byte) ('0' + value % 10);
            value /= 10;
        }
        return code;
    }

    // spec RFC 4226 5.3: a code of n digits is the truncated HMAC modulo 10^n, so any is the end of the one of 8 digits
    private static int truncated(SecretKey key, Algorithm algorithm, long counter) {
        try {
            return generator(algorithm).generateOneTimePassword(key, Instant.ofEpochMilli(counter));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC takes keys of any length", e);
        }
    }

    private static SecretKey key(Secret seed) {
        return seed.keyFor("RAW");
    }

    private static TimeBasedOneTimePasswordGenerator generator(Algorithm algorithm) {
        return switch (algorithm) {
            case SHA1 -> SHA1;
            case SHA256 -> SHA256;
            case SHA512 -> SHA512;
        };
    }

    /** With a step of one millisecond the library's instant is the counter itself; its plain HOTP class knows SHA-1 only. */
    private static TimeBasedOneTimePasswordGenerator counting(String mac) {
        return new TimeBasedOneTimePasswordGenerator(Duration.ofMillis(1), LONGEST, mac);
    }
}
