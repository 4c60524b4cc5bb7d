package dev.countersign.contract;

import dev.countersign.domain.Caller;

/** Who may come in. */
@FunctionalInterface
public interface Guard {
    /**
     * Who these credentials stand for; refuses where they are nobody's, or where whoever it is may not ask now.
     *
     * @param user the Basic user as sent
     * @param password the Basic password as sent
     */
    Caller admit(String user, String password);
}
