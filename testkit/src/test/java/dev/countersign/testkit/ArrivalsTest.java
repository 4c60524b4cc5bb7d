package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whoever waits is woken by what comes, and is told what came when it was not enough. */
class ArrivalsTest {
    private final Arrivals<String> arrivals = new Arrivals<>("pushes");

    @Test
    void whoWaitsIsWokenByWhatComes() {
        CompletableFuture<List<String>> waiting =
                CompletableFuture.supplyAsync(() -> arrivals.await(2, Duration.ofMinutes(1)));
        arrivals.add("first");
        assertThat(waiting).isNotDone();
        arrivals.add("second");
        assertThat(waiting.join()).containsExactly("first", "second");
    }

    @Test
    void whatHasComeIsNotWaitedFor() {
        arrivals.add("first");
        assertThat(arrivals.await(1, Duration.ZERO)).containsExactly("first");
        assertThat(arrivals.last()).isEqualTo("first");
        assertThat(arrivals.count()).isEqualTo(1);
    }

    @Test
    void aWaitInVainSaysWhatCameInstead() {
        arrivals.add("first");
        assertThatThrownBy(() -> arrivals.await(3, Duration.ofMillis(5)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("1 of 3 pushes came within PT0.005S: [first]");
        assertThatThrownBy(new Arrivals<>("pushes")::last).hasMessage("none of the pushes has come");
    }
}
