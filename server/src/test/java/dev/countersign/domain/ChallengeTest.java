package dev.countersign.domain;

import static dev.countersign.domain.Sample.NOW;
import static dev.countersign.domain.Sample.no;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Challenge.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChallengeTest {
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
        for (int attempts = 0; attempts <= 6; attempts++) {
            State pending = new State.Pending(attempts);
            boolean open = attempts < 5;
            rows.add(Arguments.of(pending, NOW, true, open ? "approved" : "CHALLENGE_ATTEMPTS_SPENT"));
            rows.add(
                    Arguments.of(pending, NOW, false, open ? "pending " + (attempts + 1) : "CHALLENGE_ATTEMPTS_SPENT"));
            rows.add(Arguments.of(pending, LAST, true, open ? "approved" : "CHALLENGE_ATTEMPTS_SPENT"));
            for (boolean right : new boolean[] {true, false}) {
                rows.add(Arguments.of(pending, EXPIRES, right, "CHALLENGE_EXPIRED"));
                rows.add(Arguments.of(pending, EXPIRES.plusMillis(1), right, "CHALLENGE_EXPIRED"));
            }
        }
        for (boolean right : new boolean[] {true, false}) {
            for (Instant at : List.of(NOW, LAST, EXPIRES, EXPIRES.plus(Duration.ofDays(400)))) {
                rows.add(Arguments.of(new State.Approved(EARLIER), at, right, "CHALLENGE_ANSWERED"));
                rows.add(Arguments.of(new State.Denied(EARLIER), at, right, "CHALLENGE_ANSWERED"));
                rows.add(Arguments.of(new State.Expired(), at, right, "CHALLENGE_EXPIRED"));
            }
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyAnswerInEveryStateHasOneOutcome(State state, Instant at, boolean right, String outcome) {
        assertThat(outcome(in(state), right, at)).isEqualTo(outcome);
    }

    private static String outcome(Challenge challenge, boolean right, Instant at) {
        try {
            return switch (challenge.tried(right, NOTES, at).state()) {
                case State.Pending(int attempts) -> "pending " + attempts;
                case State.Approved(Instant when) -> when.equals(at) ? "approved" : "approved at another time";
                case State.Denied _ -> "denied";
                case State.Expired _ -> "expired";
            };
        } catch (Refused no) {
            return no.refusal().name();
        }
    }

    @Test
    void theAnswerThatDecidesKeepsTheMetadataAndDatesTheChallenge() {
        Challenge approved = in(new State.Pending(2)).tried(true, NOTES, LAST);
        assertThat(approved.metadata()).isEqualTo(NOTES);
        assertThat(approved.updated()).isEqualTo(LAST);
        assertThat(approved.state().responded()).isEqualTo(LAST);
        assertThat(approved.expires()).isEqualTo(EXPIRES);
        assertThat(approved.details()).isEqualTo(in(new State.Pending(0)).details());
        assertThat(approved.hiddenDetails()).isEqualTo(in(new State.Pending(0)).hiddenDetails());
    }

    @Test
    void aWrongAnswerKeepsNoMetadataButIsAnUpdate() {
        Challenge pending = in(new State.Pending(0)).tried(false, NOTES, LAST);
        assertThat(pending.metadata()).isNull();
        assertThat(pending.updated()).isEqualTo(LAST);
        assertThat(pending.state().responded()).isNull();
    }

    @Test
    void anAnswerWithoutMetadataLeavesNone() {
        assertThat(in(new State.Pending(0)).tried(true, null, NOW).metadata()).isNull();
    }

    @Test
    void itExpiresAtTheVeryInstantAndIsNotUpdatedByThat() {
        Challenge pending = in(new State.Pending(3));
        assertThat(pending.at(LAST)).isEqualTo(pending);
        assertThat(pending.at(EXPIRES).state()).isEqualTo(new State.Expired());
        assertThat(pending.at(EXPIRES).updated()).isEqualTo(pending.updated());
        assertThat(pending.at(EXPIRES).state().responded()).isNull();
        assertThat(pending.at(EXPIRES.plusSeconds(1)).at(NOW).state()).isEqualTo(new State.Expired());
    }

    @Test
    void whatWasAnsweredNeverExpires() {
        for (State state : List.of(new State.Approved(EARLIER), new State.Denied(EARLIER))) {
            assertThat(in(state).at(EXPIRES.plusSeconds(99))).isEqualTo(in(state));
        }
    }

    @Test
    void attemptsAreAskedAboutOnlyWhereItIsPending() {
        assertThat(no(() -> in(new State.Pending(4)).mustHaveAttemptsLeft())).isNull();
        assertThat(no(() -> in(new State.Pending(5)).mustHaveAttemptsLeft()))
                .isEqualTo(Refusal.CHALLENGE_ATTEMPTS_SPENT);
        assertThat(no(() -> in(new State.Approved(NOW)).mustHaveAttemptsLeft())).isNull();
    }

    @Test
    void eachStateIsKnownByAWord() {
        assertThat(Stream.of(new State.Pending(0), new State.Approved(NOW), new State.Denied(NOW), new State.Expired())
                        .map(s -> s.status().word()))
                .containsExactly("pending", "approved", "denied", "expired");
        assertThat(new State.Denied(EARLIER).responded()).isEqualTo(EARLIER);
    }

    /** What is asked for, under which profile, and what comes of it; now is a quarter past the second. */
    static Stream<Arguments> expiries() {
        return Stream.of(
                expiry(Profile.COMPAT, null, "2026-01-01T00:05:00Z"),
                expiry(Profile.STRICT, null, "2026-01-01T00:05:00Z"),
                expiry(Profile.COMPAT, "2025-12-31T23:59:59Z", null),
                expiry(Profile.COMPAT, "2026-01-01T00:00:00Z", null),
                expiry(Profile.COMPAT, "2026-01-01T00:00:00.250Z", null),
                expiry(Profile.COMPAT, "2026-01-01T00:00:00.999Z", null),
                expiry(Profile.COMPAT, "2026-01-01T00:00:01Z", "2026-01-01T00:00:01Z"),
                expiry(Profile.COMPAT, "2026-01-01T00:30:00.999Z", "2026-01-01T00:30:00Z"),
                expiry(Profile.COMPAT, "2026-01-01T00:59:59Z", "2026-01-01T00:59:59Z"),
                expiry(Profile.COMPAT, "2026-01-01T01:00:00Z", "2026-01-01T01:00:00Z"),
                expiry(Profile.COMPAT, "2026-01-01T01:00:01Z", "2026-01-01T01:00:00Z"),
                expiry(Profile.COMPAT, "2026-01-01T01:01:00Z", "2026-01-01T01:00:00Z"),
                expiry(Profile.COMPAT, "2026-01-01T01:01:00.999Z", "2026-01-01T01:00:00Z"),
                expiry(Profile.COMPAT, "2026-01-01T01:01:01Z", null),
                expiry(Profile.COMPAT, "+10000-01-01T00:00:00Z", null),
                expiry(Profile.STRICT, "2026-01-01T00:09:59Z", "2026-01-01T00:09:59Z"),
                expiry(Profile.STRICT, "2026-01-01T00:10:00Z", "2026-01-01T00:10:00Z"),
                expiry(Profile.STRICT, "2026-01-01T00:10:01Z", "2026-01-01T00:10:00Z"),
                expiry(Profile.STRICT, "2026-01-01T00:11:00Z", "2026-01-01T00:10:00Z"),
                expiry(Profile.STRICT, "2026-01-01T00:11:01Z", null));
    }

    private static Arguments expiry(Profile profile, @Nullable String asked, @Nullable String expires) {
        return Arguments.of(profile, asked, expires);
    }

    @ParameterizedTest
    @MethodSource("expiries")
    void itLivesAsLongAsIsAskedWithinBounds(Profile profile, @Nullable String asked, @Nullable String expires) {
        Instant wanted = asked == null ? null : Instant.parse(asked);
        if (expires == null) {
            assertThat(no(() -> Challenge.expiry(wanted, NOW, profile))).isEqualTo(Refusal.INVALID_PARAMETER);
        } else {
            assertThat(Challenge.expiry(wanted, NOW, profile)).isEqualTo(Instant.parse(expires));
        }
    }

    @Test
    void aLifeThatIsBadIsRefusedByName() {
        assertThat(words(NOW.minusSeconds(1))).isEqualTo("Invalid parameter: ExpirationDate must lie in the future");
        assertThat(words(NOW.plusSeconds(9999)))
                .isEqualTo("Invalid parameter: ExpirationDate must lie within 60 minutes");
    }

    private static String words(Instant asked) {
        try {
            return Challenge.expiry(asked, NOW, Profile.COMPAT).toString();
        } catch (Refused no) {
            return no.words();
        }
    }
}
