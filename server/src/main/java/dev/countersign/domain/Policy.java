package dev.countersign.domain;

import java.time.Duration;

/**
 * What the operator decided about codes and tokens.
 *
 * @param mostWrongCodes consecutive wrong codes that disable a factor; 0 for never
 * @param codesOnce whether a TOTP step is accepted once only
 * @param accessTokensOnce whether an access token enrols one device only
 */
public record Policy(
        Profile profile, int mostWrongCodes, boolean codesOnce, boolean accessTokensOnce, Ringing ringing) {
    // spec SP 800-63B-4 3.2.2: at most 100 consecutive failures, then the authenticator is disabled
    public static final int MOST_WRONG_CODES = 100;

    public static final Policy DEFAULT = new Policy(Profile.COMPAT, MOST_WRONG_CODES, true, true, Ringing.DEFAULT);

    /**
     * How often a device may be rung, so that nobody can wear its holder out.
     *
     * @param most pushes to one factor within the window; 0 for any number
     * @param mostUnanswered pushes without an answer after which it is rung no more until something is approved; 0 for any
     *     number
     */
    public record Ringing(int most, Duration window, int mostUnanswered) {
        public static final Ringing DEFAULT = new Ringing(5, Duration.ofMinutes(10), 10);
    }
}
