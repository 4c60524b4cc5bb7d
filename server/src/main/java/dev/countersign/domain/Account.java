package dev.countersign.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who owns Services: the holder of auth tokens and API keys.
 *
 * @param requestsPerSecond the most it may ask of one server, sustained; null for no limit
 */
public record Account(
        AccountSid sid,
        String friendlyName,
        boolean active,
        @Nullable Integer requestsPerSecond,
        Instant updated) {
    public static final int LONGEST_NAME = 64;
}
