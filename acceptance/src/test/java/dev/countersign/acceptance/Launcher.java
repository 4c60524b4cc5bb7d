package dev.countersign.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** {@code ./countersign}, which is all that an operator ever types. */
final class Launcher {
    static final Path HOME = Path.of(System.getProperty("countersign.home", ".."))
            .toAbsolutePath()
            .normalize();

    /** The first start after a build prepares the quick ones, and machines are slow. */
    static final int PATIENCE_SECONDS = 240;

    /** A command answers, or the server would rather run than refuse. */
    private static final int COMMAND_SECONDS = 120;

    /** One thread for each that is read: of the common pool's few, one would wait for the end of another command. */
    private static final Executor READERS = Thread.ofPlatform().daemon().name("reader")::start;

    private Launcher() {}

    /** What a command answered once it was done. */
    record Ran(int exit, String out, String err) {

        /** The value beside a label: {@code Account SID   AC…}. */
        String value(String label) {
            return labelled(out, label);
        }
    }

    static ProcessBuilder builder(Map<String, String> environment, List<String> arguments) {
        if (!Files.isRegularFile(HOME.resolve("server/target/countersign.jar"))) {
            throw new IllegalStateException(
                    "The server is not packaged; run these tests by ./mvnw verify at the root.");
        }
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("countersign").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("COUNTERSIGN_"));
        String database = Engine.ofThisRun().database(arguments);
        if (database != null) {
            builder.environment().put("COUNTERSIGN_DATABASE", database);
        }
        builder.environment().putAll(environment);
        return builder;
    }

    static Ran run(String... arguments) {
        return run(Map.of(), arguments);
    }

    static Ran run(Map<String, String> environment, String... arguments) {
        return finish(builder(environment, List.of(arguments)));
    }

    static Ran finish(ProcessBuilder builder) {
        return finish(builder, COMMAND_SECONDS);
    }

    static Ran finish(ProcessBuilder builder, int seconds) {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> all(process.getInputStream()), READERS);
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()), READERS);
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("It does not end: " + builder.command() + "\n" + out.join() + err.join());
            }
            return new Ran(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String all(java.io.InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    static String labelled(String text, String label) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(label + "  "))
                .map(line -> line.substring(label.length()).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("No \"" + label + "\" in:\n" + text));
    }
}
