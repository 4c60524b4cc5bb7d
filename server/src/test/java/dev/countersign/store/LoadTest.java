package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many at once. */
class LoadTest {
    private static final long MB = 1024 * 1024;

    @TempDir
    Path dir;

    @Test
    void whoWroteSeesItInTheNextLook() throws Exception {
        try (Db db = Toy.open(dir.resolve("record.db"), Toy.options());
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = IntStream.range(0, 64)
                    .mapToObj(thread -> crowd.submit(() -> {
                        for (int i = 0; i < 50; i++) {
                            long n = thread * 1000L + i;
                            byte[] id = db.write(tx -> Toy.insert(tx, n, "mine"));
                            List<byte[]> seen = db.read(tx -> tx.all(
                                    "SELECT id FROM thing WHERE person = ?", row -> row.bytes(1), Toy.person(n)));
                            assertThat(seen).hasSize(1);
                            assertThat(Arrays.equals(seen.getFirst(), id)).isTrue();
                        }
                        return true;
                    }))
                    .toList();
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
            assertThat(Toy.count(db)).isEqualTo(64 * 50);
        }
    }

    @Test
    void theLogStaysInBoundsWhileReadersNeverRest() throws Exception {
        Path file = dir.resolve("record.db");
        long toWrite = (Boolean.getBoolean("countersign.long") ? 4096 : 220) * MB;
        AtomicLong largest = new AtomicLong();
        AtomicLong checkpoints = new AtomicLong();
        Watch watch = new Watch() {
            @Override
            public void batch(int units, long nanos) {
                largest.accumulateAndGet(size(dir.resolve("record.db-wal")), Math::max);
            }

            @Override
            public void checkpoint(long walBytes, long nanos) {
                checkpoints.incrementAndGet();
                System.out.printf("  checkpoint of %d MB: %d ms%n", walBytes / MB, nanos / 1_000_000);
            }
        };
        Options options = Toy.options().limits(Limits.STANDARD.readers(8)).watch(watch);
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong looks = new AtomicLong();
        try (Db db = Toy.open(file, options);
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                crowd.execute(() -> {
                    while (!over.get()) {
                        db.read(tx -> tx.all("SELECT body FROM thing LIMIT 20", row -> row.text(1)));
                        looks.incrementAndGet();
                    }
                });
            }
            String body = "x".repeat(40_000);
            AtomicLong next = new AtomicLong();
            List<Future<?>> writers = IntStream.range(0, 16)
                    .<Future<?>>mapToObj(i -> crowd.submit(() -> {
                        for (long n = next.getAndIncrement(); n * body.length() < toWrite; n = next.getAndIncrement()) {
                            long person = n;
                            db.write(tx -> Toy.insert(tx, person, body));
                        }
                    }))
                    .toList();
            for (Future<?> writer : writers) {
                writer.get();
            }
            over.set(true);
        }
        System.out.printf(
                "  log at its largest %d MB, %d checkpoints, %d looks%n",
                largest.get() / MB, checkpoints.get(), looks.get());
        assertThat(looks).hasPositiveValue();
        assertThat(checkpoints).hasValueGreaterThanOrEqualTo(3);
        assertThat(largest).hasValueLessThanOrEqualTo(256 * MB);
        assertThat(size(dir.resolve("record.db-wal"))).isZero();
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
