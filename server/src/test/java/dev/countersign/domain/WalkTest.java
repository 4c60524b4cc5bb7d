package dev.countersign.domain;

import static dev.countersign.domain.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Challenge.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A long seeded walk over one factor and its challenges, beside a model that fits on a hand. */
class WalkTest {
    private static final Policy POLICY = new Policy(Profile.COMPAT, 9, true, true, Policy.Ringing.DEFAULT);
    private static final int STEP = 30;

    /** What should be, kept as plainly as can be. */
    private static final class Model {
        private final List<Instant> created = new ArrayList<>();
        private int wrongInARow;
        private boolean disabled;
        private long usedUntil;

        boolean takes(Instant now) {
            long hour = created.stream()
                    .filter(t -> Duration.between(t, now).toHours() < 1)
                    .count();
            long day = created.stream()
                    .filter(t -> Duration.between(t, now).toHours() < 24)
                    .count();
            return hour < 50 && day < 100;
        }

        boolean tell(@Nullable Long stepEnds) {
            if (stepEnds != null && stepEnds > usedUntil) {
                usedUntil = stepEnds;
                wrongInARow = 0;
                return true;
            }
            disabled |= ++wrongInARow == 9;
            return false;
        }
    }

    /** One challenge as the model knows it. */
    private static final class Line {
        private final Instant expires;
        private int wrong;
        private boolean approved;

        private Line(Instant expires) {
            this.expires = expires;
        }
    }

    private Factor factor = Sample.verified();
    private Model model = new Model();
    private final List<Challenge> challenges = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final boolean[] seen = new boolean[8];

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20260101})
    void whateverIsDoneTheModelSaidSo(long seed) {
        Random random = new Random(seed);
        Instant now = NOW;
        for (int i = 0; i < 6000; i++) {
            now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(900_000) : random.nextInt(20_000));
            if (random.nextInt(4) == 0) {
                create(now);
            } else if (!challenges.isEmpty()) {
                int which = Math.max(0, challenges.size() - 1 - random.nextInt(6));
                answer(which, code(random, now), now);
            }
            if (model.disabled && random.nextInt(10) == 0) {
                factor = Sample.verified();
                model = new Model();
                challenges.clear();
                lines.clear();
            }
        }
        assertThat(seen).as("what was met on the way").containsOnly(true);
    }

    /** The end of the present step or of one beside it; null for a wrong code. */
    private static @Nullable Long code(Random random, Instant now) {
        long step = now.getEpochSecond() / STEP + 1 + random.nextInt(3) - 1;
        return random.nextInt(3) == 0 ? step * STEP : null;
    }

    private void create(Instant now) {
        try {
            factor = factor.challenged(now);
            assertThat(model.takes(now) && !model.disabled).isTrue();
            model.created.add(now);
            challenges.add(Sample.challenge(now, Challenge.expiry(null, now, Profile.COMPAT), new State.Pending(0)));
            lines.add(new Line(Instant.ofEpochSecond(now.getEpochSecond() + 300)));
        } catch (Refused no) {
            assertThat(no.refusal()).isEqualTo(model.disabled ? Refusal.FACTOR_DISABLED : Refusal.TOO_MANY_CHALLENGES);
            assertThat(model.disabled || !model.takes(now)).isTrue();
            seen[model.disabled ? 0 : 1] = true;
        }
    }

    private void answer(int which, @Nullable Long stepEnds, Instant now) {
        Challenge was = challenges.get(which);
        Line line = lines.get(which);
        try {
            was.mustBeOpen(now);
            factor.mustStand();
            was.mustHaveAttemptsLeft();
            Factor.Judged judged = factor.judge(stepEnds, POLICY);
            Challenge next = was.tried(judged.right(), null, now);
            assertThat(expected(line, now)).isNull();
            assertThat(judged.right()).isEqualTo(model.tell(stepEnds));
            line.approved = judged.right();
            line.wrong += judged.right() ? 0 : 1;
            assertThat(next.state()).isEqualTo(line.approved ? new State.Approved(now) : new State.Pending(line.wrong));
            factor = judged.next();
            challenges.set(which, next);
            seen[line.approved ? 2 : 3] = true;
        } catch (Refused no) {
            assertThat(no.refusal()).isEqualTo(expected(line, now));
            seen[
                    4
                            + List.of(
                                            Refusal.CHALLENGE_ANSWERED,
                                            Refusal.CHALLENGE_EXPIRED,
                                            Refusal.FACTOR_DISABLED,
                                            Refusal.CHALLENGE_ATTEMPTS_SPENT)
                                    .indexOf(no.refusal())] = true;
        }
    }

    private @Nullable Refusal expected(Line line, Instant now) {
        return line.approved
                ? Refusal.CHALLENGE_ANSWERED
                : !now.isBefore(line.expires)
                        ? Refusal.CHALLENGE_EXPIRED
                        : model.disabled
                                ? Refusal.FACTOR_DISABLED
                                : line.wrong >= 5 ? Refusal.CHALLENGE_ATTEMPTS_SPENT : null;
    }
}
