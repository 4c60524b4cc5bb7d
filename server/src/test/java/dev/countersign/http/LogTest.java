package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogTest {
    @Test
    void eachRequestIsOneLineOfJson() throws Exception {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("factor_type", "totp");
        more.put("outcome", "approved");
        Rig rig = new Rig(_ ->
                new Reply(403, List.of(), new byte[] {'{', '}'}, new Reply.Told("POST /v2/X", "AC1", 60318, more)));
        Wire.Answer answer = rig.ask("POST /v2/X HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        Map<String, String> line = Json.object(rig.log().getFirst());
        assertThat(line.keySet())
                .containsExactly(
                        "time",
                        "level",
                        "event",
                        "request_id",
                        "method",
                        "endpoint",
                        "path",
                        "status",
                        "code",
                        "account",
                        "ms",
                        "client",
                        "factor_type",
                        "outcome");
        assertThat(line)
                .containsEntry("time", "2026-01-05T03:04:05.123Z")
                .containsEntry("event", "request")
                .containsEntry("request_id", answer.header("Twilio-Request-Id"))
                .containsEntry("method", "POST")
                .containsEntry("endpoint", "POST /v2/X")
                .containsEntry("path", "/v2/X")
                .containsEntry("status", "403")
                .containsEntry("code", "60318")
                .containsEntry("account", "AC1")
                .containsEntry("client", "127.0.0.1")
                .containsEntry("outcome", "approved");
        assertThat(line.get("ms")).matches("\\d+\\.\\d{3}");
    }

    @Test
    void whateverIsSentNobodyForgesALine() throws Exception {
        String forged = "x\r\n{\"event\":\"request\"}\u0000\u001b[2J\u2028\u0085\"\\\ud800é";
        Rig rig = new Rig(request -> new Reply(
                200, List.of(), new byte[] {'{', '}'}, new Reply.Told("e", forged, 0, Map.of(forged, forged))));
        rig.ask("B\"REW /v2/%0d%0a\"x HTTP/1.1\r\nHost: localhost\r\n\r\n");
        rig.ask("GET /v2/%0d%0a{\"a\":1} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        rig.ask("GET /v2/a\u00e9b'\\ HTTP/1.1\r\nHost: localhost\r\n\r\n");
        rig.ask("GET /v2/" + "y".repeat(2000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        rig.ask("M" + "Z".repeat(2000) + " /v2/y HTTP/1.1\r\nHost: localhost\r\n\r\n");
        List<String> log = rig.log();
        assertThat(log).hasSize(5).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c <= '~'));
        log.forEach(Json::object);
        String whole = forged.replace('\ud800', '\ufffd');
        assertThat(Json.object(log.get(3))).containsEntry("account", whole).containsEntry(whole, whole);
        assertThat(Json.object(log.get(3)).get("path")).hasSize(300);
    }

    @Test
    void secretsInQueryHeadersAndBodyAreNeverWrittenDown() throws Exception {
        Rig rig = new Rig(_ -> Rig.ok("{}"));
        String secret = "s3cret";
        rig.ask("POST /v2/X?AuthPayload=" + secret + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + secret
                + "\r\nX-" + secret + ": " + secret + "\r\nContent-Length: 6\r\n\r\n" + secret);
        rig.ask("POST /v2/X?AuthPayload=" + secret + " HTTP/1.1\r\nHost: localhost\r\nAuthorization : Basic " + secret
                + "\r\nContent-Length: 6\r\n\r\n" + secret);
        assertThat(rig.log()).hasSize(2).noneMatch(line -> line.contains(secret));
    }

    @Test
    void aSlowStreamHoldsUpThoseWhoLogAndLosesNothing() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) {
                written.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
                written.write(bytes, from, length);
            }
        };
        int lines = 20_000;
        try (LogSink sink = new LogSink(slow)) {
            Thread logger = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < lines; i++) {
                    int n = i;
                    sink.add(line -> line.number("n", n));
                }
            });
            while (logger.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            open.countDown();
            logger.join();
        }
        List<String> all = written.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(all).hasSize(lines).startsWith("{\"n\":0}", "{\"n\":1}").endsWith("{\"n\":" + (lines - 1) + "}");
    }

    @Test
    void aBrokenLineSpoilsNoOther() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (LogSink sink = new LogSink(written)) {
            sink.add(line -> line.text("a", "1"));
            sink.add(line -> {
                line.text("half", "written");
                throw new IllegalStateException("never mind");
            });
            sink.add(line -> line.text("a", "2"));
        }
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("{\"a\":\"1\"}\n")
                .endsWith("{\"a\":\"2\"}\n");
        written.toString(StandardCharsets.UTF_8).lines().forEach(Json::object);
    }

    @Test
    void whatLibrariesLogIsOneLineTooStackAndAll() throws Exception {
        Logger root = Logger.getLogger("");
        List<Handler> before = new ArrayList<>(List.of(root.getHandlers()));
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (LogSink sink = new LogSink(written)) {
            LogLines.install(sink);
            Logger.getLogger("some.library").log(Level.WARNING, "two\nlines {0}", "é");
            Logger.getLogger("some.library").log(Level.SEVERE, "gone", new IllegalStateException("x\ny"));
            Logger.getLogger("some.library").fine("not written");
            Logger.getLogger("org.eclipse.jetty.server.Server").info("not written");
        } finally {
            LogManager.getLogManager().readConfiguration();
            List.of(root.getHandlers()).forEach(root::removeHandler);
            before.forEach(root::addHandler);
        }
        List<String> log = written.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(log).hasSize(2);
        assertThat(Json.object(log.get(0)))
                .containsEntry("level", "warn")
                .containsEntry("event", "log")
                .containsEntry("logger", "some.library")
                .containsEntry("message", "two\nlines é");
        assertThat(Json.object(log.get(1)).get("exception")).contains("IllegalStateException: x\ny", "LogTest");
    }
}
