package dev.countersign.contract;

import dev.countersign.domain.Caller;

/** Who may come in to the console. */
public interface Reception {
    /** The SID of an account or of an API key. */
    Param<String> USER = Param.form("User", Shape.text(1, 100)).required();

    /** The account's auth token, or the key's secret. */
    Param<String> PASSWORD = Param.form("Password", Shape.text(1, 1000)).required();

    /** Refuses an address from which too many have been wrong. */
    void mustBeWelcome(String address);

    /** Who signs in with that; refuses where it is nobody's, or where too many have been wrong. */
    Caller signIn(String user, String password, String address);

    /** Whose session a cookie holds; refuses where it is nobody's, or over. */
    Caller admit(String cookie);

    /** Whether that is what the page of this caller's session shows. */
    boolean proves(Caller caller, String proof);
}
