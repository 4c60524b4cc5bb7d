package dev.countersign.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * Phones that approve, as many at once as there are connections: each reads its challenge, sends its answer and reads the
 * challenge again, which must be approved then. Tokens and answers were signed beforehand; an approval is three requests and
 * nothing else.
 */
final class Approving {
    private final int port;
    private final List<Line> lines;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();

    Approving(int port, Path lists) throws IOException {
        this.port = port;
        this.lines = Files.readAllLines(lists.resolve(Asking.FILE)).stream()
                .map(Line::read)
                .toList();
    }

    /** One approval to come: the way to the challenge, the device's token, and its signed answer. */
    record Line(String path, String token, String answer) {
        static Line read(String text) {
            String[] words = text.split(" ", 3);
            return new Line(words[0], words[1], words[2]);
        }

        String text() {
            return path + " " + token + " " + answer;
        }
    }

    /**
     * Approves until that time is over, or there is nothing left to approve. Prints approvals, the seconds they took, p50
     * and p99 of an approval in µs, answers that were not as expected, connections that failed.
     */
    void run(Duration length, int connections) throws Exception {
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            wires.add(new Wire(port));
        }
        long end = System.nanoTime() + length.toNanos();
        Figures figures = Figures.of(() -> load(wires, end));
        System.out.printf(
                Locale.ROOT,
                "%d %.3f %d %d %d %d%n",
                figures.sorted().length,
                figures.seconds(),
                figures.percentile(50),
                figures.percentile(99),
                failed.get(),
                broken.get());
    }

    private LongStream load(List<Wire> wires, long end) throws InterruptedException, ExecutionException {
        LongStream all = LongStream.empty();
        try (ExecutorService threads = Executors.newFixedThreadPool(wires.size())) {
            List<Future<LongStream>> clients = wires.stream()
                    .map(wire -> threads.submit(() -> client(wire, end)))
                    .toList();
            for (Future<LongStream> client : clients) {
                all = LongStream.concat(all, client.get());
            }
        }
        return all;
    }

    private LongStream client(Wire wire, long end) throws IOException {
        LongStream.Builder took = LongStream.builder();
        try (wire) {
            while (true) {
                long began = System.nanoTime();
                int mine = began - end < 0 ? next.getAndIncrement() : lines.size();
                if (mine >= lines.size()) {
                    return took.build();
                }
                if (approve(wire, lines.get(mine))) {
                    took.add(System.nanoTime() - began);
                } else {
                    failed.incrementAndGet();
                }
            }
        } catch (IOException e) {
            broken.incrementAndGet();
            return took.build();
        }
    }

    private static boolean approve(Wire wire, Line line) throws IOException {
        String authorization = Wire.basic("token", line.token());
        return wire.get(line.path(), authorization).status() == 200
                && wire.post(line.path(), authorization, "AuthPayload=" + line.answer())
                                .status()
                        == 200
                && wire.get(line.path(), authorization).body().contains("\"status\":\"approved\"");
    }
}
