package dev.countersign.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who watches running processes, and those they start, bring files to disk. */
final class Strace implements AutoCloseable {
    // 4711 1792412345.123456 fdatasync(5</data/pg_wal/000000010000000000000001>) = 0 <0.000123>
    private static final Pattern LINE = Pattern.compile("(\\d+) +(\\d+)\\.(\\d{6}) (.*)");
    private static final Pattern WHOLE = Pattern.compile("f(?:data)?sync\\(\\d+<(.*)>\\) += 0 <(\\d+)\\.(\\d{6})>");
    private static final Pattern BEGUN = Pattern.compile("f(?:data)?sync\\(\\d+<(.*)> <unfinished \\.\\.\\.>");
    private static final Pattern ENDED = Pattern.compile("<\\.\\.\\. f(?:data)?sync resumed>\\) += 0 <.*>");

    private final Path trace;
    private final Process process;

    private Strace(Path trace, Process process) {
        this.trace = trace;
        this.process = process;
    }

    /** A file that was brought to disk, between which instants. */
    record Sync(String file, Instant begun, Instant done) {
        boolean within(Instant from, Instant to) {
            return !begun.isBefore(from) && !done.isAfter(to);
        }
    }

    /** Whether processes that are no children of strace can be watched here. */
    static boolean works() {
        try {
            Process sleeper = new ProcessBuilder("sleep", "60").start();
            try {
                Process strace = new ProcessBuilder("strace", "-o", "/dev/null", "-p", Long.toString(sleeper.pid()))
                        .redirectErrorStream(true)
                        .start();
                try (BufferedReader said = strace.inputReader()) {
                    return String.valueOf(said.readLine()).endsWith(" attached");
                } finally {
                    strace.destroy();
                    strace.waitFor();
                }
            } finally {
                sleeper.destroyForcibly();
            }
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns when all of them are watched. */
    static Strace of(Iterable<Long> processes, Path trace) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("strace", "-f", "-y", "-ttt", "-T", "-e", "trace=fsync,fdatasync", "-o", trace.toString()));
        int left = 0;
        for (long id : processes) {
            command.addAll(List.of("-p", Long.toString(id)));
            left++;
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader said = process.inputReader();
        while (left > 0) {
            String line = said.readLine();
            if (line == null) {
                throw new IOException("strace ended");
            }
            left -= line.endsWith(" attached") ? 1 : 0;
        }
        Thread.ofPlatform().daemon().start(() -> said.lines().forEach(_ -> {}));
        return new Strace(trace, process);
    }

    /** Watches no more; says what succeeded in whatever has such a name. */
    List<Sync> end(String name) throws IOException {
        close();
        Map<String, Sync> open = new HashMap<>();
        List<Sync> syncs = new ArrayList<>();
        for (String line : Files.readAllLines(trace)) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                continue;
            }
            Instant at = Instant.ofEpochSecond(Long.parseLong(parts.group(2)), micros(parts.group(3)));
            Matcher whole = WHOLE.matcher(parts.group(4));
            Matcher begun = BEGUN.matcher(parts.group(4));
            if (whole.matches()) {
                Instant done = at.plusSeconds(Long.parseLong(whole.group(2))).plusNanos(micros(whole.group(3)));
                syncs.add(new Sync(whole.group(1), at, done));
            } else if (begun.matches()) {
                open.put(parts.group(1), new Sync(begun.group(1), at, at));
            } else if (ENDED.matcher(parts.group(4)).matches()) {
                Sync half = open.get(parts.group(1));
                if (half != null) {
                    syncs.add(new Sync(half.file(), half.begun(), at));
                }
            }
        }
        syncs.removeIf(sync -> !sync.file().contains(name));
        return syncs;
    }

    private static long micros(String digits) {
        return Long.parseLong(digits) * 1000;
    }

    /** Now, as exactly as it says when. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
