package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What becomes true soon after its cause, without anybody's being told of it. */
final class Eventually {
    private Eventually() {}

    /** Returns once that holds, and fails where it does not within a minute. */
    static void holds(String what, BooleanSupplier that) {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!that.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(until);
            Api.pause(20);
        }
    }

    /** Those there are, once there are so many; fails where there are more then. */
    static <T> List<T> many(int many, Supplier<List<T>> those) {
        holds(many + " of them", () -> those.get().size() >= many);
        assertThat(those.get()).hasSize(many);
        return those.get();
    }
}
