package dev.countersign.domain;

/**
 * The request is over and the answer is no. The one exception the domain throws; it is caught in one place, and costs no
 * stack trace, because a refusal is an answer and not a fault.
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Refusal refusal;
    private final int pause;

    Refused(Refusal refusal, String message) {
        this(refusal, message, 1);
    }

    Refused(Refusal refusal, String message, int pause) {
        super(message, null, false, false);
        this.refusal = refusal;
        this.pause = pause;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** After how many seconds it may be otherwise, where time alone changes it. */
    public int pause() {
        return pause;
    }

    /** What the caller is told. */
    public String words() {
        return String.valueOf(getMessage());
    }
}
