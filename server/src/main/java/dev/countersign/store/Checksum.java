package dev.countersign.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** How many rows a table has and what they say, as one short text that is the same on every database. */
final class Checksum {
    private static final int SHOWN_BYTES = 8;

    private final MessageDigest digest;
    private long rows;

    Checksum() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes rows in the order of their keys. */
    void add(List<StoredRow> next) {
        for (StoredRow row : next) {
            digest.update(row.bytes());
        }
        rows += next.size();
    }

    /** What it comes to; nothing may be added afterwards. */
    Copied.Table of(String table) {
        return new Copied.Table(table, rows, HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES));
    }
}
