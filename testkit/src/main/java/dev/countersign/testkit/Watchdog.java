package dev.countersign.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A shell that waits until this process ends, in whatever way, and then ends what was started in a folder and would
 * stay: the programs whose numbers are there, and PostgreSQL servers. Its input is a pipe from here, which the system
 * closes even where the process is killed.
 */
record Watchdog(Process shell) implements AutoCloseable {
    private static final String WATCH = """
            trap '' HUP INT TERM
            cat >/dev/null
            for file in "$0"/*.pid; do
              [ ! -f "$file" ] || kill -KILL "$(head -n 1 "$file")"
            done
            servers=''
            for file in "$0"/*/postmaster.pid; do
              [ ! -f "$file" ] || servers="$servers $(head -n 1 "$file")"
            done
            for server in $servers; do
              kill -CONT "$server"
              kill -QUIT "$server"
            done
            tries=100
            for server in $servers; do
              while kill -0 "$server" && [ $((tries -= 1)) -gt 0 ]; do sleep 0.1; done
            done
            [ "$1" != true ] || rm -rf "$0"
            """;

    /** @param passing whether the folder goes too */
    static Watchdog over(Path folder, boolean passing) throws IOException {
        return new Watchdog(new ProcessBuilder(
                        "/bin/sh", "-c", WATCH, folder.toAbsolutePath().toString(), Boolean.toString(passing))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Starts a program that the watchdog over that folder will end; what it says is there too, under its name. */
    static Process start(Path folder, String name, String... command) throws IOException {
        List<String> words = new ArrayList<>();
        // PostgreSQL refuses to serve root, and so do they who start it.
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("unshare", "-U"));
        }
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".log").toFile()))
                .start();
        Files.writeString(folder.resolve(name + ".pid"), process.pid() + "\n");
        return process;
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
