package dev.countersign.http;

import dev.countersign.contract.Application;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application on a socket: everything between bytes on the wire and {@link Application#answer}. Beside it, on the
 * same port, health and the web pages; on another, of loopback only, metrics.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration SWEEPS_AT_MOST_EVERY = Duration.ofSeconds(1);

    private final HttpSettings settings;
    private final Server server;
    private final WaitingRoom waiting;
    private final ServerConnector api;
    private final @Nullable ServerConnector metrics;
    private final @Nullable TlsFiles tls;
    private final MetricsPage page;
    private final SlowSweep sweep;
    private volatile boolean stopping;

    /**
     * @param unready the reason why no requests should be sent here now, or null
     * @throws GeneralSecurityException when certificate and key are no good; its message is one plain sentence
     */
    public HttpServer(
            HttpSettings settings,
            Application application,
            Supplier<@Nullable String> unready,
            TimeAndChance given,
            Witness witness)
            throws IOException, GeneralSecurityException {
        this(settings, application, unready, given, witness, Pages.ours(settings));
    }

    HttpServer(
            HttpSettings settings,
            Application application,
            Supplier<@Nullable String> unready,
            TimeAndChance given,
            Witness witness,
            Pages pages)
            throws IOException, GeneralSecurityException {
        this.settings = settings;
        this.tls = tls(settings);
        this.server = Connectors.server(settings.limits().waiting().most());
        Connectors connectors = new Connectors(server, settings);
        this.api = connectors.api(tls);
        this.metrics = settings.metricsPort() < 0 ? null : connectors.metrics();
        List<ServerConnector> all = new ArrayList<>(List.of(api));
        if (metrics != null) {
            all.add(metrics);
        }
        all.forEach(server::addConnector);
        this.sweep = new SlowSweep(all, settings.limits().headerTime(), given.nanos());
        this.page = new MetricsPage(witness.metrics(), settings.moreInfoPrefix());
        this.waiting = furnish(application, () -> stopping ? "stopping" : unready.get(), given, witness, pages);
    }

    private WaitingRoom furnish(
            Application application,
            Supplier<@Nullable String> unready,
            TimeAndChance given,
            Witness witness,
            Pages pages) {
        HttpSettings.Limits limits = settings.limits();
        String moreInfo = settings.moreInfoPrefix();
        Callers callers = new Callers(settings.publicUrl(), new TrustedProxies(settings.trustedProxies()));
        Answers answers = new Answers(given, new Traffic(witness.metrics()), witness.log(), callers);
        Admission admission = new Admission(limits.maxInFlight(), witness.metrics());
        Intake intake = new Intake(limits.maxBody(), limits.bodyTime(), admission, given.nanos());
        WaitingRoom room = new WaitingRoom(
                limits.waiting(),
                new WaitingRoom.Desk(given, answers, witness.log(), server.getScheduler(), moreInfo),
                witness.metrics());
        Door.Desk desk = new Door.Desk(given, admission, intake, answers, room, witness.log(), moreInfo);
        Door.Windows windows = new Door.Windows(new Health(unready, moreInfo), page, pages);
        server.setHandler(new Door(application, windows, callers, desk));
        server.setErrorHandler(new EngineErrors(answers, given, moreInfo));
        server.setStopTimeout(limits.drainTime().toMillis());
        return room;
    }

    /** Listens. When it returns, connections are accepted. */
    public void start() throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw e instanceof IOException io ? io : new IOException("The HTTP engine did not start.", e);
        }
        every(sweepPeriod(), sweep::sweep);
        if (tls != null) {
            every(settings.limits().tlsPoll(), tls::look);
        }
    }

    /** The port of the API, also where any free one was asked for. */
    public int port() {
        return api.getLocalPort();
    }

    /** The port of the metrics, below 0 when there is none. */
    public int metricsPort() {
        return metrics == null ? -1 : metrics.getLocalPort();
    }

    /**
     * Tells those who wait how things stand, stops accepting, lets requests in flight finish as long as the settings
     * allow, then stops.
     */
    @Override
    public void close() {
        stopping = true;
        waiting.close(settings.limits().drainTime());
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("Requests still in flight were cut off: {}", e.toString());
        }
        page.close();
    }

    private Duration sweepPeriod() {
        Duration tenth = settings.limits().headerTime().dividedBy(10);
        return tenth.compareTo(SWEEPS_AT_MOST_EVERY) > 0 ? SWEEPS_AT_MOST_EVERY : tenth;
    }

    private void every(Duration period, Runnable task) {
        server.getScheduler()
                .schedule(
                        () -> {
                            if (!stopping) {
                                attempt(task);
                                every(period, task);
                            }
                        },
                        period.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            // A connection may go away while it is looked at; the next round looks again.
            LOG.warn("A periodic task of the HTTP server failed", e);
        }
    }

    private static @Nullable TlsFiles tls(HttpSettings settings) throws IOException, GeneralSecurityException {
        Path cert = settings.tlsCert();
        Path key = settings.tlsKey();
        return cert == null || key == null ? null : new TlsFiles(cert, key);
    }
}
