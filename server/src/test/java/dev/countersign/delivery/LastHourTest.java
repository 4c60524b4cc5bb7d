package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LastHourTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final LastHour hour = new LastHour(nanos::get);

    private void pass(long minutes) {
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(minutes));
    }

    @Test
    void whatIsAnHourOldIsForgottenAndNothingBefore() {
        hour.add();
        pass(1);
        hour.add();
        hour.add();
        pass(58);
        assertThat(hour.count()).isEqualTo(3);
        pass(1);
        assertThat(hour.count()).isEqualTo(2);
        hour.add();
        pass(1);
        assertThat(hour.count()).isEqualTo(1);
    }

    @Test
    void aLongSilenceForgetsEverything() {
        hour.add();
        pass(60);
        assertThat(hour.count()).isZero();
        hour.add();
        pass(100_000);
        assertThat(hour.count()).isZero();
        hour.add();
        assertThat(hour.count()).isEqualTo(1);
    }
}
