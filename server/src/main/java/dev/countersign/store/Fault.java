package dev.countersign.store;

import java.sql.SQLException;

/** What a driver's exception means for the transaction it happened in. */
enum Fault {
    /** The statement was wrong or a constraint refused it: this unit fails, its neighbours do not. */
    STATEMENT(false, "a statement failed"),
    /** Another connection holds what is needed. */
    BUSY(true, "another process is holding the database"),
    FULL(true, "the disk is full"),
    MEMORY(true, "the database ran out of memory"),
    INPUT_OUTPUT(true, "the disk failed to read or write"),
    DAMAGED(true, "the database file is damaged");

    private final boolean aborts;
    private final String words;

    Fault(boolean aborts, String words) {
        this.aborts = aborts;
        this.words = words;
    }

    /** True when the engine has rolled back, or may have: nothing more may be done in this transaction. */
    boolean aborts() {
        return aborts;
    }

    String words() {
        return words;
    }

    // The result codes are SQLite's own numbers (https://www.sqlite.org/rescode.html); the low byte is the primary
    // code.
    static Fault of(SQLException e) {
        return switch (e.getErrorCode() & 0xff) {
            case 5, 6, 15 -> BUSY;
            case 13 -> FULL;
            case 7, 9 -> MEMORY;
            case 8, 10, 14 -> INPUT_OUTPUT;
            case 11, 26 -> DAMAGED;
            default -> STATEMENT;
        };
    }
}
