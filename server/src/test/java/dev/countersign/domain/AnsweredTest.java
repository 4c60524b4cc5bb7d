package dev.countersign.domain;

import static dev.countersign.domain.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Challenge.Answer;
import dev.countersign.domain.Challenge.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device's answer makes of a challenge. */
class AnsweredTest {
    private static final Instant EXPIRES = Instant.parse("2026-01-01T00:05:00Z");
    private static final Instant LAST = EXPIRES.minusMillis(1);
    private static final Instant EARLIER = NOW.minusSeconds(9);
    private static final String NOTES = "{\"by\":\"phone\"}";

    private static Challenge in(State state) {
        return Sample.challenge(NOW, EXPIRES, state);
    }

    /** Every state, at every side of its end, and every answer. */
    static Stream<Arguments> answers() {
        List<Arguments> rows = new ArrayList<>();
        for (Answer answer : Answer.values()) {
            for (int attempts : new int[] {0, 4, 5, 6}) {
                State pending = new State.Pending(attempts);
                rows.add(Arguments.of(pending, NOW, answer, answer.word()));
                rows.add(Arguments.of(pending, LAST, answer, answer.word()));
                rows.add(Arguments.of(pending, EXPIRES, answer, "CHALLENGE_EXPIRED"));
                rows.add(Arguments.of(pending, EXPIRES.plusMillis(1), answer, "CHALLENGE_EXPIRED"));
            }
            for (Instant at : List.of(NOW, LAST, EXPIRES, EXPIRES.plus(Duration.ofDays(400)))) {
                rows.add(Arguments.of(new State.Approved(EARLIER), at, answer, "CHALLENGE_ANSWERED"));
                rows.add(Arguments.of(new State.Denied(EARLIER), at, answer, "CHALLENGE_ANSWERED"));
                rows.add(Arguments.of(new State.Expired(), at, answer, "CHALLENGE_EXPIRED"));
            }
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyAnswerInEveryStateHasOneOutcome(State state, Instant at, Answer answer, String outcome) {
        assertThat(outcome(in(state), answer, at)).isEqualTo(outcome);
    }

    private static String outcome(Challenge challenge, Answer answer, Instant at) {
        try {
            Challenge next = challenge.answered(answer, NOTES, at);
            assertThat(next.state().responded()).isEqualTo(at);
            assertThat(next.updated()).isEqualTo(at);
            return next.state().status().word();
        } catch (Refused no) {
            return no.refusal().name();
        }
    }

    @ParameterizedTest
    @EnumSource(Answer.class)
    void nothingChangesButTheStandingTheDateAndTheNotes(Answer answer) {
        Challenge was = in(new State.Pending(0));
        Challenge next = was.answered(answer, NOTES, LAST);
        assertThat(next)
                .isEqualTo(new Challenge(
                        was.sid(),
                        was.person(),
                        was.entity(),
                        was.factor(),
                        was.type(),
                        EXPIRES,
                        LAST,
                        answer == Answer.APPROVED ? new State.Approved(LAST) : new State.Denied(LAST),
                        was.details(),
                        was.hiddenDetails(),
                        NOTES));
        assertThat(was.answered(answer, null, LAST).metadata()).isNull();
    }

    @Test
    void theAnswersAreTwoWords() {
        assertThat(Stream.of(Answer.values()).map(Answer::word)).containsExactly("approved", "denied");
    }

    /** Phones that answer a challenge at any time and in any way: the first in time says what it is for good. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20260101})
    void theFirstAnswerBeforeTheEndIsTheOnlyOne(long seed) {
        Random random = new Random(seed);
        int decided = 0;
        for (int round = 0; round < 2000; round++) {
            Challenge challenge = in(new State.Pending(0));
            State first = null;
            Instant now = NOW;
            for (int i = 0; i < 6; i++) {
                now = now.plusMillis(random.nextInt(180_000));
                Answer answer = random.nextBoolean() ? Answer.APPROVED : Answer.DENIED;
                String expected = expected(first, now, answer);
                String told = outcome(challenge, answer, now);
                assertThat(told).isEqualTo(expected);
                if (told.equals(answer.word())) {
                    challenge = challenge.answered(answer, null, now);
                    first = challenge.state();
                    decided++;
                }
                assertThat(challenge.at(now.plusSeconds(9999)).state())
                        .isEqualTo(first == null ? new State.Expired() : first);
            }
        }
        assertThat(decided).isGreaterThan(1000);
    }

    private static String expected(@Nullable State first, Instant now, Answer answer) {
        return first != null ? "CHALLENGE_ANSWERED" : now.isBefore(EXPIRES) ? answer.word() : "CHALLENGE_EXPIRED";
    }
}
