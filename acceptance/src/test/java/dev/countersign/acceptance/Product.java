package dev.countersign.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One Countersign that runs: what its operator sees of it, and can do to it. */
final class Product implements AutoCloseable {
    /** Where the tests' counterparts are, and where no webhook leads unless the operator says so. */
    static final String LOOPBACK = "127.0.0.0/8";

    private final Path data;
    private final Map<String, String> environment;
    private final List<String> flags;
    private final List<String> output = new ArrayList<>();
    private final Process process;
    private final Thread reader;
    private boolean ended;

    private Product(Path data, Map<String, String> environment, List<String> flags) throws IOException {
        this.data = data;
        this.environment = environment;
        this.flags = flags;
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--data", data.toString(), "--port", "0", "--metrics-port", "0"));
        arguments.addAll(flags);
        ProcessBuilder builder = Launcher.builder(environment, arguments).redirectErrorStream(true);
        this.process = builder.start();
        this.reader = Thread.ofPlatform().daemon().name("output").start(this::listen);
    }

    /** Starts one and waits until it says that it is ready. */
    static Product start(Path data, String... flags) {
        return start(data, Map.of(), flags);
    }

    static Product start(Path data, Map<String, String> environment, String... flags) {
        try {
            Product product = new Product(data, environment, List.of(flags));
            product.await("Next");
            return product;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts one that shows this certificate; it and its key are in the folder as {@code cert.pem} and {@code key.pem}. */
    static Product startOverTls(Path folder, Certificate shown) {
        Path cert = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        shown.write(cert, key);
        return start(
                folder.resolve("data"),
                "--tls-cert",
                cert.toString(),
                "--tls-key",
                key.toString(),
                "--webhook-allow",
                LOOPBACK);
    }

    /** On the same data, with the same settings. */
    Product startAgain() {
        return start(data, environment, flags.toArray(String[]::new));
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                say(line);
            }
        } catch (IOException e) {
            say("(its output broke off: " + e.getMessage() + ")");
        }
        synchronized (output) {
            ended = true;
            output.notifyAll();
        }
    }

    private void say(String line) {
        synchronized (output) {
            output.add(line);
            output.notifyAll();
        }
    }

    /** Waits until a line begins with those words. */
    void await(String words) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Launcher.PATIENCE_SECONDS);
        synchronized (output) {
            while (output.stream().noneMatch(line -> line.strip().startsWith(words))) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (ended || left <= 0) {
                    throw new AssertionError("It never said \"" + words + "\":\n" + String.join("\n", output));
                }
                try {
                    output.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** All that it has printed so far. */
    String printed() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    URI base() {
        return URI.create(Launcher.labelled(printed(), "Base URL"));
    }

    URI metrics() {
        return URI.create(Launcher.labelled(printed(), "Metrics"));
    }

    String account() {
        return Launcher.labelled(printed(), "Account SID");
    }

    Path data() {
        return data;
    }

    /** The auth token, from where the operator is told to look for it. */
    String token() {
        String given = environment.get("COUNTERSIGN_AUTH_TOKEN");
        return given == null ? read(tokenFile()) : given;
    }

    Path tokenFile() {
        return data.resolve("auth-token");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Its API, as the first account. */
    Api api() {
        return new Api(base(), account(), token());
    }

    /** An administrative command beside it. */
    Launcher.Ran administer(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--data", data.toString()));
        return Launcher.run(environment, all.toArray(String[]::new));
    }

    boolean running() {
        return process.isAlive();
    }

    /** Pulls the plug. */
    void kill() {
        process.destroyForcibly();
        end();
    }

    /** Stops it where it stands, which it does not notice. */
    void pause() {
        signal("STOP");
    }

    /** Lets it go on after a pause. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("It cannot be sent " + name + ".");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Asks it to stop. */
    int stop() {
        process.destroy();
        return end();
    }

    private int end() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("It does not stop:\n" + printed());
            }
            reader.join(TimeUnit.SECONDS.toMillis(10));
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private static @Nullable Product shared;

    /** One for all tests that need nothing of their own; it lives as long as they do. */
    static synchronized Product shared() {
        if (shared == null) {
            try {
                Path folder = Files.createTempDirectory("countersign-acceptance");
                Product product = start(folder.resolve("data"), "--webhook-allow", LOOPBACK);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    product.close();
                    remove(folder);
                }));
                shared = product;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return shared;
    }

    private static void remove(Path folder) {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + folder);
        }
    }
}
