package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final String SCRAPE = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void theMetricsPortShowsWhatTheApiAnsweredAndNothingElse() throws Exception {
        try (Rig rig = new Rig(_ -> Rig.ok("{\"of\":\"api\"}"));
                Wire wire = new Wire(rig.server.metricsPort())) {
            rig.ask(Rig.GET);
            rig.ask("GET / HTTP/1.1\r\n\r\n");
            Wire.Answer page = wire.ask(SCRAPE);
            assertThat(page.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            assertThat(page.body())
                    .contains("countersign_http_requests_seconds_count{endpoint=\"GET /v2/Services\",status=\"200\"} 1")
                    .contains(
                            "countersign_http_requests_seconds_bucket{endpoint=\"GET /v2/Services\",status=\"200\",le=\"5.0E-4\"}")
                    .contains("countersign_refusals_total{code=\"20400\"} 1.0")
                    .contains("jvm_memory_used_bytes", "jvm_threads_live_threads");
            assertThat(wire.ask("GET /v2/Services HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .json())
                    .containsEntry("code", "20404");
            assertThat(wire.ask("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
                            .json())
                    .containsEntry("code", "20004");
            assertThat(rig.ask(SCRAPE).json()).as("not on the API's port").containsEntry("of", "api");
        }
    }
}
