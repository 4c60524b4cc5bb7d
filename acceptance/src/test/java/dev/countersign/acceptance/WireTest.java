package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said byte for byte: to the engine below as much as to the application. */
class WireTest {
    private final Api api = Product.shared().api();

    private Answer raw(String text) throws IOException {
        try (RawHttp http = new RawHttp(api.base().getHost(), api.base().getPort())) {
            return answer(http.ask(text));
        }
    }

    private static Answer answer(RawHttp.Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String header : answer.headers()) {
            int colon = header.indexOf(':');
            headers.computeIfAbsent(header.substring(0, colon), _ -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        return new Answer(answer.status(), headers, answer.body()).lawful();
    }

    private String head(String method, String path, String... more) {
        return method + " " + path + " HTTP/1.1\nHost: verify.example.com\nAuthorization: " + api.authorization() + "\n"
                + String.join("", Stream.of(more).map(line -> line + "\n").toList()) + "\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "BREW", "get", "PROPFIND"})
    void traceAndUnknownMethodsAre405BeforeAnybodyIsAskedWhoTheyAre(String method) throws IOException {
        Answer answer = raw(method + " /v2/Services HTTP/1.1\nHost: verify.example.com\nConnection: close\n\n");

        answer.mustBe(405, 20004);
        assertThat(answer.header("Allow")).isNotBlank();
    }

    @Test
    void nobodyIsConnectedThroughUsToSomebodyElse() throws IOException {
        raw("""
                CONNECT verify.example.com:443 HTTP/1.1
                Host: verify.example.com:443
                Connection: close

                """).mustBe(405, 20004);
    }

    @Test
    void whateverAClientWantsToAcceptItGetsJson() throws IOException {
        for (String accept : List.of(
                "Accept: application/x-www-form-urlencoded",
                "Accept: text/html;q=0.1",
                "Accept: nonsense",
                "Accept-Encoding: utf-8",
                "Accept-Encoding: identity;q=0, *;q=0",
                "Accept-Charset: utf-16",
                "X-Twilio-Client: java-13")) {
            raw(head("GET", "/v2/Services?PageSize=1", accept, "Connection: close"))
                    .mustBe(200);
        }
        String body = "FriendlyName=typed";
        for (String type : List.of(
                "Content-Type: application/x-www-form-urlencoded; charset=UTF-8",
                "Content-Type: APPLICATION/X-WWW-FORM-URLENCODED;charset=iso-8859-1")) {
            raw(head("POST", "/v2/Services", type, "Content-Length: " + body.length(), "Connection: close") + body)
                    .mustBe(201);
        }
        Person person = Person.unverified(api, api.service());
        raw(head("DELETE", person.factorPath(), "Content-Type: application/x-www-form-urlencoded", "Connection: close"))
                .mustBe(204);
    }

    @Test
    void aBodyOf128KiBIsReadAndAByteMoreIs413() throws IOException {
        String start = "FriendlyName=large&x=";
        String fits = start + "x".repeat(128 * 1024 - start.length());

        api.ask("POST", "/v2/Services", fits).mustBe(201);
        for (String length : List.of("Content-Length: " + (fits.length() + 1), "Content-Length: 99999999999")) {
            raw(head("POST", "/v2/Services", "Content-Type: application/x-www-form-urlencoded", length))
                    .mustBe(413, 20413);
        }
    }

    @Test
    void aChunkedBodyWithoutEndIs413Too() throws IOException {
        String chunk = "1000\n" + "x".repeat(4096) + "\n";
        try (RawHttp http = new RawHttp(api.base().getHost(), api.base().getPort())) {
            http.send(head(
                    "POST",
                    "/v2/Services",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Transfer-Encoding: chunked"));
            for (int i = 0; i < 40; i++) {
                http.send(chunk);
            }
            answer(http.read()).mustBe(413, 20413);
        }
    }

    @Test
    void headersOf8KiBAreReadAndAbsurdOnesAre431() throws IOException {
        raw(head("GET", "/v2/Services?PageSize=1", "X-Long: " + "x".repeat(8 * 1024), "Connection: close"))
                .mustBe(200);
        raw(head("GET", "/v2/Services", "X-Long: " + "x".repeat(40_000))).mustBe(431);
        raw(head("GET", "/v2/Services/" + "x".repeat(40_000))).mustBe(431);
    }

    @ParameterizedTest
    @MethodSource
    void aMalformedRequestIs400(String text) throws IOException {
        raw(text).mustBe(400);
    }

    static Stream<String> aMalformedRequestIs400() {
        String host = "Host: verify.example.com\n";
        return Stream.of(
                "GET\n\n",
                "nonsense nonsense nonsense\n\n",
                "GET /v2/Services HTTP/1.1\n\n",
                "GET /v2/Services HTTP/1.1\n" + host + host + "\n",
                "GET /v2/Services HTTP/1.1\n" + host + "No colon\n\n",
                "GET /v2/Services HTTP/1.1\n" + host + " folded: yes\n\n",
                "POST /v2/Services HTTP/1.1\n" + host + "Content-Length: 3\nTransfer-Encoding: chunked\n\n0\n\n",
                "POST /v2/Services HTTP/1.1\n" + host + "Content-Length: 3\nContent-Length: 4\n\nabc",
                "POST /v2/Services HTTP/1.1\n" + host + "Content-Length: -1\n\n",
                "POST /v2/Services HTTP/1.1\n" + host + "Content-Length: x\n\n",
                "GET /v2/Services//Entities HTTP/1.1\n" + host + "\n",
                "GET /v2/Services%zz HTTP/1.1\n" + host + "\n",
                "GET /v2/../v2/Services%2 HTTP/1.1\n" + host + "\n");
    }

    @Test
    void aConnectionServesAnotherRequestAfterAnError() throws IOException {
        try (RawHttp http = new RawHttp(api.base().getHost(), api.base().getPort())) {
            answer(http.ask(head("GET", "/v2/Nonsense"))).mustBe(404, 20404);
            answer(http.ask("GET /v2/Services HTTP/1.1\nHost: verify.example.com\n\n"))
                    .mustBe(401, 20003);
            answer(http.ask(head("PUT", "/v2/Services", "Content-Length: 3") + "a=b"))
                    .mustBe(405, 20004);
            answer(http.ask(head("GET", "/v2/Services?PageSize=1"))).mustBe(200);
        }
    }

    @Test
    void urlsAreBuiltFromWhatTheCallerCalledUs() throws IOException {
        Answer list = raw(head("GET", "/v2/Services?PageSize=1", "Connection: close"));

        assertThat(list.text("meta.url")).startsWith("http://verify.example.com/v2/Services?");
        Answer forged = raw(head(
                "GET",
                "/v2/Services?PageSize=1",
                "X-Forwarded-Host: evil.example.com",
                "X-Forwarded-Proto: https",
                "Forwarded: host=evil.example.com;proto=https",
                "Connection: close"));
        assertThat(forged.text("meta.url")).as("nobody was named a proxy").startsWith("http://verify.example.com/v2/");
    }

    @Test
    void preflightsAreAnsweredToAnybodyAndNoCredentialsGoOverCors() throws IOException {
        Answer answer = raw("""
                OPTIONS /v2/Services HTTP/1.1
                Host: verify.example.com
                Origin: https://app.example.com
                Access-Control-Request-Method: POST
                Access-Control-Request-Headers: authorization
                Connection: close

                """);

        answer.mustBe(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Access-Control-Allow-Methods"))
                .contains("GET")
                .contains("POST")
                .contains("DELETE");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("Authorization");
        assertThat(answer.header("Access-Control-Expose-Headers"))
                .contains("Date")
                .contains("Twilio-Request-Id")
                .contains("Twilio-Verify-Signature-Fields");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
        api.ask("OPTIONS", "/v2/Services/whatever/there/is", "").mustBe(204);
    }

    @Test
    void headersAreSpeltAsTheyAlwaysWere() throws IOException {
        try (RawHttp http = new RawHttp(api.base().getHost(), api.base().getPort())) {
            List<String> headers =
                    http.ask(head("GET", "/v2/Services?PageSize=1")).headers();
            for (String name : List.of("Date: ", "Content-Type: ", "Twilio-Request-Id: ", "Content-Length: ")) {
                assertThat(headers).anyMatch(h -> h.startsWith(name));
            }
        }
    }
}
