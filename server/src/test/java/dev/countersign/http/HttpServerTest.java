package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Reply;
import dev.countersign.contract.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    @Test
    void everyAnswerCarriesOneDateOfTwoDigitDayItsNameAndCorsAndNothingAboutTheEngine() throws Exception {
        AtomicReference<Request> seen = new AtomicReference<>();
        try (Rig rig = new Rig(request -> {
            seen.set(request);
            return Rig.ok("{\"a\":1}");
        })) {
            Wire.Answer answer = rig.ask(Rig.GET);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"a\":1}");
            assertThat(answer.header("Date")).isEqualTo("Mon, 05 Jan 2026 03:04:05 GMT");
            assertThat(answer.header("Twilio-Request-Id"))
                    .matches("RQ[0-9a-f]{32}")
                    .isEqualTo(seen.get().id());
            assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(answer.header("Access-Control-Expose-Headers"))
                    .isEqualTo("Date, Twilio-Request-Id, Twilio-Verify-Signature-Fields");
            assertThat(String.join("\n", answer.headers()).toLowerCase(java.util.Locale.ROOT))
                    .doesNotContain("server:", "jetty", "powered", "credentials");
        }
    }

    @Test
    void theApplicationSeesTheRequestAsItCame() throws Exception {
        AtomicReference<Request> seen = new AtomicReference<>();
        try (Rig rig = new Rig(request -> {
            seen.set(request);
            return Rig.ok("{}");
        })) {
            rig.ask(Wire.crlf("""
                    POST /v2/Entities/a%20b?Page=1&x=%2F HTTP/1.1
                    host: example.com:8080
                    authorization: Basic abc
                    content-type: application/x-www-form-urlencoded
                    transfer-encoding: chunked

                    3
                    a=b
                    4
                    &c=d
                    0

                    """));
            Request request = seen.get();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/v2/Entities/a%20b");
            assertThat(request.query()).isEqualTo("Page=1&x=%2F");
            assertThat(request.authorization()).isEqualTo("Basic abc");
            assertThat(request.contentType()).isEqualTo("application/x-www-form-urlencoded");
            assertThat(request.body()).asString(StandardCharsets.UTF_8).isEqualTo("a=b&c=d");
            assertThat(request.base()).isEqualTo("http://example.com:8080");
        }
    }

    @Test
    void anyMethodReachesTheApplicationTraceAndOptionsToo() throws Exception {
        try (Rig rig = new Rig(request -> Rig.ok("{\"method\":\"" + request.method() + "\"}"))) {
            for (String method : List.of("TRACE", "OPTIONS", "BREW", "PATCH", "DELETE")) {
                Wire.Answer answer = rig.ask(method + " /v2/Services HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(answer.json()).containsEntry("method", method);
            }
        }
    }

    @Test
    void anAnswerWithoutContentHasNeitherBodyNorType() throws Exception {
        try (Rig rig = new Rig(_ -> new Reply(204, List.of(), new byte[0], Reply.Told.NOTHING));
                Wire wire = rig.wire()) {
            Wire.Answer answer = wire.ask("DELETE /v2/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.all("Content-Type")).isEmpty();
            assertThat(answer.all("Content-Length")).isEmpty();
            assertThat(answer.all("Twilio-Request-Id")).hasSize(1);
            assertThat(wire.ask(Rig.GET).status()).as("the connection stands").isEqualTo(204);
        }
    }

    @Test
    void headIsAnsweredAsTheApplicationSaysButWithoutTheBody() throws Exception {
        try (Rig rig = new Rig(r -> r.method().equals("HEAD") ? Rig.ok("{\"head\":1}") : Rig.ok("{}"));
                Wire wire = rig.wire()) {
            wire.send("HEAD /v2/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Wire.Answer head = wire.readHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("10");
            assertThat(wire.ask(Rig.GET).body()).isEqualTo("{}");
        }
    }

    @Test
    void aReplysOwnHeadersAreSentAndItsContentTypeReplacesOurs() throws Exception {
        Reply reply = new Reply(
                200,
                List.of(new Reply.Header("Content-Type", "text/html"), new Reply.Header("Cache-Control", "no-store")),
                "<p>".getBytes(StandardCharsets.UTF_8),
                Reply.Told.NOTHING);
        try (Rig rig = new Rig(_ -> reply)) {
            Wire.Answer answer = rig.ask(Rig.GET);
            assertThat(answer.all("Content-Type")).containsExactly("text/html");
            assertThat(answer.all("Cache-Control")).containsExactly("no-store");
        }
    }

    @Test
    void aConnectionIsKeptAndRequestsMayBeSentBeforeTheAnswers() throws Exception {
        try (Rig rig = new Rig(request -> Rig.ok("{\"path\":\"" + request.path() + "\"}"));
                Wire wire = rig.wire()) {
            wire.send(Wire.crlf("""
                    POST /1 HTTP/1.1
                    Host: localhost
                    Content-Length: 2

                    abGET /2 HTTP/1.1
                    Host: localhost

                    GET /3 HTTP/1.1
                    Host: localhost

                    """));
            for (int i = 1; i <= 3; i++) {
                assertThat(wire.read().json()).containsEntry("path", "/" + i);
            }
            assertThat(wire.ask(Rig.GET).status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToContinue() throws Exception {
        try (Rig rig = new Rig(request -> Rig.ok("{\"size\":" + request.body().length + "}"));
                Wire wire = rig.wire()) {
            wire.send("POST /1 HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(wire.readHead().status()).isEqualTo(100);
            assertThat(wire.ask("abcd").json()).containsEntry("size", "4");
        }
    }

    @Test
    void whatTheApplicationThrowsIsA500AndNothingOfItIsToldButWhere() throws Exception {
        Rig rig = new Rig(request -> {
            throw new AssertionError("while reading s3cret", new IllegalStateException("s3cret"));
        });
        Wire.Answer answer = rig.ask("POST /v2/x?q=s3cret HTTP/1.1\r\nHost: localhost\r\nAuthorization: s3cret\r\n"
                + "Content-Length: 6\r\n\r\ns3cret");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "code", "20500",
                        "message", "Internal server error",
                        "more_info", "https://www.twilio.com/docs/errors/20500",
                        "status", "500"));
        List<String> log = rig.log();
        assertThat(log).hasSize(2).noneMatch(line -> line.contains("s3cret"));
        Map<String, String> fault = Json.object(log.getFirst());
        assertThat(fault).containsEntry("level", "error").containsEntry("event", "fault");
        assertThat(fault.get("request_id")).isEqualTo(answer.header("Twilio-Request-Id"));
        assertThat(fault.get("exception"))
                .contains("java.lang.AssertionError", "caused by java.lang.IllegalStateException", "HttpServerTest");
    }

    @Test
    void healthIsAnsweredToAnybodyAndSaysWhyItIsNotReady() throws Exception {
        AtomicReference<String> reason = new AtomicReference<>();
        try (Rig rig = new Rig(HttpSettings.loopback(0, -1), _ -> Rig.ok("{}"), reason::get)) {
            Wire.Answer live = rig.ask("GET /health/live HTTP/1.0\r\n\r\n");
            assertThat(live.json()).containsExactly(Map.entry("status", "up"));
            assertThat(live.header("Cache-Control")).isEqualTo("no-store");
            String ready = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n";
            assertThat(rig.ask(ready).json()).containsExactly(Map.entry("status", "ready"));
            reason.set("the disk is \"full\"");
            Wire.Answer unready = rig.ask(ready);
            assertThat(unready.status()).isEqualTo(503);
            assertThat(unready.json())
                    .containsEntry("status", "unready")
                    .containsEntry("reason", "the disk is \"full\"");
            assertThat(unready.header("Retry-After")).isEqualTo("1");
            Wire.Answer post = rig.ask("POST /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
            assertThat(post.json()).containsEntry("code", "20004");
            assertThat(rig.ask("GET /health/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .json())
                    .containsEntry("code", "20404");
            assertThat(rig.server.metricsPort()).isNegative();
        }
    }
}
