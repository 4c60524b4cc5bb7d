package dev.countersign.domain;

/**
 * What the operator decided about codes and tokens.
 *
 * @param mostWrongCodes consecutive wrong codes that disable a factor; 0 for never
 * @param codesOnce whether a TOTP step is accepted once only
 * @param accessTokensOnce whether an access token enrols one device only
 */
public record Policy(Profile profile, int mostWrongCodes, boolean codesOnce, boolean accessTokensOnce) {
    // spec SP 800-63B-4 3.2.2: at most 100 consecutive failures, then the authenticator is disabled
    public static final int MOST_WRONG_CODES = 100;

    public static final Policy DEFAULT = new Policy(Profile.COMPAT, MOST_WRONG_CODES, true, true);
}
