package dev.countersign.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One question put to one factor.
 *
 * <pre>
 *   pending --right code--> approved
 *           --denied------> denied      (by a device only)
 *           --expires-----> expired     (read off the clock, never stored)
 * </pre>
 *
 * No other edge exists; approved, denied and expired are final.
 *
 * @param type the factor's
 * @param expires whole seconds; from that instant on it is expired
 * @param updated when it was last written
 * @param details what the person is shown, a JSON object as we serialised it at creation; null where there is nothing
 * @param hiddenDetails what only the application is shown, likewise
 * @param metadata what came with the answer, likewise
 */
public record Challenge(
        ChallengeSid sid,
        Person person,
        EntitySid entity,
        FactorSid factor,
        Factor.Type type,
        Instant expires,
        Instant updated,
        State state,
        @Nullable String details,
        @Nullable String hiddenDetails,
        @Nullable String metadata) {

    /** Unless asked otherwise. */
    public static final Duration DEFAULT_LIFE = Duration.ofMinutes(5);

    /** How far beyond the longest life one may ask, for the sake of clocks that differ; it is cut. */
    public static final Duration GRACE = Duration.ofSeconds(60);

    public static final int MOST_ATTEMPTS = 5;

    /** How long an answer that came in time may take to be kept. */
    private static final Duration SETTLING = Duration.ofSeconds(60);

    /** Where a challenge stands. */
    public sealed interface State {
        /** @param attempts wrong codes so far */
        record Pending(int attempts) implements State {}

        record Approved(Instant at) implements State {}

        record Denied(Instant at) implements State {}

        record Expired() implements State {}

        default Status status() {
            return switch (this) {
                case Pending _ -> Status.PENDING;
                case Approved _ -> Status.APPROVED;
                case Denied _ -> Status.DENIED;
                case Expired _ -> Status.EXPIRED;
            };
        }

        /** When the person answered; null where nobody has. */
        default @Nullable Instant responded() {
            return switch (this) {
                case Approved(Instant at) -> at;
                case Denied(Instant at) -> at;
                case Pending _, Expired _ -> null;
            };
        }
    }

    /** The words by which a state is known: on the wire and in the record. */
    public enum Status {
        PENDING,
        APPROVED,
        DENIED,
        EXPIRED;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }
    }

    /** What a list of challenges may be narrowed to; null for all. */
    public record Filter(
            @Nullable FactorSid factor, @Nullable Status status) {}

    /** When a challenge asked for at {@code now} ends; refuses what lies in the past or too far ahead. */
    public static Instant expiry(@Nullable Instant asked, Instant now, Profile profile) {
        if (asked == null) {
            return now.truncatedTo(ChronoUnit.SECONDS).plus(DEFAULT_LIFE);
        }
        Instant expires = asked.truncatedTo(ChronoUnit.SECONDS);
        Instant last = now.plus(profile.longestChallenge());
        if (!expires.isAfter(now)) {
            throw Refusal.INVALID_PARAMETER.refused("ExpirationDate must lie in the future");
        }
        if (expires.isAfter(last.plus(GRACE))) {
            throw Refusal.INVALID_PARAMETER.refused("ExpirationDate must lie within "
                    + profile.longestChallenge().toMinutes() + " minutes");
        }
        return expires.isAfter(last) ? last.truncatedTo(ChronoUnit.SECONDS) : expires;
    }

    /** This challenge as it stands at {@code now}: nobody has to come by to expire it. */
    public Challenge at(Instant now) {
        return state instanceof State.Pending && !now.isBefore(expires) ? become(new State.Expired(), updated) : this;
    }

    /** Whether it ended so short a while ago that an answer which came in time may be on its way to the record still. */
    public boolean justExpired(Instant now) {
        return state instanceof State.Expired && now.isBefore(expires.plus(SETTLING));
    }

    /** Refuses where no answer is taken any more. */
    public void mustBeOpen(Instant now) {
        switch (at(now).state) {
            case State.Expired() -> throw Refusal.CHALLENGE_EXPIRED.refused();
            case State.Approved _, State.Denied _ -> throw Refusal.CHALLENGE_ANSWERED.refused();
            case State.Pending _ -> {}
        }
    }

    /** Refuses where too many wrong codes were tried on it. */
    public void mustHaveAttemptsLeft() {
        if (state instanceof State.Pending(int attempts) && attempts >= MOST_ATTEMPTS) {
            throw Refusal.CHALLENGE_ATTEMPTS_SPENT.refused();
        }
    }

    /**
     * This challenge once a code was tried on it. A wrong one is counted and leaves it pending; {@code metadata} is kept
     * only by the answer that decides.
     */
    public Challenge tried(boolean right, @Nullable String metadata, Instant now) {
        mustBeOpen(now);
        mustHaveAttemptsLeft();
        return right
                ? become(new State.Approved(now), now).noting(metadata)
                : become(new State.Pending(attempts() + 1), now);
    }

    /** This challenge once its device gave an answer that is the device's own. */
    public Challenge answered(Answer answer, @Nullable String metadata, Instant now) {
        mustBeOpen(now);
        State next =
                switch (answer) {
                    case APPROVED -> new State.Approved(now);
                    case DENIED -> new State.Denied(now);
                };
        return become(next, now).noting(metadata);
    }

    /** What a device can say. The words are the wire's. */
    public enum Answer {
        APPROVED,
        DENIED;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }
    }

    private int attempts() {
        return state instanceof State.Pending(int attempts) ? attempts : 0;
    }

    private Challenge become(State next, Instant updated) {
        return new Challenge(
                sid, person, entity, factor, type, expires, updated, next, details, hiddenDetails, metadata);
    }

    private Challenge noting(@Nullable String noted) {
        return noted == null
                ? this
                : new Challenge(
                        sid, person, entity, factor, type, expires, updated, state, details, hiddenDetails, noted);
    }
}
