package dev.countersign.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something a person holds that can answer for them. Created unverified; once its holder has proved to have it, verified
 * for good.
 *
 * @param metadata the application's own notes, a JSON object of strings as we serialised it, or null
 */
public record Factor(
        FactorSid sid,
        Person person,
        EntitySid entity,
        String friendlyName,
        boolean verified,
        @Nullable String metadata,
        Totp totp,
        Instant updated) {
    public static final int LONGEST_NAME = 64;
    public static final int MOST_WRONG_VERIFICATIONS = 5;
    public static final int MOST_TOTP = 100;
    public static final int MOST_CREATIONS = 100;

    /** How long an unverified factor stands in the way of others. */
    public static final Duration UNVERIFIED_COUNTS = Duration.ofHours(24);

    /**
     * What is particular to a TOTP factor: a seed shared with an authenticator app, and what has been done with its codes.
     *
     * @param seed encrypted, readable to whoever holds the keys
     * @param fingerprint tells equal seeds without opening them
     * @param wrongVerifications wrong codes tried while unverified
     * @param wrongInARow wrong codes on challenges since the last right one
     * @param disabled whether those became too many; nothing but enrolling anew undoes it
     * @param acceptedUntil end of the latest step whose code was accepted, in epoch seconds
     * @param challenges when challenges were created
     */
    public record Totp(
            TotpConfig config,
            byte[] seed,
            byte[] fingerprint,
            int wrongVerifications,
            int wrongInARow,
            boolean disabled,
            long acceptedUntil,
            Recent challenges) {

        /** A seed nobody has used yet. */
        public static Totp fresh(TotpConfig config, byte[] seed, byte[] fingerprint) {
            return new Totp(config, seed, fingerprint, 0, 0, false, 0, Recent.NONE);
        }

        Totp with(TotpConfig other) {
            return new Totp(
                    other, seed, fingerprint, wrongVerifications, wrongInARow, disabled, acceptedUntil, challenges);
        }

        Totp wronglyVerified() {
            return new Totp(
                    config,
                    seed,
                    fingerprint,
                    wrongVerifications + 1,
                    wrongInARow,
                    disabled,
                    acceptedUntil,
                    challenges);
        }

        Totp verifiedBy(long stepEnds) {
            return new Totp(config, seed, fingerprint, 0, wrongInARow, disabled, stepEnds, challenges);
        }

        Totp asked(Instant now) {
            return new Totp(
                    config,
                    seed,
                    fingerprint,
                    wrongVerifications,
                    wrongInARow,
                    disabled,
                    acceptedUntil,
                    challenges.and(now));
        }

        /** Whether a code of the step that ends then is still good. */
        boolean accepts(long stepEnds, Policy policy) {
            // spec RFC 6238 5.2: a code is accepted once; neither is one of an earlier step good any more
            return !policy.codesOnce() || stepEnds > acceptedUntil;
        }

        Totp judged(@Nullable Long stepEnds, Policy policy) {
            if (stepEnds != null && accepts(stepEnds, policy)) {
                return new Totp(
                        config,
                        seed,
                        fingerprint,
                        wrongVerifications,
                        0,
                        disabled,
                        Math.max(acceptedUntil, stepEnds),
                        challenges);
            }
            int wrong = wrongInARow + 1;
            boolean tooMany = policy.mostWrongCodes() > 0 && wrong >= policy.mostWrongCodes();
            return new Totp(
                    config,
                    seed,
                    fingerprint,
                    wrongVerifications,
                    wrong,
                    disabled || tooMany,
                    acceptedUntil,
                    challenges);
        }
    }

    /** Refuses where this factor may not be questioned at all. */
    public void mustStand() {
        if (!verified) {
            throw Refusal.FACTOR_UNVERIFIED.refused();
        }
        if (totp.disabled()) {
            throw Refusal.FACTOR_DISABLED.refused();
        }
    }

    /** This factor with one more challenge counted; refuses where there have been too many of late. */
    public Factor challenged(Instant now) {
        mustStand();
        // spec Verify 4.1 step 4: codes of up to 4 digits 10 a day; longer ones 50 an hour and 100 a day
        boolean spent = totp.config().isShort()
                ? totp.challenges().within(Recent.REACH, now) >= 10
                : totp.challenges().within(Duration.ofHours(1), now) >= 50
                        || totp.challenges().within(Recent.REACH, now) >= 100;
        if (spent) {
            throw Refusal.TOO_MANY_CHALLENGES.refused();
        }
        return with(verified, totp.asked(now), updated);
    }

    /**
     * This factor after a code was held against it on a challenge.
     *
     * @param stepEnds end of the step whose code it is, null where it is of none
     */
    public Judged judge(@Nullable Long stepEnds, Policy policy) {
        Totp next = totp.judged(stepEnds, policy);
        return new Judged(with(verified, next, updated), stepEnds != null && totp.accepts(stepEnds, policy));
    }

    /** The factor as it is now, and whether the code was right. */
    public record Judged(Factor next, boolean right) {}

    /** Refuses where an unverified factor has been tried too often. */
    public void mustBeVerifiable() {
        if (!verified && totp.wrongVerifications() >= MOST_WRONG_VERIFICATIONS) {
            throw Refusal.FACTOR_ATTEMPTS_SPENT.refused();
        }
    }

    /**
     * This factor after its holder's proof was looked at. A wrong code is counted and answered like a right one, with the
     * status unchanged; once verified, nothing takes it back.
     */
    public Factor verify(@Nullable Long stepEnds, Policy policy, Instant now) {
        mustBeVerifiable();
        if (verified) {
            return this;
        }
        if (stepEnds == null) {
            return with(false, totp.wronglyVerified(), updated);
        }
        // spec Verify 8: the code that enrols does not use up its step, so that one can log in with it at once
        long until = policy.profile().enrolmentSpendsCode() ? stepEnds : totp.acceptedUntil();
        return with(true, totp.verifiedBy(until), now);
    }

    /** This factor under another name, or making its codes in another way. */
    public Factor changed(String friendlyName, TotpConfig config, Instant now) {
        return new Factor(sid, person, entity, friendlyName, verified, metadata, totp.with(config), now);
    }

    /** Whether it stands in the way of others at {@code now}: verified, or not yet forgotten. */
    public boolean counts(Instant now) {
        return verified || sid.created().plus(UNVERIFIED_COUNTS).isAfter(now);
    }

    /** Refuses where this factor, about to be created or verified, finds its seed or its place taken. */
    public void mustFitAmong(List<Factor> others, Instant now) {
        List<Factor> standing =
                others.stream().filter(f -> !f.sid.equals(sid) && f.counts(now)).toList();
        if (standing.stream().anyMatch(f -> java.util.Arrays.equals(f.totp.fingerprint(), totp.fingerprint()))) {
            throw Refusal.FACTOR_EXISTS.refused();
        }
        if (standing.size() >= MOST_TOTP) {
            throw Refusal.TOO_MANY_FACTORS.refused();
        }
    }

    private Factor with(boolean verified, Totp totp, Instant updated) {
        return new Factor(sid, person, entity, friendlyName, verified, metadata, totp, updated);
    }
}
