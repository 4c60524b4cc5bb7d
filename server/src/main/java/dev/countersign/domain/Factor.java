package dev.countersign.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
        Kind kind,
        Instant updated) {
    public static final int LONGEST_NAME = 64;
    public static final int MOST_WRONG_VERIFICATIONS = 5;
    public static final int MOST_CREATIONS = 100;

    /** How long an unverified factor stands in the way of others. */
    public static final Duration UNVERIFIED_COUNTS = Duration.ofHours(24);

    /** The kinds of factor there are. The words are the wire's and the record's. */
    public enum Type {
        TOTP(100),
        PUSH(20);

        private final String word = name().toLowerCase(Locale.ROOT);
        private final int most;

        Type(int most) {
            this.most = most;
        }

        public String word() {
            return word;
        }

        /** How many of them an Entity may have. */
        public int most() {
            return most;
        }
    }

    /** What is particular to a kind of factor. */
    public sealed interface Kind {
        default Type type() {
            return switch (this) {
                case Totp _ -> Type.TOTP;
                case Push _ -> Type.PUSH;
            };
        }

        /** Whether both were made of the same: one seed, or one key. */
        default boolean sameAs(Kind other) {
            return switch (this) {
                case Totp t -> other instanceof Totp o && Arrays.equals(t.fingerprint, o.fingerprint);
                case Push p -> other instanceof Push o && Arrays.equals(p.publicKey, o.publicKey);
            };
        }
    }

    /**
     * What is particular to a push factor: the public half of a key that never leaves its device.
     *
     * @param publicKey X.509 SubjectPublicKeyInfo in DER; bound to the factor for life
     */
    public record Push(byte[] publicKey, PushConfig config, Reach reach) implements Kind {
        /** A device that was never rung. */
        public static Push fresh(byte[] publicKey, PushConfig config) {
            return new Push(publicKey, config, Reach.FRESH);
        }

        /** Reached in that way from now on: what is known of an older token says nothing of a new one. */
        Push at(PushConfig other) {
            return new Push(publicKey, other, Objects.equals(other.token(), config.token()) ? reach : reach.gone(null));
        }

        Push with(Reach other) {
            return new Push(publicKey, config, other);
        }
    }

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
            Recent challenges)
            implements Kind {

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

    public Type type() {
        return kind.type();
    }

    /** What is particular to a TOTP factor, which this must be. */
    public Totp totp() {
        if (kind instanceof Totp totp) {
            return totp;
        }
        throw new IllegalStateException(sid + " has no seed");
    }

    /** What is particular to a push factor, which this must be. */
    public Push push() {
        if (kind instanceof Push push) {
            return push;
        }
        throw new IllegalStateException(sid + " has no key");
    }

    /** Names its key: in a device's tokens, and in every representation of a push factor. */
    // spec Verify 3.3.1: credential_sid is this factor's key's own name, and must be unique
    public KeySid key() {
        return new KeySid(sid.id());
    }

    /** Refuses where this factor may not be questioned at all. */
    public void mustStand() {
        if (!verified) {
            throw Refusal.FACTOR_UNVERIFIED.refused();
        }
        if (kind instanceof Totp totp && totp.disabled()) {
            throw Refusal.FACTOR_DISABLED.refused();
        }
    }

    /** This factor with one more challenge counted; refuses where there have been too many of late. */
    public Factor challenged(Instant now) {
        mustStand();
        return switch (kind) {
            case Totp totp -> challenged(totp, now);
            // spec Verify 4.1 step 4: the limit is that of codes
            case Push _ -> this;
        };
    }

    private Factor challenged(Totp totp, Instant now) {
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
        Totp next = totp().judged(stepEnds, policy);
        return new Judged(with(verified, next, updated), stepEnds != null && totp().accepts(stepEnds, policy));
    }

    /** The factor as it is now, and whether the code was right. */
    public record Judged(Factor next, boolean right) {}

    /** Refuses where an unverified factor has been tried too often. */
    public void mustBeVerifiable() {
        if (!verified && totp().wrongVerifications() >= MOST_WRONG_VERIFICATIONS) {
            throw Refusal.FACTOR_ATTEMPTS_SPENT.refused();
        }
    }

    /**
     * This factor after its holder's code was looked at. A wrong one is counted and answered like a right one, with the
     * status unchanged; once verified, nothing takes it back.
     */
    public Factor verify(@Nullable Long stepEnds, Policy policy, Instant now) {
        mustBeVerifiable();
        if (verified) {
            return this;
        }
        if (stepEnds == null) {
            return with(false, totp().wronglyVerified(), updated);
        }
        // spec Verify 8: the code that enrols does not use up its step, so that one can log in with it at once
        long until = policy.profile().enrolmentSpendsCode() ? stepEnds : totp().acceptedUntil();
        return with(true, totp().verifiedBy(until), now);
    }

    /** This factor once its device proved to have the key; refuses where it did not. */
    // spec Verify 3.3.2: a wrong signature is refused, and a factor that is verified stays so
    public Factor verify(boolean proved, Instant now) {
        if (verified) {
            return this;
        }
        if (!proved) {
            throw Refusal.FACTOR_VERIFICATION_FAILED.refused();
        }
        return with(true, kind, now);
    }

    /** This factor under another name, or making its codes in another way. */
    public Factor changed(String friendlyName, TotpConfig config, Instant now) {
        return changed(friendlyName, totp().with(config), now);
    }

    /** This factor under another name, or reached in another way. */
    public Factor changed(String friendlyName, PushConfig config, Instant now) {
        return changed(friendlyName, push().at(config), now);
    }

    private Factor changed(String friendlyName, Kind kind, Instant now) {
        return new Factor(sid, person, entity, friendlyName, verified, metadata, kind, now);
    }

    /** This factor, whose device is reached like that from now on. */
    public Factor reached(Reach reach) {
        return reach.equals(push().reach()) ? this : with(verified, push().with(reach), updated);
    }

    /** Whether both are configured alike, whatever else is different about them. */
    public boolean configuredLike(Factor other) {
        return switch (kind) {
            case Totp t -> other.kind instanceof Totp o && t.config.equals(o.config);
            case Push p -> other.kind instanceof Push o && p.config.equals(o.config);
        };
    }

    /** Whether no token of either, or one of both, was found to reach nobody. */
    public boolean reachedLike(Factor other) {
        return !(kind instanceof Push p) || (other.kind instanceof Push o && p.reach.equals(o.reach));
    }

    /** Whether it stands in the way of others at {@code now}: verified, or not yet forgotten. */
    public boolean counts(Instant now) {
        return verified || sid.created().plus(UNVERIFIED_COUNTS).isAfter(now);
    }

    /** Refuses where this factor, about to be created or verified, finds its seed, its key or its place taken. */
    public void mustFitAmong(List<Factor> others, Instant now) {
        List<Factor> standing = others.stream()
                .filter(f -> f.type() == type() && !f.sid.equals(sid) && f.counts(now))
                .toList();
        if (standing.stream().anyMatch(f -> f.kind.sameAs(kind))) {
            throw Refusal.FACTOR_EXISTS.refused();
        }
        if (standing.size() >= type().most()) {
            throw Refusal.TOO_MANY_FACTORS.refused();
        }
    }

    private Factor with(boolean verified, Kind kind, Instant updated) {
        return new Factor(sid, person, entity, friendlyName, verified, metadata, kind, updated);
    }
}
