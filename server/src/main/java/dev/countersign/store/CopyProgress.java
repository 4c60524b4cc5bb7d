package dev.countersign.store;

/** Is told how a copy goes on. Whatever it throws breaks the copy off. */
public interface CopyProgress {
    /** What is done over all tables, one after the other. */
    enum Stage {
        /** While servers go on writing to the source. */
        COPYING,
        /** From here on the source takes no writes. */
        LAST_PASS,
        VERIFYING
    }

    /**
     * Something begins.
     *
     * @param pass which one it is, from 1
     * @param rows how many there are to go through, about
     */
    void begins(Stage stage, int pass, long rows);

    /** So many rows of that table have just been gone through. */
    void went(String table, int rows);
}
