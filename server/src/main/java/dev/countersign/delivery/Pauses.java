package dev.countersign.delivery;

import dev.countersign.domain.Owed;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before trying again: longer each time, and never for two alike, so that what failed together does not
 * come back together.
 */
final class Pauses {
    // spec Verify 7.2: pauses grow with jitter, from five seconds to an hour
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** A push is of use for five minutes at most. */
    private static final Duration FIRST_OF_PUSH = Duration.ofSeconds(2);

    private static final Duration LONGEST_REST = Duration.ofMinutes(2);

    private final RandomGenerator random;

    Pauses(RandomGenerator random) {
        this.random = random;
    }

    /** @param asked how long the other side asked us to wait at least; null where it did not */
    Duration after(Owed failed, @Nullable Duration asked) {
        Duration first = failed.matter() instanceof Owed.Matter.Ring ? FIRST_OF_PUSH : FIRST;
        return atLeast(asked, grown(first, failed.tries(), LONGEST));
    }

    /** How long a destination that failed {@code rests} times over is left alone. */
    Duration rest(int rests, @Nullable Duration asked) {
        return atLeast(asked, grown(FIRST, rests, LONGEST_REST));
    }

    /** Whoever asks for days is asked again all the same. */
    private static Duration atLeast(@Nullable Duration asked, Duration own) {
        return asked == null || asked.compareTo(own) < 0 ? own : shorter(asked, LONGEST);
    }

    /** Twice as long each time, up to {@code longest}; half as much again is left to chance. */
    private Duration grown(Duration first, int times, Duration longest) {
        Duration whole = shorter(
                first.multipliedBy(1L << Math.min(times, 20)),
                longest.multipliedBy(2).dividedBy(3));
        return whole.plusMillis((long) (random.nextDouble() * whole.toMillis() / 2));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
