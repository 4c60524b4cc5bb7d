package dev.countersign.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A clock of a process's own, which can be set while it runs. Where libfaketime is not installed there is none. */
final class StepClock {
    private static final List<Path> LIBRARIES = libraries();

    private static final Path SHARED = Path.of("/dev/shm");
    private static final Pattern LEFT = Pattern.compile("(?:sem\\.faketime_sem|faketime_shm)_(\\d+)");

    private final Path file;

    private StepClock(Path file) {
        this.file = file;
        set(Duration.ZERO);
    }

    static boolean exists() {
        return !LIBRARIES.isEmpty();
    }

    /** @param file where it is kept how far off it is */
    static StepClock in(Path file) {
        return new StepClock(file);
    }

    private static List<Path> libraries() {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What a process needs in its environment to go by it. Only what time it is changes, and not how fast time passes. */
    Map<String, String> environment() {
        return Map.of(
                // Otherwise whoever waits for at most some time waits for ever, or not at all.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0",
                "LD_PRELOAD",
                LIBRARIES.getFirst().toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "NO_FAKE_STAT",
                "1");
    }

    /** From about a second later on it is so far ahead of the true time; behind it, where negative. */
    void set(Duration ahead) {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(written, String.format(Locale.ROOT, "%+.3f%n", ahead.toMillis() / 1e3));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Clears away what processes that were killed have left of theirs in memory that is shared. */
    static void sweep() {
        try (Stream<Path> left = Files.list(SHARED)) {
            for (Path file : left.toList()) {
                Matcher name = LEFT.matcher(file.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
