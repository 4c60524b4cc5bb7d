package dev.countersign.store;

import java.sql.SQLException;

/** What a driver's exception means for the transaction it happened in. */
enum Fault {
    /** The statement was wrong or a constraint refused it: this unit fails, its neighbours do not. */
    STATEMENT(false, "a statement failed"),
    /** Others were at the same rows: nothing happened, and the unit is to be done again. */
    RACE(true, "others are at the same rows"),
    /** Another connection holds what is needed. */
    BUSY(true, "another process is holding the database"),
    /** It was to take no longer than whoever looks after the database allows. */
    SLOW(true, "the database cut off what took it too long"),
    FULL(true, "the disk is full"),
    MEMORY(true, "the database ran out of memory"),
    INPUT_OUTPUT(true, "the disk failed to read or write"),
    DAMAGED(true, "the database file is damaged"),
    /** The connection is gone, or leads to a server that takes no writes: what was not committed did not happen. */
    LOST(true, "the database cannot be reached"),
    /** It is there, and no server may write to it any more. */
    MOVED(true, "the database is being moved elsewhere");

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

    static Fault of(SQLException e) {
        if (e instanceof Moved.Away) {
            return MOVED;
        }
        String state = e.getSQLState();
        return state == null ? sqlite(e.getErrorCode()) : standard(state);
    }

    // The result codes are SQLite's own numbers (https://www.sqlite.org/rescode.html); the low byte is the primary
    // code.
    private static Fault sqlite(int code) {
        return switch (code & 0xff) {
            case 5, 6, 15 -> BUSY;
            case 13 -> FULL;
            case 7, 9 -> MEMORY;
            case 8, 10, 14 -> INPUT_OUTPUT;
            case 11, 26 -> DAMAGED;
            default -> STATEMENT;
        };
    }

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static Fault standard(String state) {
        return switch (state) {
            // A duplicate key: somebody was quicker, and whoever looks again sees what they did.
            case "23505", "55P03" -> RACE;
            // 25006: a server that was the primary; 25P03, 25P04: it gave us up, as we stood still or took our time
            case "25006", "25P03", "25P04", "53300", "57P01", "57P02", "57P03", "57P05" -> LOST;
            case "57014" -> SLOW;
            case "53100" -> FULL;
            case "53200" -> MEMORY;
            case "58030" -> INPUT_OUTPUT;
            case "XX001", "XX002" -> DAMAGED;
            default ->
                switch (state.substring(0, 2)) {
                    case "40" -> RACE;
                    case "08" -> LOST;
                    default -> STATEMENT;
                };
        };
    }
}
