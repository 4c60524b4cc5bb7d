package dev.countersign.crypto;

/** A sealed value that names a data key the ring does not hold: perhaps one that another server has just made. */
public final class UnknownKey extends Unreadable {
    private static final long serialVersionUID = 1;

    private final int keyId;

    UnknownKey(int keyId) {
        super("The data key " + keyId + " is not on the ring");
        this.keyId = keyId;
    }

    /** The id the value names; not vouched for by anything, since nothing could be checked without its key. */
    public int keyId() {
        return keyId;
    }
}
