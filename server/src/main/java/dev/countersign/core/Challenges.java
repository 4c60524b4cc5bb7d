package dev.countersign.core;

import dev.countersign.crypto.Jws;
import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.Answer;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Event;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Reach;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Service;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.store.ChallengeTable;
import dev.countersign.store.Db;
import dev.countersign.store.FactorTable;
import dev.countersign.store.Tx;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can be done with challenges. */
public final class Challenges {
    private final Db db;
    private final Policy policy;
    private final Proofs proofs;
    private final Outbox outbox;
    private final Seeds seeds;
    private final Refusals refusals;

    public Challenges(Db db, Policy policy, Proofs proofs, Outbox outbox) {
        this.db = db;
        this.outbox = outbox;
        this.policy = policy;
        this.proofs = proofs;
        this.seeds = proofs.seeds();
        this.refusals = new Refusals(db);
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

    /**
     * A challenge as it stands after a deed, and what the code that came with it was.
     *
     * @param silence why its device was not rung, where it would have been otherwise
     */
    public record Outcome(Challenge challenge, Verdict verdict, Reach.@Nullable Silence silence) {
        Outcome(Challenge challenge, Verdict verdict) {
            this(challenge, verdict, null);
        }
    }

    public Outcome create(Person person, NewChallenge asked) {
        return refusals.of(
                person,
                asked.factor(),
                () -> outbox.write(person, (tx, owing) -> {
                    Instant expires = Challenge.expiry(asked.expires(), tx.now(), policy.profile());
                    FactorTable.Found found = Factors.findToAsk(tx, person, asked.factor());
                    FactorTable.Stored was = found.stored();
                    String code = code(was.factor(), asked);
                    Factor factor = was.factor().challenged(tx.now());
                    Challenge open = open(tx, factor, asked, found.settings(), expires);
                    if (factor.type() == Factor.Type.PUSH) {
                        new ChallengeTable(tx).add(open);
                        return new Outcome(open, Verdict.NONE_GIVEN, ring(tx, owing, found, open, asked.details()));
                    }
                    if (code == null) {
                        new FactorTable(tx).replace(was, factor);
                        new ChallengeTable(tx).add(open);
                        return new Outcome(open, Verdict.NONE_GIVEN);
                    }
                    Factor.Judged judged = factor.judge(seeds.stepEnd(tx, factor, code, tx.now()), policy);
                    Challenge tried = open.tried(judged.right(), null, tx.now());
                    new FactorTable(tx).replace(was, judged.next());
                    new ChallengeTable(tx).add(tried);
                    seeds.markWrong(tx, owing, judged, tried, code);
                    tell(owing, judged.next(), tried);
                    return new Outcome(tried, Verdict.of(judged));
                }));
    }

    private static Reach.@Nullable Silence ring(
            Tx tx, Outbox.Owing owing, FactorTable.Found found, Challenge open, @Nullable Details details) {
        String message = details == null ? null : details.message();
        FactorTable.Stored was = found.stored();
        Outbox.Rung rung = owing.ring(was.factor(), open, found.settings(), message, Outbox.LONGEST_PUSH);
        write(tx, was, rung.next());
        return rung.silence();
    }

    /** A row that stays as it is costs nothing. */
    static void write(Tx tx, FactorTable.Stored was, Factor next) {
        if (!next.reachedLike(was.factor())) {
            new FactorTable(tx).replace(was, next);
        }
    }

    // spec Verify 7.1: an answer is told of, and nothing else about a challenge
    private static void tell(Outbox.Owing owing, Factor factor, Challenge challenge) {
        switch (challenge.state()) {
            case Challenge.State.Approved _ -> owing.tell(Event.Type.CHALLENGE_APPROVED, factor, challenge);
            case Challenge.State.Denied _ -> owing.tell(Event.Type.CHALLENGE_DENIED, factor, challenge);
            case Challenge.State.Pending _, Challenge.State.Expired _ -> {}
        }
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

    private static Challenge open(Tx tx, Factor factor, NewChallenge asked, Service.Push settings, Instant expires) {
        ChallengeSid sid = new ChallengeSid(Sid.Id.of(tx.id()));
        Details details = asked.details();
        // spec Verify 4.2: details carry the date only where the Service says so; frozen at creation (T21)
        Instant date = settings.includeDate() ? tx.now().truncatedTo(ChronoUnit.SECONDS) : null;
        String frozen = details == null ? null : details.freeze().apply(date);
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

    public Challenge find(Person person, ChallengeSid sid) {
        return certain(tx -> find(tx, person, sid), List::of);
    }

    static Challenge find(Tx tx, Person person, ChallengeSid sid) {
        Challenge challenge = new ChallengeTable(tx).find(person, sid);
        if (challenge == null) {
            throw Refusal.NOT_FOUND.refused();
        }
        return challenge;
    }

    public Rows<Challenge> list(Person person, Challenge.Filter filter, Slice slice) {
        return certain(tx -> new ChallengeTable(tx).list(Entities.find(tx, person), filter, slice), Rows::rows);
    }

    private record Seen<T>(T what, List<Challenge> ended) {}

    /** What is seen; where that is an end which somebody may be about to forestall, closed and seen again. */
    private <T> T certain(Function<Tx, T> look, Function<T, List<Challenge>> challenges) {
        Seen<T> seen = db.read(tx -> {
            T what = look.apply(tx);
            return new Seen<>(
                    what,
                    challenges.apply(what).stream()
                            .filter(c -> c.justExpired(tx.now()))
                            .toList());
        });
        if (seen.ended().isEmpty()) {
            return seen.what();
        }
        return db.write(tx -> {
            seen.ended().forEach(new ChallengeTable(tx)::close);
            return look.apply(tx);
        });
    }

    /** What comes of a deed on a challenge; that it is over is said only once no answer to it can come to pass any more. */
    <T> T orCertainlyOver(Person person, ChallengeSid sid, Supplier<T> deed) {
        try {
            return deed.get();
        } catch (Refused no) {
            if (no.refusal() == Refusal.CHALLENGE_EXPIRED) {
                find(person, sid).mustBeOpen(Instant.MIN);
            }
            throw no;
        }
    }

    /**
     * Holds an answer against a challenge. A wrong code is counted, and answered like a right one, with the status
     * unchanged; anything a device signed that is not its answer to this challenge is refused.
     */
    public Outcome answer(Person person, ChallengeSid sid, Response response) {
        return refusals.of(
                person,
                sid,
                () -> orCertainlyOver(
                        person,
                        sid,
                        () -> Proofs.looksLikeACode(response.payload())
                                ? code(person, sid, response)
                                : signed(person, sid, response)));
    }

    private Outcome code(Person person, ChallengeSid sid, Response response) {
        return outbox.write(person, (tx, owing) -> {
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
            seeds.markWrong(tx, owing, judged, next, response.payload());
            tell(owing, judged.next(), next);
            return new Outcome(next, Verdict.of(judged));
        });
    }

    /** The signature is looked at between a look and the write, which sees that everything still stands. */
    private Outcome signed(Person person, ChallengeSid sid, Response response) {
        Jws jws = Jws.parse(response.payload());
        Asked asked = db.read(tx -> {
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
        return outbox.write(person, (tx, owing) -> {
            Asked now = answerable(tx, find(tx, person, sid));
            Challenge next = now.challenge().answered(answer, response.metadata(), tx.now());
            new ChallengeTable(tx).replace(now.challenge(), next);
            Factor factor = now.factor();
            write(tx, now.stored(), factor.reached(outbox.answered(factor, answer)));
            tell(owing, factor, next);
            return new Outcome(next, Verdict.RIGHT);
        });
    }

    private record Asked(Challenge challenge, FactorTable.Stored stored) {
        Factor factor() {
            return stored.factor();
        }
    }

    // spec Verify 4.6: expired, answered, factor, in that order
    private static Asked answerable(Tx tx, Challenge challenge) {
        challenge.mustBeOpen(tx.now());
        FactorTable.Stored stored = Factors.find(tx, challenge.person(), challenge.factor());
        stored.factor().mustStand();
        return new Asked(challenge, stored);
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
