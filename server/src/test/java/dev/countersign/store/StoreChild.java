package dev.countersign.store;

import dev.countersign.domain.Unavailable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process of its own that writes and says so: one line, one system call, for each unit it was told is on disk. Ends when
 * it has written enough, or is killed, or when its disk fails.
 */
final class StoreChild {
    private static final AtomicBoolean REFUSED = new AtomicBoolean();

    private StoreChild() {}

    public static void main(String[] args) throws InterruptedException {
        int threads = Integer.parseInt(args[1]);
        long most = Long.parseLong(args[2]);
        Options options = Options.standard(() -> {
                    say("fatal");
                    Runtime.getRuntime().halt(3);
                })
                .schema(Toy.SCHEMA);
        Db db = Toy.open(Path.of(args[0]), options);
        say("open");
        AtomicLong next = new AtomicLong(Long.parseLong(args[3]));
        long end = next.get() + most;
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(Thread.ofVirtual().start(() -> {
                for (long n = next.getAndIncrement(); n < end; n = next.getAndIncrement()) {
                    write(db, n);
                }
            }));
        }
        for (Thread thread : all) {
            thread.join();
        }
        if (REFUSED.get()) {
            // Whoever stops the process does so from a thread of their own: it is theirs to end this, not ours.
            Thread.currentThread().join(Duration.ofSeconds(20));
        }
        db.close();
        say("closed");
    }

    private static void write(Db db, long n) {
        try {
            byte[] id = db.write(tx -> Toy.insert(tx, n, "x".repeat(600)));
            say("ack " + HexFormat.of().formatHex(id));
        } catch (Unavailable e) {
            REFUSED.set(true);
            say("unavailable");
        }
    }

    /** Past System.out and its buffers. */
    @SuppressWarnings("resource")
    private static void say(String line) {
        try {
            new FileOutputStream(FileDescriptor.out).write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> command(Path file, int threads, long most, long first) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StoreChild.class.getName(),
                file.toString(),
                Integer.toString(threads),
                Long.toString(most),
                Long.toString(first));
    }
}
