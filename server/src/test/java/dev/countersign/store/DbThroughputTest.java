package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store can do on this machine: printed, and only sanity asserted. */
class DbThroughputTest {
    private static final String BODY = "x".repeat(560);
    private static final int ROWS = Boolean.getBoolean("countersign.long") ? 400_000 : 20_000;

    @TempDir
    Path dir;

    @Test
    void insertsAreGrouped() throws InterruptedException {
        AtomicLong batches = new AtomicLong();
        Watch watch = new Watch() {
            @Override
            public void batch(int units, long nanos) {
                batches.incrementAndGet();
            }

            @Override
            public void checkpoint(long walBytes, long nanos) {
                System.out.printf("  checkpoint of %d MB: %d ms%n", walBytes >> 20, nanos / 1_000_000);
            }
        };
        try (Db db = Toy.open(dir.resolve("grouped.db"), Toy.options().watch(watch))) {
            time("warm-up, 64 virtual threads", 64, ROWS / 4, n -> db.write(tx -> Toy.insert(tx, n, BODY)));
            batches.set(0);
            time("inserts, 64 virtual threads", 64, ROWS, n -> db.write(tx -> Toy.insert(tx, n + ROWS, BODY)));
            System.out.println("  units a batch: " + ROWS / Math.max(1, batches.get()));
            time("inserts, one by one", 1, ROWS / 10, n -> db.write(tx -> Toy.insert(tx, n + 2L * ROWS, BODY)));
            assertThat(Toy.count(db)).isEqualTo(ROWS / 4 + ROWS + ROWS / 10);
        }
    }

    @Test
    void looksAreCheap() throws InterruptedException {
        try (Db db = Toy.open(dir.resolve("looks.db"), Toy.options())) {
            for (int i = 0; i < 1000; i++) {
                long n = i;
                db.write(tx -> Toy.insert(tx, n, BODY));
            }
            for (int round = 0; round < 2; round++) {
                time("looks, 64 virtual threads", 64, 5 * ROWS, n -> db.read(tx -> body(tx, n % 1000)));
                time("looks, one virtual thread", 1, ROWS, n -> db.read(tx -> body(tx, n % 1000)));
                time(
                        "20 more selects in a look",
                        64,
                        ROWS / 2,
                        n -> db.read(tx -> {
                            for (int i = 0; i < 20; i++) {
                                body(tx, n % 1000);
                            }
                            return body(tx, n % 1000);
                        }));
            }
            assertThat(db.trouble()).isNull();
        }
    }

    private static String body(Tx tx, long person) {
        String body = tx.one("SELECT body FROM thing WHERE person = ?", row -> row.text(1), Toy.person(person));
        if (body == null) {
            throw new AssertionError("no such person");
        }
        return body;
    }

    private static void time(String what, int threads, int times, LongConsumer deed) throws InterruptedException {
        long cpu = cpu();
        long begun = System.nanoTime();
        List<Thread> all = new ArrayList<>();
        AtomicLong next = new AtomicLong();
        for (int i = 0; i < threads; i++) {
            all.add(Thread.ofVirtual().start(() -> {
                for (long n = next.getAndIncrement(); n < times; n = next.getAndIncrement()) {
                    deed.accept(n);
                }
            }));
        }
        for (Thread thread : all) {
            thread.join();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf("%s: %,.0f/s, %.1f µs of CPU each%n", what, times / seconds, (cpu() - cpu) / 1e3 / times);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
