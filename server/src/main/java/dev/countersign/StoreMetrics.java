package dev.countersign;

import dev.countersign.store.Watch;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the store does, in numbers: how many units share a commit, how long commits and checkpoints take. */
final class StoreMetrics implements Watch {
    private final DistributionSummary units;
    private final Timer commits;
    private final Timer checkpoints;
    private final DistributionSummary wal;

    StoreMetrics(MeterRegistry registry) {
        this.units = DistributionSummary.builder("countersign.store.batch.units")
                .description("Units of work committed together")
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
                .register(registry);
        this.commits = Timer.builder("countersign.store.commit")
                .description("From a batch's begin to its commit on disk")
                .serviceLevelObjectives(
                        Duration.ofNanos(500_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1))
                .register(registry);
        this.checkpoints = Timer.builder("countersign.store.checkpoint")
                .description("Carrying the write-ahead log over into the database")
                .register(registry);
        this.wal = DistributionSummary.builder("countersign.store.checkpoint.wal.bytes")
                .description("Size of the write-ahead log when it was carried over")
                .register(registry);
    }

    @Override
    public void batch(int count, long nanos) {
        units.record(count);
        commits.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void checkpoint(long walBytes, long nanos) {
        wal.record((double) walBytes);
        checkpoints.record(nanos, TimeUnit.NANOSECONDS);
    }
}
