package dev.countersign.domain;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Things of the domain to try it on: a person, a factor of theirs, a challenge to it. */
final class Sample {
    /** Not on a whole second, so that cutting shows. */
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00.250Z");

    static final Person ANA = new Person(
            new AccountSid(new Sid.Id(0, 1)),
            new ServiceSid(new Sid.Id(0, 2)),
            Objects.requireNonNull(Identity.parse("ana-0001")),
            new Sid.Id(7, 7));

    private Sample() {}

    static Sid.Id id(Instant created, long number) {
        return new Sid.Id(created.toEpochMilli() << 16, number);
    }

    static Factor unverified(Instant created, long number) {
        byte[] fingerprint = {(byte) (number >> 8), (byte) number};
        return new Factor(
                new FactorSid(id(created, number)),
                ANA,
                new EntitySid(new Sid.Id(0, 3)),
                "Ana's phone",
                false,
                null,
                Factor.Totp.fresh(TotpConfig.DEFAULT, new byte[] {1}, fingerprint),
                created);
    }

    static Factor unverified() {
        return unverified(NOW, 4);
    }

    static Factor verified(Instant created, long number) {
        return unverified(created, number).verify(1L, Policy.DEFAULT, created);
    }

    static Factor verified() {
        return verified(NOW, 4);
    }

    /** A verified factor whose codes have so many digits. */
    static Factor verified(int digits) {
        return verified().changed("Ana's phone", new TotpConfig(TotpConfig.Alg.SHA1, 30, 1, digits), NOW);
    }

    /** An unverified push factor; the number is its key's as well. */
    static Factor push(Instant created, long number) {
        byte[] key = {(byte) (number >> 8), (byte) number};
        PushConfig config = PushConfig.of("1.0", "com.example", PushConfig.Platform.FCM, "t-1");
        return new Factor(
                new FactorSid(id(created, number)),
                ANA,
                new EntitySid(new Sid.Id(0, 3)),
                "Ana's phone",
                false,
                null,
                Factor.Push.fresh(key, config),
                created);
    }

    static Challenge challenge(Instant created, Instant expires, Challenge.State state) {
        return new Challenge(
                new ChallengeSid(id(created, 5)),
                ANA,
                new EntitySid(new Sid.Id(0, 3)),
                new FactorSid(id(NOW, 4)),
                Factor.Type.TOTP,
                expires,
                created,
                state,
                "{\"message\":\"hello\"}",
                "{\"ip\":\"::1\"}",
                null);
    }

    /** How the deed is refused; null where it is not. */
    static @Nullable Refusal no(Runnable deed) {
        try {
            deed.run();
            return null;
        } catch (Refused refused) {
            return refused.refusal();
        }
    }
}
