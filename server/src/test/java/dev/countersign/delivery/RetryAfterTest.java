package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** For how long somebody asks to be left alone, in either spelling. */
class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void secondsAndDatesAreRead() {
        assertThat(parse("120")).isEqualTo(Duration.ofMinutes(2));
        assertThat(parse(" 0 ")).isZero();
        assertThat(parse("Sun, 22 Nov 2026 12:00:30 GMT")).isEqualTo(Duration.ofSeconds(30));
        assertThat(parse("Sun, 22 Nov 2026 11:00:00 GMT")).isZero();
    }

    @Test
    void nobodyIsLeftAloneForMoreThanAnHour() {
        for (String text : List.of("3601", "9".repeat(40), "Tue, 22 Dec 2026 12:00:00 GMT")) {
            assertThat(parse(text)).as(text).isEqualTo(Duration.ofHours(1));
        }
    }

    @Test
    void whatSpellsNothingIsNothing() {
        assertThat(parse(null)).isNull();
        for (String text : List.of("", "soon", "-5", "1.5", "2026-11-22T12:00:30Z")) {
            assertThat(parse(text)).as(text).isNull();
        }
    }

    private static @Nullable Duration parse(@Nullable String text) {
        return RetryAfter.parse(text, NOW);
    }
}
