package dev.countersign.crypto;

/**
 * What was given makes nobody known to a push service: which part of it is wrong, and how, in words that follow that
 * part's name and repeat nothing of what was given.
 */
public final class UnfitIdentity extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The pieces an identity is given in. */
    public enum Part {
        CERTIFICATE,
        PRIVATE_KEY,
        TEAM_ID,
        KEY_ID,
        SERVICE_ACCOUNT,
        SUBJECT
    }

    private final Part part;

    UnfitIdentity(Part part, String words) {
        super(words, null, false, false);
        this.part = part;
    }

    public Part part() {
        return part;
    }

    public String words() {
        return String.valueOf(getMessage());
    }
}
