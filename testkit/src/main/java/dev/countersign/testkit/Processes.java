package dev.countersign.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a program: one that was started first, and those it started in turn. */
record Processes(List<Long> ids) {
    private static final Duration GONE = Duration.ofSeconds(10);

    /** The first is stopped while the others are counted, so that it starts none meanwhile. */
    static Processes stopped(long first) throws IOException {
        Processes alone = new Processes(List.of(first));
        alone.signal("STOP");
        Processes all = new Processes(Stream.concat(
                        Stream.of(first),
                        ProcessHandle.of(first).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid))
                .toList());
        all.signal("STOP");
        return all;
    }

    /** Nobody hears of it who has gone already. */
    void signal(String name) throws IOException {
        ProcessBuilder kill = new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" \"$@\" 2>/dev/null", name);
        ids.forEach(id -> kill.command().add(Long.toString(id)));
        try {
            kill.start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** All at once, as a power cut would; they are gone when this returns. */
    void kill() throws IOException {
        signal("KILL");
        long deadline = System.nanoTime() + GONE.toNanos();
        for (long id : ids) {
            while (runs(id)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("The process " + id + " was killed and is still there");
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Whoever is dead and not yet buried by its parent runs no more. */
    static boolean runs(long id) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(id), "stat"));
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return ProcessHandle.of(id).isPresent();
        }
    }
}
