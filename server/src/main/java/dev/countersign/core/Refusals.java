package dev.countersign.core;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Mark;
import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Unavailable;
import dev.countersign.store.ChallengeTable;
import dev.countersign.store.Db;
import dev.countersign.store.FactorTable;
import dev.countersign.store.TrailTable;
import dev.countersign.store.Tx;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts a deed that was refused on its person's trail. What is refused has changed nothing, so this is a write of its own, after
 * it; and so that whoever is refused over and over does not have us write over and over, a person gets a few such marks a minute
 * from this server, and all people together a few a second.
 */
final class Refusals {
    /** What says something of a person's challenges; that a parameter was bad, or a thing not there, does not. */
    private static final Set<Refusal> TOLD = EnumSet.of(
            Refusal.CHALLENGE_ANSWERED,
            Refusal.CHALLENGE_EXPIRED,
            Refusal.CHALLENGE_VERIFICATION_FAILED,
            Refusal.CHALLENGE_ATTEMPTS_SPENT,
            Refusal.FACTOR_UNVERIFIED,
            Refusal.FACTOR_DISABLED,
            Refusal.TOO_MANY_CHALLENGES);

    static final int A_PERSON_A_MINUTE = 5;
    static final int ALL_A_MINUTE = 600;
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final Db db;

    /** How many each person got in the minute that runs. */
    private final Map<Sid.Id, Integer> got = new LinkedHashMap<>();

    private long minute;
    private int all;

    Refusals(Db db) {
        this.db = db;
    }

    /** What comes of a deed on that challenge. */
    <T> T of(Person person, ChallengeSid sid, Supplier<T> deed) {
        try {
            return deed.get();
        } catch (Refused no) {
            note(person, no, tx -> {
                Challenge challenge = new ChallengeTable(tx).find(person, sid);
                return challenge == null ? null : mark(tx, no, challenge.factor(), sid);
            });
            throw no;
        }
    }

    /** What comes of asking that factor. */
    <T> T of(Person person, FactorSid sid, Supplier<T> deed) {
        try {
            return deed.get();
        } catch (Refused no) {
            note(person, no, tx -> {
                FactorTable.Stored stored = new FactorTable(tx).find(person, sid);
                Factor factor = stored == null ? null : stored.factor();
                return factor == null ? null : mark(tx, no, sid, null);
            });
            throw no;
        }
    }

    private interface Marking {
        /** Null where there is nothing that it would be about. */
        @Nullable
        Mark of(Tx tx);
    }

    private void note(Person person, Refused no, Marking marking) {
        if (!TOLD.contains(no.refusal()) || !mayBeWritten(person)) {
            return;
        }
        try {
            db.write(tx -> {
                Mark mark = marking.of(tx);
                if (mark != null) {
                    new TrailTable(tx).addIfThere(person.key(), mark);
                }
                return true;
            });
        } catch (Unavailable e) {
            // The refusal stands; that nothing is known of it later is the lesser evil.
        }
    }

    private static Mark mark(Tx tx, Refused no, FactorSid factor, @Nullable ChallengeSid challenge) {
        Mark.Type type = Mark.Type.CHALLENGE_REFUSED;
        Sid.Id subject = challenge == null ? factor.id() : challenge.id();
        return new Mark(
                Mark.name(tx.now(), type, subject, no.refusal().code()),
                type,
                factor,
                challenge,
                Mark.About.refusal(no));
    }

    private synchronized boolean mayBeWritten(Person person) {
        long now = db.clock().millis() / MINUTE;
        if (now != minute) {
            minute = now;
            got.clear();
            all = 0;
        }
        if (all >= ALL_A_MINUTE || got.merge(person.key(), 1, Integer::sum) > A_PERSON_A_MINUTE) {
            return false;
        }
        all++;
        return true;
    }
}
