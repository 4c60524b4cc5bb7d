package dev.countersign.benchmark;

import dev.countersign.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * What it costs to let many wait, and how soon they are told: backends that wait for a challenge each, and phones that
 * approve those challenges one after the other at a steady pace, with what {@link Asking} had them sign.
 */
final class Waiting {
    private static final int SEATED_A_SECOND = 1500;
    private static final int ANSWERING_AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SEATED = "countersign_http_waiting{kind=\"reply\"} ";

    private final int port;
    private final int metrics;
    private final long pid;
    private final String authorization;
    private final List<Approving.Line> lines;
    private final AtomicLongArray sent;
    private final AtomicLongArray replied;
    private final AtomicLongArray woken;
    private final AtomicIntegerArray good;

    Waiting(int port, int metrics, long pid, Path lists) throws IOException {
        this.port = port;
        this.metrics = metrics;
        this.pid = pid;
        Settings settings = Settings.read(Map.of(), System.getenv());
        this.authorization = Wire.basic(settings.get(Settings.ACCOUNT_SID).text(), settings.get(Settings.AUTH_TOKEN));
        this.lines = Files.readAllLines(lists.resolve(Asking.FILE)).stream()
                .map(Approving.Line::read)
                .toList();
        this.sent = new AtomicLongArray(lines.size());
        this.replied = new AtomicLongArray(lines.size());
        this.woken = new AtomicLongArray(lines.size());
        this.good = new AtomicIntegerArray(lines.size());
    }

    /**
     * Prints, in KiB, heap and memory of the server without connections, with as many idle as are to wait, and with all of
     * them waiting; how many answers were told, and p50 and p99 in µs from the answer's being answered itself to its being
     * told, and from its being sent; how many were asked to come again, and how many answers or waiters failed.
     */
    void run(int count, int perSecond, Duration length) throws Exception {
        int answers = Math.min(count, Math.toIntExact(perSecond * length.toSeconds()));
        if (lines.size() < count + answers) {
            throw new IllegalStateException("there are too few challenges");
        }
        Memory none = Memory.of(pid);
        try (Waiters waiters =
                new Waiters(port, i -> lines.get(i).path(), authorization, i -> woken.set(i, System.nanoTime()))) {
            waiters.connect(count);
            Memory idle = Memory.of(pid);
            waiters.begin(SEATED_A_SECOND);
            await(() -> seated() >= count, "not all of them were let wait");
            Memory waiting = Memory.of(pid);
            answer(answers, perSecond);
            await(() -> IntStream.range(0, answers).allMatch(this::done), "not all answers were told");
            int[] told =
                    IntStream.range(0, answers).filter(i -> good.get(i) == 1).toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%s %s %s %d %s %s %d %d%n",
                    none,
                    idle,
                    waiting,
                    told.length,
                    percentiles(told, replied),
                    percentiles(told, sent),
                    waiters.refused(),
                    waiters.failed() + answers - told.length);
        }
    }

    private boolean done(int i) {
        return good.get(i) != 1 || woken.get(i) != 0;
    }

    /** At their pace whatever the server's: an answer that comes late is not the reason why the next one is sent late. */
    private void answer(int count, int perSecond) throws IOException, InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        List<Future<?>> phones = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(ANSWERING_AT_ONCE)) {
            for (int p = 0; p < ANSWERING_AT_ONCE; p++) {
                Wire wire = new Wire(port);
                phones.add(threads.submit(() -> {
                    try (wire) {
                        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                            TimeUnit.NANOSECONDS.sleep(
                                    began + TimeUnit.SECONDS.toNanos(i) / perSecond - System.nanoTime());
                            approve(wire, i);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> phone : phones) {
                phone.get();
            }
        }
    }

    private void approve(Wire wire, int i) throws IOException {
        Approving.Line line = lines.get(i);
        sent.set(i, System.nanoTime());
        int status = wire.post(line.path(), Wire.basic("token", line.token()), "AuthPayload=" + line.answer())
                .status();
        replied.set(i, System.nanoTime());
        good.set(i, status == 200 ? 1 : -1);
    }

    /** Who was told before the phone heard that its answer was taken was told at once. */
    private String percentiles(int[] told, AtomicLongArray since) {
        long[] sorted = Arrays.stream(told)
                .mapToLong(i -> Math.max(0, woken.get(i) - since.get(i)))
                .sorted()
                .toArray();
        Figures figures = new Figures(sorted, 0, 0);
        return figures.percentile(50) + " " + figures.percentile(99);
    }

    private int seated() throws IOException {
        try (var in =
                URI.create("http://127.0.0.1:" + metrics + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(SEATED))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(SEATED.length())))
                    .sum();
        }
    }

    /** Whether something has come to be. */
    @FunctionalInterface
    private interface Sight {
        boolean seen() throws IOException;
    }

    private static void await(Sight sight, String otherwise) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!sight.seen()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(otherwise);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
