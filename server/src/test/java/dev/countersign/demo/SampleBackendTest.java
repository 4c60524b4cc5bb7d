package dev.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.Fields;
import dev.countersign.contract.Json;
import dev.countersign.testkit.RawHttp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the mobile sample apps, and a developer with curl, are answered by the sample backend. */
class SampleBackendTest {
    private static final String ACCOUNT = "AC" + "0".repeat(31) + "1";
    private static final String SERVICE = "VA" + "0".repeat(31) + "2";
    private static final String FACTOR = "YF" + "0".repeat(31) + "4";
    private static final String CHALLENGE = "YC" + "0".repeat(31) + "5";

    /** SHA-256 of "ana@example.com", as {@code sha256sum} gives it. */
    private static final String ANA = "8e43ca37701228e74983efdbd0cff5c16b3b1e5d4e29a7c05626d4d25a018e11";

    private final StringWriter log = new StringWriter();
    private final HttpClient client = HttpClient.newHttpClient();

    private FakeCountersign countersign;
    private Upstream upstream;
    private SampleBackend backend;

    @BeforeEach
    void open() throws Exception {
        countersign = new FakeCountersign(null);
        upstream = new Upstream(countersign.base() + "/", ACCOUNT, "secret", null);
        backend = new SampleBackend(0, null, upstream, SERVICE, new PrintWriter(log));
    }

    @AfterEach
    void close() {
        backend.close();
        upstream.close();
        countersign.close();
        client.close();
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        return ask(path, r -> r.header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> form(String path, String body) throws Exception {
        return post(path, "application/x-www-form-urlencoded", body);
    }

    private interface Shaped {
        HttpRequest.Builder as(HttpRequest.Builder request);
    }

    private HttpResponse<String> ask(String path, Shaped shaped) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + backend.port() + path);
        return client.send(shaped.as(HttpRequest.newBuilder(uri)).build(), BodyHandlers.ofString());
    }

