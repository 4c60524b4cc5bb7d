package dev.countersign.core;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.store.ChallengeTable;
import dev.countersign.store.Db;
import dev.countersign.store.FactorTable;
import dev.countersign.store.ServiceTable;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What can be done with challenges. */
public final class Challenges {
    private final Db db;
    private final Seeds seeds;
    private final Policy policy;

    public Challenges(Db db, Secrets secrets, Policy policy) {
        this.db = db;
        this.seeds = new Seeds(secrets);
        this.policy = policy;
    }

    /**
     * What an application asks for when it wants a factor questioned; null members were not given.
     *
     * @param code a TOTP code to be looked at right away
     */
    public record NewChallenge(
            FactorSid factor,
            @Nullable Details details,
            @Nullable String hiddenDetails,
            @Nullable Instant expires,
            @Nullable String code) {}

    /** What the person is shown, before it is frozen. */
    @FunctionalInterface
    public interface Details {
        /** The JSON object to keep, with {@code date} among it unless that is null. */
        String frozen(@Nullable Instant date);
    }

    /** What a code turned out to be. */
    public enum Verdict {
        NONE_GIVEN,
        RIGHT,
        WRONG,
        /** Wrong, and one too many: the factor is disabled. */
        WRONG_AND_DISABLING;

        static Verdict of(Factor.Judged judged) {
            return judged.right() ? RIGHT : judged.next().totp().disabled() ? WRONG_AND_DISABLING : WRONG;
        }
    }

    /** A challenge as it stands after a deed, and what the code that came with it was. */
    public record Outcome(Challenge challenge, Verdict verdict) {}

    public Outcome create(Person person, NewChallenge asked) {
        return db.write(tx -> {
            Instant expires = Challenge.expiry(asked.expires(), tx.now(), policy.profile());
            FactorTable.Stored was = Factors.find(tx, person, asked.factor());
            mustLookLikeACode(asked.code());
            Factor factor = was.factor().challenged(tx.now());
            Challenge open = open(tx, factor, asked, expires);
            String code = asked.code();
            if (code == null) {
                new FactorTable(tx).replace(was, factor);
                new ChallengeTable(tx).add(open);
                return new Outcome(open, Verdict.NONE_GIVEN);
            }
            Factor.Judged judged = factor.judge(seeds.stepEnd(tx, factor, code, tx.now()), policy);
            Challenge tried = open.tried(judged.right(), null, tx.now());
            new FactorTable(tx).replace(was, judged.next());
            new ChallengeTable(tx).add(tried);
            return new Outcome(tried, Verdict.of(judged));
        });
    }

    private static Challenge open(Tx tx, Factor factor, NewChallenge asked, Instant expires) {
        ChallengeSid sid = new ChallengeSid(Sid.Id.of(tx.id()));
        Details details = asked.details();
        String frozen = details == null ? null : details.frozen(date(tx, factor));
        return new Challenge(
                sid,
                factor.person(),
                factor.entity(),
                factor.sid(),
                expires,
                tx.now(),
                new Challenge.State.Pending(0),
                frozen,
                asked.hiddenDetails(),
                null);
    }

    // spec Verify 4.2: details carry the date only where the Service says so; frozen at creation (T21)
    private static @Nullable Instant date(Tx tx, Factor factor) {
        return new ServiceTable(tx).includesDate(factor.person().service())
                ? tx.now().truncatedTo(ChronoUnit.SECONDS)
                : null;
    }

    public Challenge find(Person person, ChallengeSid sid) {
        return db.read(tx -> find(tx, person, sid));
    }

    private static Challenge find(Tx tx, Person person, ChallengeSid sid) {
        Challenge challenge = new ChallengeTable(tx).find(person, sid);
        if (challenge == null) {
            throw Refusal.NOT_FOUND.refused();
        }
        return challenge;
    }

    public Rows<Challenge> list(Person person, Challenge.Filter filter, Slice slice) {
        return db.read(tx -> new ChallengeTable(tx).list(Entities.find(tx, person), filter, slice));
    }

    /** Holds a code against a challenge. A wrong one is counted, and answered like a right one, with the status unchanged. */
    public Outcome answer(Person person, ChallengeSid sid, String code, @Nullable String metadata) {
        return db.write(tx -> {
            Challenge was = find(tx, person, sid);
            // spec Verify 4.6: form, expired, answered, factor, attempts, in that order
            mustLookLikeACode(code);
            was.mustBeOpen(tx.now());
            FactorTable.Stored stored = Factors.find(tx, person, was.factor());
            stored.factor().mustStand();
            was.mustHaveAttemptsLeft();
            Factor.Judged judged = stored.factor().judge(seeds.stepEnd(tx, stored.factor(), code, tx.now()), policy);
            Challenge next = was.tried(judged.right(), metadata, tx.now());
            new FactorTable(tx).replace(stored, judged.next());
            new ChallengeTable(tx).replace(was, next);
            return new Outcome(next, Verdict.of(judged));
        });
    }

    // spec Verify 8: 3 to 8 characters; what is no code of this factor's is simply wrong
    private static void mustLookLikeACode(@Nullable String code) {
        if (code != null) {
            int length = code.codePointCount(0, code.length());
            if (length < 3 || length > 8) {
                throw Refusal.INVALID_PARAMETER.refused("AuthPayload must be 3 to 8 characters long");
            }
        }
    }
}
