package dev.countersign.domain;

import java.time.Duration;

/** How strict the house is: as the Verify API itself, or as NIST SP 800-63B-4 and OWASP ASVS 5 ask. */
public enum Profile {
    COMPAT(Duration.ofMinutes(60), 3, 10, false, true),
    // spec SP 800-63B-4 3.1.3.2: an out-of-band secret is good for ten minutes at most
    // spec SP 800-63B-4 3.1.4: a code has six digits at least, its seed 112 bits (RFC 4226 R6: 128)
    // spec Verify 3.6: a strict profile may insist on https
    STRICT(Duration.ofMinutes(10), 6, 16, true, false);

    private final Duration longestChallenge;
    private final int fewestDigits;
    private final int shortestSeed;
    private final boolean enrolmentSpendsCode;
    private final boolean plainWebhooks;

    Profile(
            Duration longestChallenge,
            int fewestDigits,
            int shortestSeed,
            boolean enrolmentSpendsCode,
            boolean plainWebhooks) {
        this.longestChallenge = longestChallenge;
        this.fewestDigits = fewestDigits;
        this.shortestSeed = shortestSeed;
        this.enrolmentSpendsCode = enrolmentSpendsCode;
        this.plainWebhooks = plainWebhooks;
    }

    public Duration longestChallenge() {
        return longestChallenge;
    }

    public int fewestDigits() {
        return fewestDigits;
    }

    /** In bytes, of a seed that somebody brings along. */
    public int shortestSeed() {
        return shortestSeed;
    }

    /** Whether the code that verified a factor can no longer answer a challenge. */
    public boolean enrolmentSpendsCode() {
        return enrolmentSpendsCode;
    }

    /** Whether events may go out over plain HTTP. */
    public boolean plainWebhooks() {
        return plainWebhooks;
    }
}