    private static void complains(HttpResponse<String> answer, int status, String words) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"error\":{\"message\":\"").contains(words);
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
    }

    @Test
    void bothSamplesAreGivenAnAccessTokenEachInItsOwnWayOfAsking() throws Exception {
        countersign.say(201, "{\"sid\":\"YK1\",\"token\":\"ey.J.x\",\"ttl\":60}");
        HttpResponse<String> android = form("/access-token", "identity=ana%40example.com");
        HttpResponse<String> ios = post("/access-token", "Application/json", "{\"identity\":\"ana@example.com\"}");
        assertThat(android.statusCode()).isEqualTo(200);
        assertThat(Json.strings(android.body()))
                .containsExactly(
                        Map.entry("token", "ey.J.x"),
                        Map.entry("serviceSid", SERVICE),
                        Map.entry("identity", ANA),
                        Map.entry("factorType", "push"));
        assertThat(ios.body()).isEqualTo(android.body());
        assertThat(countersign.heard).hasSize(2).allSatisfy(heard -> {
            assertThat(heard.line()).isEqualTo("POST /v2/Services/" + SERVICE + "/AccessTokens");
            assertThat(heard.form()).isEqualTo("Identity=" + ANA + "&FactorType=push");
            assertThat(heard.authorization())
                    .isEqualTo("Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTpzZWNyZXQ=");
        });
        assertThat(log.toString().lines()).containsOnly("POST /access-token 200");
    }

    @Test
    void aChallengeCarriesItsMessageAndEverythingElseAsAFieldInTheOrderSent() throws Exception {
        countersign.say(201, "{\"status\":\"pending\"}");
        HttpResponse<String> made = form(
                "/create-challenge",
                "identity=" + ANA + "&message=Sign+in%3F&factor=" + FACTOR + "&Location=Z%C3%BCrich&IP%20address=::1");
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.body()).isEqualTo("{\"status\":\"pending\"}");
        assertThat(countersign.last().line())
                .isEqualTo("POST /v2/Services/" + SERVICE + "/Entities/" + ANA + "/Challenges");
        Fields sent = Fields.parse(countersign.last().form(), false);
        assertThat(sent.all("FactorSid")).containsExactly(FACTOR);
        assertThat(sent.all("Details.Message")).containsExactly("Sign in?");
        assertThat(sent.all("Details.Fields"))
                .containsExactly(
                        "{\"label\":\"Location\",\"value\":\"Zürich\"}",
                        "{\"label\":\"IP address\",\"value\":\"::1\"}");
    }

    @Test
    void aChallengesStatusAndAUsersFactorsAreToldByGetAndByPost() throws Exception {
        countersign.say(200, "{\"status\":\"approved\"}");
        String asked = "identity=ana@example.com&sid=" + CHALLENGE;
        assertThat(ask("/challenge-status?" + asked, r -> r).body()).isEqualTo("{\"status\":\"approved\"}");
        assertThat(form("/challenge-status", asked).body()).isEqualTo("{\"status\":\"approved\"}");
        assertThat(countersign.last().line())
                .isEqualTo("GET /v2/Services/" + SERVICE + "/Entities/" + ANA + "/Challenges/" + CHALLENGE);
        assertThat(ask("/list-factors?identity=" + ANA, r -> r).statusCode()).isEqualTo(200);
        assertThat(countersign.last().line())
                .isEqualTo("GET /v2/Services/" + SERVICE + "/Entities/" + ANA + "/Factors?PageSize=20");
    }

    @Test
    void whatCountersignRefusesIsPassedOnAsItIs() throws Exception {
        String refusal = "{\"code\":60318,\"message\":\"Factor is not verified\",\"status\":403}";
        countersign.say(403, refusal);
        for (HttpResponse<String> answer : List.of(
                form("/access-token", "identity=ana"),
                form("/create-challenge", "identity=ana&message=m&factor=" + FACTOR),
                form("/challenge-status", "identity=ana&sid=" + CHALLENGE),
                form("/list-factors", "identity=ana"))) {
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo(refusal);
        }
    }

    @Test
    void whatIsMissingOrMalformedIsNamedAndAsksNobody() throws Exception {
        complains(form("/access-token", "identity="), 400, "identity");
        complains(form("/create-challenge", "message=m"), 400, "identity, factor");
        complains(form("/challenge-status", "identity=ana&sid=.."), 400, "YC");
        complains(form("/access-token", "identity=%zz"), 400, "malformed escape");
        complains(form("/access-token", "identity=%ff"), 400, "UTF-8");
        for (String json : List.of("", "[]", "{\"identity\":1}", "{\"identity\":\"a\"", "{\"identity\":\"\\ud800\"}")) {
            complains(post("/access-token", "application/json", json), 400, "What was sent must");
        }
        complains(form("/access-token", "identity=" + "a".repeat(16 * 1024)), 413, "16384 bytes");
        assertThat(countersign.heard).isEmpty();
    }

    @Test
    void onlyWhatItIsForIsThere() throws Exception {
        complains(ask("/", r -> r), 404, "/access-token, /challenge-status, /create-challenge, /list-factors");
        complains(ask("/access-token/../%0a", r -> r), 404, "/access-token");
        complains(ask("/access-token?identity=ana", r -> r), 405, "Use POST.");
        complains(ask("/list-factors", HttpRequest.Builder::DELETE), 405, "Use GET or POST.");
        assertThat(ask("/list-factors", HttpRequest.Builder::HEAD).statusCode()).isEqualTo(405);
        assertThat(log.toString().lines()).hasSize(5);
    }

    @Test
    void aPageInABrowserIsTurnedAway() throws Exception {
        complains(
                ask("/access-token", r -> r.header("Origin", "https://evil.example")
                        .POST(BodyPublishers.ofString("identity=ana"))),
                403,
                "browser");
        assertThat(countersign.heard).isEmpty();
    }

    @Test
    void aNameThatSomebodyHadPointHereIsTurnedAway() throws Exception {
        try (RawHttp evil = new RawHttp("127.0.0.1", backend.port())) {
            String asked = "GET /list-factors?identity=ana HTTP/1.1\r\nHost: evil.example\r\n\r\n";
            assertThat(evil.ask(asked).status()).isEqualTo(403);
        }
        assertThat(countersign.heard).isEmpty();
    }

    @Test
    void aCountersignThatIsGoneOrIsNoneIsABadGatewayAndNoStackTrace() throws Exception {
        countersign.say(200, "<html>");
        complains(form("/access-token", "identity=ana"), 502, "no Countersign");
        countersign.close();
        HttpResponse<String> answer = form("/access-token", "identity=ana");
        complains(answer, 502, countersign.base());
        assertThat(answer.body()).doesNotContain("\\tat ");
    }

    @Test
    void itListensOnLoopbackOnly() throws Exception {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
        for (InetAddress other : others) {
            assertThatThrownBy(() -> new Socket(other, backend.port()).close()).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void theServiceIsMadeOrLookedUpAndARefusalIsSaidInOneSentence() throws Exception {
        countersign.say(201, "{\"sid\":\"" + SERVICE + "\"}");
        assertThat(upstream.newService("Sample backend")).isEqualTo(SERVICE);
        assertThat(countersign.last().form()).isEqualTo("FriendlyName=Sample+backend");
        assertThat(upstream.service(SERVICE)).isEqualTo(SERVICE);
        assertThat(countersign.last().line()).isEqualTo("GET /v2/Services/" + SERVICE);
        countersign.say(401, "{\"code\":20003}");
        assertThatThrownBy(() -> upstream.service(SERVICE))
                .isInstanceOf(IOException.class)
                .hasMessage("Countersign answered GET /v2/Services/" + SERVICE + " with 401: {\"code\":20003}");
    }
}
