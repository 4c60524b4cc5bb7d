package dev.countersign.testkit;

/** Why a counterpart does not take what it was sent: a status, the word that its kind has for the matter, and the reason. */
final class Objection extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    Objection(int status, String code, String why) {
        super(why, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** Where the kind has no further word for it. */
    Objection(int status, String why) {
        this(status, "", why);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
