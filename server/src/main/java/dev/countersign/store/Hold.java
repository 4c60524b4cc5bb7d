package dev.countersign.store;

import java.sql.SQLException;

/** A source to which nothing is written, from when this was taken until it is let go. */
interface Hold {
    /**
     * For good, also when this is let go: no server uses it any more. Fails where something may have been written
     * meanwhile.
     */
    void forGood() throws SQLException;

    /** Lets servers write again, unless it was for good. */
    void letGo() throws SQLException;
}
