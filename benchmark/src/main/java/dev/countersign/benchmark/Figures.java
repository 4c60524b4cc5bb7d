package dev.countersign.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;

/**
 * What a load on this very process came to.
 *
 * @param sorted how many nanoseconds each took, the shortest first
 * @param micros of processor for each
 */
record Figures(long[] sorted, double seconds, double micros) {
    /** Runs the load, which tells how many nanoseconds each took. */
    static Figures of(Callable<LongStream> load) throws Exception {
        long processor = processor();
        long began = System.nanoTime();
        long[] sorted = load.call().sorted().toArray();
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Figures(sorted, seconds, (processor() - processor) / 1e3 / sorted.length);
    }

    /** In microseconds; 0 where there was nothing. */
    long percentile(int part) {
        return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1L) * part / 100)] / 1000;
    }

    private static long processor() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** How many in a second, p50 and p99 in microseconds, and microseconds of processor for each. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%.1f %d %d %.1f", sorted.length / seconds, percentile(50), percentile(99), micros);
    }
}
