package dev.countersign.benchmark;

import dev.countersign.crypto.DeviceKey;
import dev.countersign.crypto.Es256;
import dev.countersign.crypto.Jws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The floor under phones that approve: signatures verified on all processors at once, with keys that are decoded and texts
 * that are taken apart already, and nothing else.
 */
final class BareVerify {
    private static final int KEYS = 64;

    private final Es256 es256 = Es256.best();
    private final List<Signed> signed =
            IntStream.range(0, KEYS).mapToObj(_ -> sign()).toList();

    private record Signed(DeviceKey key, Jws jws) {}

    private Signed sign() {
        PhoneKey.Pair pair = PhoneKey.draw();
        String text = pair.key().jws(Map.of("alg", "ES256"), Map.of("sub", "a device"));
        return new Signed(
                Objects.requireNonNull(es256.key(Base64.getDecoder().decode(pair.spki()))),
                Objects.requireNonNull(Jws.parse(text)));
    }

    /** Prints verifications in a second, p50 and p99 in µs, µs of processor for each, and which provider it is. */
    void run(Duration before, Duration measured) throws Exception {
        load(before);
        System.out.println(Figures.of(() -> load(measured)) + " " + es256.provider());
    }

    private LongStream load(Duration length) throws InterruptedException, ExecutionException {
        int processors = Runtime.getRuntime().availableProcessors();
        long end = System.nanoTime() + length.toNanos();
        List<Future<LongStream>> parts = new ArrayList<>();
        LongStream all = LongStream.empty();
        try (ExecutorService threads = Executors.newFixedThreadPool(processors)) {
            for (int i = 0; i < processors; i++) {
                parts.add(threads.submit(() -> verify(end)));
            }
            for (Future<LongStream> part : parts) {
                all = LongStream.concat(all, part.get());
            }
        }
        return all;
    }

    private LongStream verify(long end) {
        LongStream.Builder took = LongStream.builder();
        int i = 0;
        for (long began = System.nanoTime(); began - end < 0; began = System.nanoTime()) {
            Signed one = signed.get(i++ % KEYS);
            if (!es256.jws(one.key(), one.jws())) {
                throw new IllegalStateException("a good signature was refused");
            }
            took.add(System.nanoTime() - began);
        }
        return took.build();
    }
}
