package dev.countersign.domain;

/**
 * Every way this server says no, each on one line: the protocol's code, the HTTP status, the words.
 *
 * <p>Nothing else in the tree may hold one of these numbers. Where several names share a code, the wire cannot tell
 * them apart except by their words; the names can.
 */
public enum Refusal {
    BAD_REQUEST(20400, 400, "Bad request"),
    UNAUTHENTICATED(20003, 401, "Authenticate"),
    METHOD_NOT_ALLOWED(20004, 405, "Method not allowed"),
    ACCOUNT_SUSPENDED(20005, 403, "Account is not active"),
    FORBIDDEN(20403, 403, "Forbidden"),
    NOT_FOUND(20404, 404, "The requested resource was not found"),
    TOO_LARGE(20413, 413, "Request entity too large"),
    HEADERS_TOO_LARGE(20431, 431, "Request header fields too large"),
    TOO_SLOW(20408, 408, "Request timeout"),
    TOO_MANY_REQUESTS(20429, 429, "Too many requests"),
    INTERNAL(20500, 500, "Internal server error"),
    UNAVAILABLE(20503, 503, "Service unavailable"),
    INVALID_SERVICE_PARAMETER(60200, 400, "Invalid parameter"),
    ENTITY_EXISTS(60301, 409, "Entity already exists"),
    INVALID_ACCESS_TOKEN_PARAMETER(60305, 400, "Invalid parameter"),
    INVALID_PARAMETER(60306, 400, "Invalid parameter"),
    NOBODY_TO_NOTIFY(60307, 400, "Cannot resend push notifications to 'none' notification platform"),
    CHALLENGE_ATTEMPTS_SPENT(60308, 429, "Challenge verification attempts limit reached"),
    TOO_MANY_NOTIFICATIONS(60309, 429, "Push notifications limit reached for a Challenge"),
    FACTOR_ATTEMPTS_SPENT(60310, 429, "Factor verification attempts reached"),
    FACTOR_VERIFICATION_FAILED(60311, 403, "Factor verification failed"),
    TOO_MANY_CHALLENGES(60312, 429, "Challenge creation limit reached"),
    UNAUTHORIZED_FACTOR_CREATION(60313, 403, "Unauthorized factor creation"),
    INVALID_BINDING(60314, 400, "Factors binding format is invalid"),
    TOO_MANY_FACTORS(60315, 400, "Reached max limit of Factors associated per Entity"),
    FACTOR_EXISTS(60317, 409, "Factor already exists"),
    FACTOR_UNVERIFIED(60318, 403, "Factor is unverified"),
    FACTOR_DISABLED(60318, 403, "Factor is disabled after too many wrong codes; delete it and enrol anew"),
    CHALLENGE_ANSWERED(60322, 403, "Challenge already responded"),
    CHALLENGE_EXPIRED(60323, 403, "Challenge expired"),
    CHALLENGE_VERIFICATION_FAILED(60324, 403, "Challenge verification failed"),
    TOO_MANY_FACTOR_CREATIONS(60326, 429, "Too many requests to create factors for the entity"),
    ;

    private final int code;
    private final int status;
    private final String message;

    Refusal(int code, int status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    /** The number programs match on, {@code code} in the error's JSON. */
    public int code() {
        return code;
    }

    /** The HTTP status it travels with. */
    public int status() {
        return status;
    }

    public String message() {
        return message;
    }

    /** Ends the request. */
    public Refused refused() {
        return new Refused(this, message);
    }

    /** Ends the request; after so many seconds it may be asked again. */
    public Refused refusedFor(int seconds) {
        return new Refused(this, message, seconds);
    }

    /** Ends the request, naming what was wrong: {@code Invalid parameter: FactorSid}. */
    public Refused refused(String detail) {
        return new Refused(this, message + ": " + detail);
    }
}
