package dev.countersign.acceptance.history;

import java.util.List;

/** What can be done to a database that is reached over a network. */
public interface DatabaseFaults {
    /** Pulls the plug. */
    void kill();

    /** Brings back what was killed, and returns when it serves. */
    void start();

    /** Stops all of it where it stands. */
    void pause();

    void resume();

    /** What the servers reach it through, each on its own. */
    List<Relay> roads();
}
