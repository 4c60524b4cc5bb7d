package dev.countersign.domain;

/**
 * The request is over and the answer is no. The one exception the domain throws; it is caught in one place, and costs no
 * stack trace, because a refusal is an answer and not a fault.
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Refusal refusal;

    Refused(Refusal refusal, String message) {
        super(message, null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** What the caller is told. */
    public String words() {
        return String.valueOf(getMessage());
    }
}
