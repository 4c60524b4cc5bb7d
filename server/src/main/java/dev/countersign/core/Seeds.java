package dev.countersign.core;

import dev.countersign.crypto.About;
import dev.countersign.crypto.Mac256;
import dev.countersign.crypto.Secret;
import dev.countersign.crypto.Totp;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Mark;
import dev.countersign.domain.Sid;
import dev.countersign.domain.TotpConfig;
import dev.countersign.store.Tx;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** TOTP seeds: sealed to the row they belong to, told apart by fingerprint, opened only to look at a code. */
final class Seeds {
    /** Beyond it, a clock is not slow but wrong, and codes of chance begin to look like its own. */
    private static final int FARTHEST = 10;

    private final Secrets secrets;
    private final Mac256 fingerprints;

    Seeds(Secrets secrets) {
        this.secrets = secrets;
        this.fingerprints = secrets.mac("totp seed fingerprint");
    }

    static byte[] about(Sid.Id person, Sid.Id factor) {
        return About.of("factor.seed", person.bytes(), factor.bytes());
    }

    byte[] seal(Tx tx, Secret seed, Sid.Id person, Sid.Id factor) {
        return secrets.seal(tx, seed.reveal(), about(person, factor));
    }

    byte[] fingerprint(Secret seed) {
        return fingerprints.sign(seed.reveal());
    }

    /** The end, in epoch seconds, of the latest step whose code this is; null where it is of none within the skew. */
    @Nullable
    Long stepEnd(Tx tx, Factor factor, String code, Instant now) {
        byte[] about = about(factor.person().key(), factor.sid().id());
        Secret seed = Secret.of(secrets.open(tx, factor.totp().seed(), about));
        Totp.Match match = Totp.match(seed, parameters(factor.totp().config()), code, now.getEpochSecond());
        return match == null ? null : Long.valueOf(match.stepEnds());
    }

    /** How many steps off a code is that was not good; null where it is no code of this seed's, or one of long ago. */
    private @Nullable Integer astray(Tx tx, Factor factor, String code, Instant now) {
        byte[] about = about(factor.person().key(), factor.sid().id());
        Secret seed = Secret.of(secrets.open(tx, factor.totp().seed(), about));
        return Totp.astray(seed, parameters(factor.totp().config()), code, now.getEpochSecond(), FARTHEST);
    }

    /** A code that was not good is on the trail with how far off it was: a clock that is slow is seen by that. */
    void markWrong(Tx tx, Outbox.Owing owing, Factor.Judged judged, Challenge challenge, String code) {
        if (!judged.right() && challenge.state() instanceof Challenge.State.Pending(int attempts)) {
            Factor factor = judged.next();
            Mark.About off = Mark.About.drift(astray(tx, factor, code, tx.now()));
            owing.mark(Mark.Type.CHALLENGE_WRONG_CODE, factor, challenge, off, attempts);
            if (factor.totp().disabled()) {
                owing.mark(Mark.Type.FACTOR_DISABLED, factor, null);
            }
        }
    }

    private static Totp.Parameters parameters(TotpConfig config) {
        Totp.Algorithm algorithm =
                switch (config.alg()) {
                    case SHA1 -> Totp.Algorithm.SHA1;
                    case SHA256 -> Totp.Algorithm.SHA256;
                    case SHA512 -> Totp.Algorithm.SHA512;
                };
        return new Totp.Parameters(algorithm, config.codeLength(), config.timeStep(), config.skew());
    }
}
