package dev.countersign.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A shell that waits until this process ends, in whatever way, and then ends a PostgreSQL server that would stay. Its
 * input is a pipe from here, which the system closes even where the process is killed.
 */
record Watchdog(Process shell) implements AutoCloseable {
    private static final String WATCH = """
            trap '' HUP INT TERM
            cat >/dev/null
            pid=$(head -n 1 "$0/data/postmaster.pid" 2>/dev/null) && {
              kill -CONT "$pid"; kill -QUIT "$pid"
              while kill -0 "$pid"; do sleep 0.1; done
            } 2>/dev/null
            [ "$1" = true ] && rm -rf "$0"
            """;

    /** @param passing whether the folder goes too */
    static Watchdog over(Path folder, boolean passing) throws IOException {
        return new Watchdog(new ProcessBuilder(
                        "/bin/sh", "-c", WATCH, folder.toAbsolutePath().toString(), Boolean.toString(passing))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The process of the server whose data these are. */
    static long pid(Path data) {
        try (var lines = Files.lines(data.resolve("postmaster.pid"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does at once what was to be done at the end. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            shell.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
