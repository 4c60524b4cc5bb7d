package dev.countersign.phone;

/** What makes an SDK give up although nobody refused it: an answer it cannot decode, or that does not hold what it should. */
public final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusable(String what) {
        super(what);
    }

    Unusable(String what, Throwable why) {
        super(what, why);
    }
}
