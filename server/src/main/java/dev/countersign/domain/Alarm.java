package dev.countersign.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * Somebody who denies, or leaves unanswered, more than one does by chance: they may be under attack.
 *
 * @param since when the first of those challenges was created
 */
public record Alarm(Identity identity, int denied, int unanswered, Instant since) {
    /** Of the time until now, so much is looked at. */
    public static final Duration LOOKED_AT = Duration.ofMinutes(15);

    /** A person has so long to take a phone out before a push counts as unanswered. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    public static final int FEWEST = 3;
}
