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
        Duration own = jittered(grown(first, failed.tries(), LONGEST));
        return asked == null || asked.compareTo(own) < 0 ? own : asked;
    }

    /** How long a destination that failed {@code rests} times over is left alone. */
    Duration rest(int rests, @Nullable Duration asked) {
        Duration own = jittered(grown(FIRST, rests, LONGEST_REST));
        return asked == null || asked.compareTo(own) < 0 ? own : shorter(asked, LONGEST);
    }

    private static Duration grown(Duration first, int times, Duration longest) {
        return shorter(first.multipliedBy(1L << Math.min(times, 20)), longest);
    }

    /** The last third of it is left to chance. */
    private Duration jittered(Duration whole) {
        long millis = whole.toMillis();
        return Duration.ofMillis(millis - (long) (random.nextDouble() * millis / 3));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
