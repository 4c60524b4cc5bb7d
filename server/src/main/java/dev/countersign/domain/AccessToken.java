package dev.countersign.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Permission for one device to enrol itself: to make one push factor for one person, once, within minutes. The token's
 * text is never kept; it is made again from this.
 *
 * @param entity the Entity that stood when it was issued, with which it goes; null where there was none yet
 * @param friendlyName what the application would call the factor
 * @param expires from that instant on it is nothing
 */
public record AccessToken(
        AccessTokenSid sid,
        Person person,
        @Nullable EntitySid entity,
        @Nullable String friendlyName,
        Instant expires,
        boolean spent) {
    public static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);
    public static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

    public Duration life() {
        return Duration.between(sid.created(), expires);
    }

    public boolean expired(Instant now) {
        return !now.isBefore(expires);
    }

    /** Refuses where it is another person's, or has been used. */
    public void mustCover(Person asked, boolean once) {
        if (!person.equals(asked)) {
            throw Refusal.UNAUTHORIZED_FACTOR_CREATION.refused("the access token is for another identity or Service");
        }
        // spec ASVS 6.4.1: what lets somebody enrol is good once
        if (once && spent) {
            throw Refusal.UNAUTHORIZED_FACTOR_CREATION.refused("the access token has been used");
        }
    }
}
