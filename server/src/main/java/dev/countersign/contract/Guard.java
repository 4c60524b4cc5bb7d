package dev.countersign.contract;

import dev.countersign.domain.Caller;
import org.jspecify.annotations.Nullable;

/** Who may come in. */
@FunctionalInterface
public interface Guard {
    /**
     * Who these credentials stand for; refuses where they are nobody's, or where whoever it is may not ask now.
     *
     * @param user the Basic user as sent
     * @param password the Basic password as sent
     * @param way where they are going: some are known only in the place they belong to
     */
    Caller admit(String user, String password, Way way);

    /** What stands in the variable segments of the path that was asked for. */
    @FunctionalInterface
    interface Way {
        /** Decoded, and not looked at yet; null where the path has no segment of that name. */
        @Nullable
        String at(String name);
    }
}
