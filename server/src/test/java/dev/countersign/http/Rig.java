package dev.countersign.http;

import dev.countersign.contract.Application;
import dev.countersign.contract.Reply;
import dev.countersign.http.HttpSettings.Limits;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A running server over a toy application, and what it wrote to its log. */
final class Rig implements AutoCloseable {
    /** A day of one digit, and a fraction of a second. */
    static final Instant NOW = Instant.parse("2026-01-05T03:04:05.123Z");

    static final String GET = "GET /v2/Services HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    final LogSink sink = new LogSink(written);
    final HttpServer server;

    Rig(Application application) throws Exception {
        this(HttpSettings.loopback(0, 0), application, () -> null);
    }

    Rig(HttpSettings settings, Application application) throws Exception {
        this(settings, application, () -> null);
    }

    Rig(HttpSettings settings, Application application, Supplier<@Nullable String> unready) throws Exception {
        server = new HttpServer(
                settings,
                application,
                unready,
                new TimeAndChance(() -> NOW, System::nanoTime, new Random(7)),
                new Witness(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), sink));
        server.start();
    }

    Wire wire() throws Exception {
        return new Wire(server.port());
    }

    Wire.Answer ask(String text) throws Exception {
        try (Wire wire = wire()) {
            return wire.ask(text);
        }
    }

    /** Stops the server and gives all that was logged. */
    List<String> log() {
        close();
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        server.close();
        sink.close();
    }

    static Reply ok(String body) {
        return new Reply(
                200,
                List.of(),
                body.getBytes(StandardCharsets.UTF_8),
                new Reply.Told("GET /v2/Services", "AC0", 0, Map.of()));
    }

    static HttpSettings with(Limits limits) {
        return with(limits, null, List.of());
    }

    static HttpSettings with(Limits limits, @Nullable String publicUrl, List<String> proxies) {
        HttpSettings usual = HttpSettings.loopback(0, 0);
        return new HttpSettings(usual.host(), 0, 0, publicUrl, proxies, null, null, usual.moreInfoPrefix(), limits);
    }

    /** The usual limits but for times: {@code body} for a body, {@code headers} for the headers. */
    static Limits limits(int maxInFlight, Duration body, Duration headers) {
        Limits usual = Limits.USUAL;
        return new Limits(
                maxInFlight,
                usual.maxBody(),
                usual.maxHeaders(),
                body,
                headers,
                usual.idleTime(),
                usual.drainTime(),
                usual.tlsPoll(),
                usual.waiting());
    }

    /** The usual limits but for those who wait, and for silence. */
    static Limits waiting(int inFlight, int most, Duration heartbeat, Duration idle) {
        Limits usual = Limits.USUAL;
        return new Limits(
                inFlight,
                usual.maxBody(),
                usual.maxHeaders(),
                usual.bodyTime(),
                usual.headerTime(),
                idle,
                Duration.ofSeconds(2),
                usual.tlsPoll(),
                new HttpSettings.Waiting(most, heartbeat));
    }

    /** What stands on the metrics page behind that name. */
    String metric(String name) throws Exception {
        try (Wire scrape = new Wire(server.metricsPort())) {
            return scrape.ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElse("none");
        }
    }
}
