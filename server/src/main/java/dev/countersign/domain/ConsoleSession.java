package dev.countersign.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who signed in to the console, for as long as that holds: it is over twelve hours after it began, and half an hour
 * after the last that was asked by it.
 *
 * @param id a hash of what its cookie holds
 * @param key the API key that was shown; null where it was the account's own token
 * @param seen when it was last asked by, to the minute
 */
public record ConsoleSession(
        Sid.Id id, AccountSid account, @Nullable ApiKeySid key, Instant created, Instant seen) {
    public static final Duration LONGEST = Duration.ofHours(12);
    public static final Duration IDLE = Duration.ofMinutes(30);

    /** How many an account has at once at most: one more ends the one that began first. */
    public static final int MOST = 20;

    /** That somebody is there is written down no oftener, so that a page that asks all the time writes little. */
    private static final Duration NOTED = Duration.ofMinutes(1);

    /** When it is over if nothing more is asked by it. */
    public Instant expires() {
        Instant idle = seen.plus(IDLE);
        return idle.isBefore(ends()) ? idle : ends();
    }

    /** When it is over whatever is asked. */
    public Instant ends() {
        return created.plus(LONGEST);
    }

    public boolean stands(Instant now) {
        return now.isBefore(expires());
    }

    /** Whether it is to be written down that it was asked by just now. */
    public boolean isNews(Instant now) {
        return !now.isBefore(seen.plus(NOTED));
    }

    public ConsoleSession seenAt(Instant now) {
        return new ConsoleSession(id, account, key, created, now);
    }

    /** Under which name its sign-in came. */
    public Sid user() {
        return key == null ? account : key;
    }
}
