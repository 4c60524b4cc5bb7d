package dev.countersign.acceptance.history;

import java.net.URI;

/** A server under test, and what can be done to it. */
public interface Server {
    /** Tells it apart in a history. */
    String name();

    /** Where clients reach it: the same for as long as the test runs, whatever becomes of the server. */
    URI base();

    /** What clients reach it through. */
    Relay road();

    /** Pulls the plug. */
    void kill();

    /** Brings back what was killed, and returns when it serves. */
    void start();

    /** Stops it where it stands, without its noticing. */
    void pause();

    void resume();
}
