package dev.countersign.core;

import dev.countersign.crypto.Jws;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.Answer;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
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
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be done with challenges. */
public final class Challenges {
    private final Db db;
    private final Policy policy;
    private final Proofs proofs;
    private final Seeds seeds;
    private final Watchers watchers;

    public Challenges(Db db, Policy policy, Proofs proofs, Watchers watchers) {
        this.db = db;
        this.policy = policy;
        this.proofs = proofs;
        this.seeds = proofs.seeds();
        this.watchers = watchers;
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

    /**
     * What the person is shown, before it is frozen.
     *
     * @param message null where there is none
     * @param freeze the JSON object to keep, with its date among it unless that is null
     */
    public record Details(@Nullable String message, Function<@Nullable Instant, String> freeze) {}

    /**
     * What came to answer a challenge.
     *
     * @param payload a code, or what a device signed
     * @param by the factor whose device brought it; null where a backend passes it on
     * @param reading reads what a device signed
     */
    public record Response(
            String payload,
            @Nullable String metadata,
            @Nullable FactorSid by,
            Reading reading) {}

    /** Reads what a device signed. */
    @FunctionalInterface
    public interface Reading {
        /** The answer it gives to this very challenge; null where it is about another, or gives none. */
        @Nullable
        Answer of(Challenge challenge, byte[] signed);
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
        Outcome created = db.write(tx -> {
            Instant expires = Challenge.expiry(asked.expires(), tx.now(), policy.profile());
            FactorTable.Stored was = Factors.find(tx, person, asked.factor());
            String code = code(was.factor(), asked);
            Factor factor = was.factor().challenged(tx.now());
            Challenge open = open(tx, factor, asked, expires);
            if (code == null) {
                // A push factor counts no challenges, so its row stays as it is.
                if (factor.type() == Factor.Type.TOTP) {
                    new FactorTable(tx).replace(was, factor);
                }
                new ChallengeTable(tx).add(open);
                return new Outcome(open, Verdict.NONE_GIVEN);
            }
            Factor.Judged judged = factor.judge(seeds.stepEnd(tx, factor, code, tx.now()), policy);
            Challenge tried = open.tried(judged.right(), null, tx.now());
            new FactorTable(tx).replace(was, judged.next());
            new ChallengeTable(tx).add(tried);
            return new Outcome(tried, Verdict.of(judged));
        });
        watchers.changed(person);
        return created;
    }

    /** The code to look at right away; refuses what this kind of factor cannot be asked with. */
    private static @Nullable String code(Factor factor, NewChallenge asked) {
        return switch (factor.kind()) {
            case Factor.Totp _ -> {
                Proofs.mustLookLikeACode(asked.code());
                yield asked.code();
            }
            // spec Verify 4.1: push needs a message, and ignores a code, whatever it is
            case Factor.Push _ -> {
                Details details = asked.details();
                if (details == null || details.message() == null) {
                    throw Refusal.INVALID_PARAMETER.refused("Details.Message is required for a push factor");
                }
                yield null;
            }
        };
    }

    private static Challenge open(Tx tx, Factor factor, NewChallenge asked, Instant expires) {
        ChallengeSid sid = new ChallengeSid(Sid.Id.of(tx.id()));
        Details details = asked.details();
        String frozen = details == null ? null : details.freeze().apply(date(tx, factor));
        return new Challenge(
                sid,
                factor.person(),
                factor.entity(),
                factor.sid(),
                factor.type(),
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
        return certain(tx -> find(tx, person, sid), Challenge::justExpired);
    }

    private static Challenge find(Tx tx, Person person, ChallengeSid sid) {
        Challenge challenge = new ChallengeTable(tx).find(person, sid);
        if (challenge == null) {
            throw Refusal.NOT_FOUND.refused();
        }
        return challenge;
    }

    public Rows<Challenge> list(Person person, Challenge.Filter filter, Slice slice) {
        return certain(
                tx -> new ChallengeTable(tx).list(Entities.find(tx, person), filter, slice),
                (page, now) -> page.rows().stream().anyMatch(c -> c.justExpired(now)));
    }

    private record Seen<T>(T what, Instant now) {}

    /** What is seen; where that may be an end too early told of, seen again behind every answer that came before it. */
    private <T> T certain(Function<Tx, T> look, BiPredicate<T, Instant> doubtful) {
        Seen<T> seen = db.read(tx -> new Seen<>(look.apply(tx), tx.now()));
        return doubtful.test(seen.what(), seen.now()) ? db.write(look) : seen.what();
    }

    /** Likewise for who would answer: that it is over is said behind every answer that came before theirs. */
    private <T> T orCertainlyOver(Function<Tx, T> look) {
        try {
            return db.read(look);
        } catch (Refused no) {
            if (no.refusal() == Refusal.CHALLENGE_EXPIRED) {
                return db.write(look);
            }
            throw no;
        }
    }

    /**
     * Holds an answer against a challenge. A wrong code is counted, and answered like a right one, with the status
     * unchanged; anything a device signed that is not its answer to this challenge is refused.
     */
    public Outcome answer(Person person, ChallengeSid sid, Response response) {
        return Proofs.looksLikeACode(response.payload()) ? code(person, sid, response) : signed(person, sid, response);
    }

    private Outcome code(Person person, ChallengeSid sid, Response response) {
        Outcome tried = db.write(tx -> {
            Challenge was = find(tx, person, sid);
            // spec Verify 4.6: form, expired, answered, factor, attempts, in that order
            mustBeOf(was, Factor.Type.TOTP, response);
            was.mustBeOpen(tx.now());
            FactorTable.Stored stored = Factors.find(tx, person, was.factor());
            stored.factor().mustStand();
            was.mustHaveAttemptsLeft();
            Long stepEnds = seeds.stepEnd(tx, stored.factor(), response.payload(), tx.now());
            Factor.Judged judged = stored.factor().judge(stepEnds, policy);
            Challenge next = was.tried(judged.right(), response.metadata(), tx.now());
            new FactorTable(tx).replace(stored, judged.next());
            new ChallengeTable(tx).replace(was, next);
            return new Outcome(next, Verdict.of(judged));
        });
        watchers.changed(person);
        return tried;
    }

    /** The signature is looked at between a look and the write, which sees that everything still stands. */
    private Outcome signed(Person person, ChallengeSid sid, Response response) {
        Jws jws = Jws.parse(response.payload());
        Asked asked = orCertainlyOver(tx -> {
            Challenge challenge = find(tx, person, sid);
            mustBeOf(challenge, Factor.Type.PUSH, response);
            if (jws == null) {
                throw Refusal.INVALID_PARAMETER.refused("AuthPayload must be a signed answer");
            }
            return answerable(tx, challenge);
        });
        byte[] signed = proofs.signed(asked.factor().push(), Objects.requireNonNull(jws));
        Answer answer = response.reading().of(asked.challenge(), signed);
        if (answer == null) {
            throw Refusal.CHALLENGE_VERIFICATION_FAILED.refused();
        }
        Outcome answered = db.write(tx -> {
            Challenge was = answerable(tx, find(tx, person, sid)).challenge();
            Challenge next = was.answered(answer, response.metadata(), tx.now());
            new ChallengeTable(tx).replace(was, next);
            return new Outcome(next, Verdict.RIGHT);
        });
        watchers.changed(person);
        return answered;
    }

    private record Asked(Challenge challenge, Factor factor) {}

    // spec Verify 4.6: expired, answered, factor, in that order
    private static Asked answerable(Tx tx, Challenge challenge) {
        challenge.mustBeOpen(tx.now());
        Factor factor = Factors.find(tx, challenge.person(), challenge.factor()).factor();
        factor.mustStand();
        return new Asked(challenge, factor);
    }

    /** Refuses where it is another device's, or a challenge that is not answered like this. */
    private static void mustBeOf(Challenge challenge, Factor.Type type, Response response) {
        FactorSid by = response.by();
        if (by != null && !by.equals(challenge.factor())) {
            throw Refusal.NOT_FOUND.refused();
        }
        if (challenge.type() != type) {
            throw Refusal.INVALID_PARAMETER.refused(
                    challenge.type() == Factor.Type.PUSH
                            ? "AuthPayload must be a signed answer"
                            : "AuthPayload must be 3 to 8 characters long");
        }
    }
}
