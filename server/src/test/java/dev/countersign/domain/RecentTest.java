package dev.countersign.domain;

import static dev.countersign.domain.Sample.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void nothingHasHappenedYet() {
        assertThat(Recent.NONE.within(Recent.REACH, NOW)).isZero();
        assertThat(Recent.NONE.bytes()).isEmpty();
        assertThat(Recent.of(new byte[0])).isEqualTo(Recent.NONE);
    }

    @Test
    void anInstantIsWithinReachUntilExactlyThatMuchLater() {
        Recent once = Recent.NONE.and(NOW);
        assertThat(once.within(HOUR, NOW)).isEqualTo(1);
        assertThat(once.within(HOUR, NOW.plus(HOUR).minusMillis(1))).isEqualTo(1);
        assertThat(once.within(HOUR, NOW.plus(HOUR))).isZero();
    }

    @Test
    void whatIsOutOfReachIsDroppedWhenSomethingIsAdded() {
        Recent many = Recent.NONE;
        for (int i = 0; i < 30; i++) {
            many = many.and(NOW.plus(HOUR.multipliedBy(i)));
        }
        assertThat(many.bytes()).hasSize(24 * 8);
        assertThat(many.within(HOUR, NOW.plus(HOUR.multipliedBy(29)))).isEqualTo(1);
        assertThat(many.and(NOW.plus(Duration.ofDays(9))).bytes()).hasSize(8);
    }

    @Test
    void severalAtOneInstantAreSeveral() {
        assertThat(Recent.NONE.and(NOW).and(NOW).and(NOW).within(HOUR, NOW)).isEqualTo(3);
    }

    @Test
    void bytesRoundTripAndEqualsWhatTheyCameFrom() {
        Random random = new Random(5);
        Recent recent = Recent.NONE;
        for (int i = 0; i < 200; i++) {
            recent = recent.and(NOW.plusMillis(i * 1000L + random.nextInt(1000)));
            assertThat(Recent.of(recent.bytes())).isEqualTo(recent).hasSameHashCodeAs(recent);
        }
        assertThat(recent)
                .isNotEqualTo(Recent.NONE)
                .hasToString(Recent.of(recent.bytes()).toString());
    }
}
