package dev.countersign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The machine's clock may do what it likes: ours never goes back, and a leap is told. */
class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong wall = new AtomicLong();
    private final AtomicLong stopwatch = new AtomicLong();
    private final List<Duration> leaps = new CopyOnWriteArrayList<>();
    private final InstantSource clock = new SteadyClock(() -> START.plusNanos(wall.get()), stopwatch::get, leaps::add);

    private Instant after(Duration wallBy, Duration stopwatchBy) {
        wall.addAndGet(wallBy.toNanos());
        stopwatch.addAndGet(stopwatchBy.toNanos());
        return clock.instant();
    }

    private Instant after(Duration both) {
        return after(both, both);
    }

    @Test
    void itGoesWithTheMachinesClockAsLongAsThatGoesOn() {
        assertThat(clock.instant()).isEqualTo(START);
        assertThat(after(Duration.ofSeconds(5))).isEqualTo(START.plusSeconds(5));
        assertThat(after(Duration.ofDays(5))).isEqualTo(START.plusSeconds(5).plus(Duration.ofDays(5)));
        assertThat(leaps).isEmpty();
    }

    @Test
    void setBackItGoesOnAtHalfThePaceUntilTheMachinesClockHasCaughtUp() {
        after(Duration.ofHours(1));
        Instant before = clock.instant();
        assertThat(after(Duration.ofMinutes(-30), Duration.ZERO)).isEqualTo(before);
        assertThat(after(Duration.ofMinutes(20))).isEqualTo(before.plus(Duration.ofMinutes(10)));
        assertThat(after(Duration.ofMinutes(20))).isEqualTo(before.plus(Duration.ofMinutes(20)));
        assertThat(after(Duration.ofMinutes(30))).as("caught up").isEqualTo(before.plus(Duration.ofMinutes(40)));
        assertThat(leaps).containsExactly(Duration.ofMinutes(-30));
    }

    @Test
    void aLeapOfMoreThanTwoSecondsIsToldOnceInEitherDirection() {
        after(Duration.ofSeconds(3), Duration.ofSeconds(1));
        after(Duration.ofSeconds(1), Duration.ofSeconds(3));
        assertThat(leaps).isEmpty();
        after(Duration.ofSeconds(13), Duration.ofSeconds(3));
        after(Duration.ofSeconds(1));
        assertThat(leaps).containsExactly(Duration.ofSeconds(10));
        after(Duration.ofSeconds(-10), Duration.ZERO);
        after(Duration.ofSeconds(1));
        after(Duration.ZERO);
        assertThat(leaps).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(-10));
    }

    @Test
    void nobodySeesItGoBackHoweverManyAskWhileTheMachinesClockJumps() throws Exception {
        InstantSource shared = new SteadyClock(() -> START.plusNanos(wall.get()), stopwatch::get, _ -> {});
        AtomicLong latest = new AtomicLong(Long.MIN_VALUE);
        try (ExecutorService crowd = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(i);
                all.add(crowd.submit(() -> {
                    int back = 0;
                    for (int n = 0; n < 50_000; n++) {
                        wall.set(random.nextInt(1_000_000) * 1_000_000L);
                        long before = latest.get();
                        long shown = shared.instant().toEpochMilli();
                        back += shown < before ? 1 : 0;
                        latest.accumulateAndGet(shown, Math::max);
                    }
                    return back;
                }));
            }
            for (Future<Integer> one : all) {
                assertThat(one.get()).isZero();
            }
        }
    }
}
