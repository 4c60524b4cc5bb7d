package dev.countersign.http;

import dev.countersign.contract.ErrorBody;
import dev.countersign.contract.Reply;
import dev.countersign.domain.Refusal;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one page of the metrics port: everything counted, in Prometheus' text form. */
final class MetricsPage implements AutoCloseable {
    private static final Reply.Told TOLD = new Reply.Told("GET /metrics", "", 0, Map.of());

    private final PrometheusMeterRegistry registry;
    private final String moreInfo;
    private @Nullable JvmGcMetrics collections;

    MetricsPage(PrometheusMeterRegistry registry, String moreInfo) {
        this.registry = registry;
        this.moreInfo = moreInfo;
    }

    Reply answer(String method, String path) {
        if (!path.equals("/metrics")) {
            return ErrorBody.reply(Refusal.NOT_FOUND, Refusal.NOT_FOUND.message(), moreInfo, Reply.Told.NOTHING);
        }
        if (!method.equals("GET")) {
            Reply no =
                    ErrorBody.reply(Refusal.METHOD_NOT_ALLOWED, Refusal.METHOD_NOT_ALLOWED.message(), moreInfo, TOLD);
            return new Reply(no.status(), List.of(new Reply.Header("Allow", "GET")), no.body(), no.told());
        }
        watchTheMachine();
        return new Reply(
                200,
                List.of(new Reply.Header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")),
                registry.scrape().getBytes(StandardCharsets.UTF_8),
                TOLD);
    }

    /** At the first scrape, not before: these cost start-up time, and most processes are never asked. */
    private synchronized void watchTheMachine() {
        if (collections == null) {
            collections = new JvmGcMetrics();
            collections.bindTo(registry);
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            new ClassLoaderMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
        }
    }

    @Override
    public synchronized void close() {
        if (collections != null) {
            collections.close();
        }
    }
}
