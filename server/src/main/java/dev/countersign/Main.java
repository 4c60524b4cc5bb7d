package dev.countersign;

import dev.countersign.cli.CommandLines;
import dev.countersign.http.LogLines;
import dev.countersign.http.LogSink;
import dev.countersign.http.TimeAndChance;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.LoggerFactory;

/** The process. Time and chance come into the house here and nowhere else. */
public final class Main {
    private static final int STORE_FAILED = 70;

    private Main() {}

    public static void main(String[] args) {
        boolean serves = args.length > 0 && args[0].equals("serve");
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        LogSink log = new LogSink(serves ? new FileOutputStream(FileDescriptor.out) : OutputStream.nullOutputStream());
        LogLines.install(log);
        InstantSource clock = new SteadyClock(
                InstantSource.system(), System::nanoTime, leap -> LoggerFactory.getLogger(SteadyClock.class)
                        .warn("the machine's clock leaped by {} ms", leap.toMillis()));
        TimeAndChance outside = new TimeAndChance(
                clock, System::nanoTime, () -> ThreadLocalRandom.current().nextLong());
        Given given = new Given(outside, new SecureRandom(), log, () -> giveUp(err, log));
        int code = new CommandLines(System.getenv(), given, System.in, out, err).run(args);
        log.close();
        System.exit(code);
    }

    /** A commit failed so that nobody knows whether it holds: the next start will see. Says so, and is gone. */
    private static void giveUp(PrintWriter err, LogSink log) {
        err.println("countersign: a commit to the database failed; stopping, so that nothing is built on it.");
        try {
            Thread.ofPlatform().daemon().start(log::close).join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(STORE_FAILED);
    }
}
