package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Reply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The web pages on the wire, over a list of a few. */
class PagesTest {
    private final LogSink sink = new LogSink(new ByteArrayOutputStream());
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        HttpSettings settings = HttpSettings.loopback(0, 0);
        server = new HttpServer(
                settings,
                request -> Rig.ok("{\"path\":\"" + request.path() + "\"}"),
                () -> null,
                new TimeAndChance(() -> Rig.NOW, System::nanoTime, new Random(7)),
                new Witness(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), sink),
                new Pages(PagesTest.class, "/dev/countersign/http/pages/", settings));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        sink.close();
    }

    private Wire.Answer ask(String line, String... headers) throws Exception {
        try (Wire wire = new Wire(server.port())) {
            return wire.ask(request(line, headers));
        }
    }

    private static String request(String line, String... headers) {
        return line + " HTTP/1.1\r\nHost: localhost\r\n"
                + List.of(headers).stream().map(h -> h + "\r\n").collect(Collectors.joining()) + "\r\n";
    }

    @Test
    void aPageComesWithAPolicyThatLetsInNothingFromElsewhere() throws Exception {
        Wire.Answer page = ask("GET /authenticator?x=1");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!doctype html>").endsWith("</p>\n");
        assertThat(page.all("Content-Type")).containsExactly("text/html; charset=utf-8");
        assertThat(page.all("Content-Security-Policy"))
                .containsExactly("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                        + "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
                        + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
                        + "trusted-types worker");
        assertThat(page.all("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(page.all("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(page.all("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
        assertThat(page.all("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
        assertThat(page.all("Permissions-Policy")).hasSize(1);
        assertThat(page.all("Cache-Control")).containsExactly("no-cache");
        assertThat(page.all("Access-Control-Allow-Origin")).isEmpty();
        assertThat(page.all("Twilio-Request-Id")).hasSize(1);
    }

    @Test
    void browsersAreBiddenToComeByTlsWhereTheOperatorSaidThatTheyDo() {
        assertThat(security("https://verify.example.com")).containsExactly("max-age=31536000");
        assertThat(security("http://verify.example.com")).isEmpty();
        assertThat(security(null)).isEmpty();
    }

    private static List<String> security(@Nullable String publicUrl) {
        HttpSettings usual = HttpSettings.loopback(0, 0);
        HttpSettings settings = new HttpSettings(
                usual.host(), 0, 0, publicUrl, List.of(), null, null, usual.moreInfoPrefix(), usual.limits());
        return new Pages(PagesTest.class, "/dev/countersign/http/pages/", settings)
                .answer("GET", "/authenticator", null, null).headers().stream()
                        .filter(header -> header.name().equals("Strict-Transport-Security"))
                        .map(Reply.Header::value)
                        .toList();
    }

    @Test
    void whatIsNamedByItsContentIsKeptForeverAndAllElseIsAskedForAgain() throws Exception {
        assertThat(ask("GET /authenticator/assets/x-12345678.js").all("Cache-Control"))
                .containsExactly("public, max-age=31536000, immutable");
        assertThat(ask("GET /authenticator/icon.svg").all("Cache-Control")).containsExactly("no-cache");
        assertThat(ask("GET /console").all("Cache-Control")).containsExactly("no-cache");
    }

    @Test
    void whoeverHasItAlreadyIsToldThatItStands() throws Exception {
        assertThat(ask("GET /authenticator").all("ETag")).containsExactly("W/\"aaaaaaaaaaaaaaaaaaaaaa\"");
        try (Wire wire = new Wire(server.port())) {
            wire.send(request("GET /authenticator", "If-None-Match: \"old\", W/\"aaaaaaaaaaaaaaaaaaaaaa\""));
            Wire.Answer same = wire.readHead();
            assertThat(same.status()).isEqualTo(304);
            assertThat(same.all("ETag")).containsExactly("W/\"aaaaaaaaaaaaaaaaaaaaaa\"");
            assertThat(same.all("Content-Security-Policy")).hasSize(1);
            assertThat(same.all("Content-Type")).isEmpty();
            assertThat(wire.ask(request("GET /authenticator", "If-None-Match: W/\"bbbb\""))
                            .status())
                    .as("the connection stands, and another content is sent")
                    .isEqualTo(200);
        }
    }

    @Test
    void whoeverTakesItCompressedGetsItCompressed() throws Exception {
        Function<Wire.Answer, List<String>> coding = answer -> answer.all("Content-Encoding");
        Wire.Answer plain = ask("GET /authenticator");
        Wire.Answer zipped = ask("GET /authenticator", "Accept-Encoding: br, gzip;q=0.5");
        assertThat(plain.all("Vary")).containsExactly("Accept-Encoding");
        assertThat(zipped.all("Vary")).containsExactly("Accept-Encoding");
        assertThat(plain.all("Content-Encoding")).isEmpty();
        assertThat(zipped.all("Content-Encoding")).containsExactly("gzip");
        assertThat(zipped.all("ETag")).isEqualTo(plain.all("ETag"));
        assertThat(Integer.parseInt(zipped.header("Content-Length"))).isLessThan(200);
        assertThat(ask("GET /authenticator", "Accept-Encoding: gzip;q=0"))
                .extracting(coding)
                .isEqualTo(List.of());
        assertThat(ask("GET /authenticator", "Accept-Encoding: br"))
                .extracting(coding)
                .isEqualTo(List.of());
        assertThat(ask("GET /authenticator/icon.svg", "Accept-Encoding: gzip"))
                .as("what compressing would make longer goes as it is")
                .extracting(coding)
                .isEqualTo(List.of());
    }

    @Test
    void headTellsWhatGetWould() throws Exception {
        String length = ask("GET /authenticator").header("Content-Length");
        try (Wire wire = new Wire(server.port())) {
            wire.send(request("HEAD /authenticator"));
            assertThat(wire.readHead().header("Content-Length")).isEqualTo(length);
            assertThat(wire.ask(request("GET /authenticator")).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
    void nothingElseCanBeDoneToAPage(String method) throws Exception {
        Wire.Answer no = ask(method + " /authenticator", "Content-Length: 0");
        assertThat(no.status()).isEqualTo(405);
        assertThat(no.all("Allow")).containsExactly("GET, HEAD");
        assertThat(no.json()).containsEntry("code", "20004");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/authenticator/",
                "/authenticator",
                "/console",
                "/console/",
                "/console/services",
                "/console/services/VA0/challenges",
                "/console/apis"
            })
    void thePageItselfAnswersOnThesePaths(String path) throws Exception {
        assertThat(ask("GET " + path).body()).startsWith("<!doctype html>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/authenticator/assets",
                "/authenticator/assets/",
                "/authenticator/icon.svg/",
                "/authenticator/challenges",
                "/authenticator/list.txt",
                "/authenticator/page.html",
                "/authenticator/nothing.js",
                "/console/nothing.js",
                "/console/services/x.y",
                "/authenticator/assets/%2e%2e/%2e%2e/list.txt",
                "/console/%2e%2e%2f%2e%2e%2flist.txt"
            })
    void nothingIsServedThatIsNotListed(String path) throws Exception {
        Wire.Answer no = ask("GET " + path);
        assertThat(no.status()).isIn(404, 400);
        assertThat(no.all("Content-Type")).containsExactly("application/json; charset=utf-8");
        assertThat(no.json()).containsKeys("code", "message", "more_info", "status");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/api", "/console/api/session", "/authenticators", "/consoles", "/v2/console", "/"})
    void theseAreTheApplications(String path) throws Exception {
        assertThat(ask("GET " + path).json()).containsEntry("path", path);
    }

    @Test
    void anotherSitesPageHasNoBusinessWhereOurPagesAre() throws Exception {
        assertThat(ask("GET /console/api/session").all("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(ask("GET /console").all("Access-Control-Allow-Origin")).isEmpty();
        assertThat(ask("GET /v2/Services").all("Access-Control-Allow-Origin")).containsExactly("*");
    }

    @Test
    void aWorkerMayHaveThePageBesideItsFolder() throws Exception {
        assertThat(ask("GET /authenticator/worker.js").all("Service-Worker-Allowed"))
                .containsExactly("/authenticator");
        assertThat(ask("GET /authenticator/assets/x-12345678.js").all("Service-Worker-Allowed"))
                .isEmpty();
    }
}
