package dev.countersign.cli;

import dev.countersign.Settings;
import dev.countersign.demo.SampleBackend;
import dev.countersign.demo.Trust;
import dev.countersign.demo.Upstream;
import dev.countersign.http.PemPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** {@code countersign backend}: a customer's backend for the sample apps, until it is told to stop. */
final class Backend implements Command {
    private static final String USUAL_URL = "http://127.0.0.1:8080";
    private static final String USUAL_PORT = "3000";

    record Flag(String name, String value, String help) {}

    static final List<Flag> FLAGS = List.of(
            new Flag("--url", "URL", "where Countersign is; " + USUAL_URL + " where not set"),
            new Flag("--ca-cert", "FILE", "PEM certificates to know it by, instead of the public authorities"),
            new Flag("--account-sid", "SID", "the account [" + Settings.ACCOUNT_SID.variable() + "]"),
            new Flag(
                    "--auth-token-file",
                    "FILE",
                    "holds its auth token; or give that in the environment [" + Settings.AUTH_TOKEN.variable() + "]"),
            new Flag("--service", "SID", "the Service to work in; a new one where not set"),
            new Flag("--port", "PORT", "on this machine's loopback; " + USUAL_PORT + " where not set, 0 for any"),
            new Flag("--tls-cert", "FILE", "serve HTTPS with the PEM certificates in it"),
            new Flag("--tls-key", "FILE", "and their unencrypted PKCS#8 PEM key"));

    @Override
    public int run(Line line) throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        Upstream countersign = upstream(line);
        try (SampleBackend backend = open(countersign, line)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(backend, stopped), "stop"));
            stopped.await();
        } finally {
            countersign.close();
        }
        return 0;
    }

    private static void stop(SampleBackend backend, CountDownLatch stopped) {
        backend.close();
        stopped.countDown();
    }

    /** Refuses to start against a Countersign that does not know the account, rather than every request later. */
    private static SampleBackend open(Upstream countersign, Line line) throws IOException, GeneralSecurityException {
        int port = port(line.options().getOrDefault("port", USUAL_PORT));
        SSLContext tls = tls(line);
        String given = line.option("service");
        if (given != null && !given.matches("VA[0-9a-fA-F]{32}")) {
            throw new IllegalArgumentException("--service must be VA and 32 hex digits.");
        }
        String service = given == null ? countersign.newService("Sample backend") : countersign.service(given);
        SampleBackend backend = new SampleBackend(port, tls, countersign, service, line.out());
        String base = (tls == null ? "http" : "https") + "://127.0.0.1:" + backend.port();
        line.tell("The sample backend is ready. It authenticates nobody and hands an access token to whoever asks:");
        line.tell("it is for trying things out, never for production, and listens on this machine's loopback only.");
        line.tell("  Access tokens " + base + "/access-token");
        line.tell("  Countersign   " + line.options().getOrDefault("url", USUAL_URL));
        line.tell("  Service       " + service
                + (given == null ? " (made just now; keep it with --service " + service + ")" : ""));
        return backend;
    }

    private static Upstream upstream(Line line) throws IOException, GeneralSecurityException {
        String account = line.options()
                .getOrDefault("account-sid", line.environment().getOrDefault(Settings.ACCOUNT_SID.variable(), ""));
        if (!account.matches("(AC|SK)[0-9a-fA-F]{32}")) {
            throw new IllegalArgumentException("--account-sid must be AC (or, of an API key, SK) and 32 hex digits.");
        }
        String file = line.option("auth-token-file");
        String token = file == null
                ? line.environment().getOrDefault(Settings.AUTH_TOKEN.variable(), "")
                : new String(read(file), StandardCharsets.UTF_8).strip();
        if (token.isEmpty()) {
            throw new IllegalArgumentException("The auth token is missing: give --auth-token-file, or "
                    + Settings.AUTH_TOKEN.variable() + " in the environment.");
        }
        String authorities = line.option("ca-cert");
        return new Upstream(
                line.options().getOrDefault("url", USUAL_URL),
                account,
                token,
                authorities == null ? null : Trust.in(read(authorities)));
    }

    private static byte[] read(String file) throws IOException {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new IOException("The file " + file + " cannot be read.", e);
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // refused below, with the numbers that are out of range
        }
        throw new IllegalArgumentException("--port must be a whole number from 0 to 65535.");
    }

    private static @Nullable SSLContext tls(Line line) throws IOException, GeneralSecurityException {
        String cert = line.option("tls-cert");
        String key = line.option("tls-key");
        if ((cert == null) != (key == null)) {
            throw new IllegalArgumentException("--tls-cert and --tls-key go together: give both or neither.");
        }
        return cert == null || key == null ? null : PemPair.context(Path.of(cert), Path.of(key));
    }
}
