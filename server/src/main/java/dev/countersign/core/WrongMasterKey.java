package dev.countersign.core;

/** The master key given does not open this record: what was sealed with another one stays sealed. */
public final class WrongMasterKey extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongMasterKey() {
        super("The master key is not the one this database was made with.", null, false, false);
    }
}
