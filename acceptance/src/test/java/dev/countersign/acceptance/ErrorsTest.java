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

/** Every no is the protocol's error, whoever says it: the application, the router or the engine below. */
class ErrorsTest {
    private static final String NOBODY = "0".repeat(32);

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
    @ValueSource(
            strings = {
                "/",
                "/v2",
                "/v2/",
                "/v2/Nonsense",
                "/v2/Services/",
                "/v2/Services/VA1",
                "/v2/services",
                "/v1/Services",
                "/v2/Services/VA" + "00000000000000000000000000000000/Webhooks",
                "/v2/Services/VA" + "00000000000000000000000000000000/VerificationCheck",
                "/v2/Forms/form-push",
                "/admin",
                "/index.html"
            })
    void anUnknownRouteIs404WithThePathWithoutItsVersion(String path) {
        assertThat(api.get(path).mustBe(404, 20404).text("message"))
                .isEqualTo("The requested resource " + (path.startsWith("/v2/") ? path.substring(3) : path)
                        + " was not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
    void aMethodThatAResourceDoesNotHaveIs405AndSaysWhichItHas(String method) {
        Answer answer = api.ask(method, "/v2/Services", "").mustBe(405, 20004);

        assertThat(String.valueOf(answer.header("Allow")).split(", "))
                .containsExactlyInAnyOrder("GET", "POST", "OPTIONS");
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
    void everythingWithoutCredentialsIs401WhetherItExistsOrNot() {
        Person person = Person.enrolled(api);
        String challenge = person.challenged().mustBe(201).sid();
        List<String> paths = List.of(
                "/v2/Services",
                "/v2/Services/" + person.service(),
                "/v2/Services/" + person.service() + "/Entities",
                person.path(),
                person.path() + "/Factors",
                person.factorPath(),
                person.challenges(),
                person.challenge(challenge),
                "/v2/Nonsense",
                "/");
        for (String path : paths) {
            for (String method : List.of("GET", "POST", "DELETE", "PUT", "PATCH")) {
                for (String authorization : List.of(
                        "",
                        "Basic",
                        "Basic !!",
                        "Basic bm9jb2xvbg==",
                        "Bearer x",
                        api.as("AC" + NOBODY, api.password()).authorization(),
                        api.as(api.user(), "").authorization(),
                        api.as(api.user(), api.password() + "x").authorization(),
                        api.as("SK" + NOBODY, api.password()).authorization(),
                        api.as("token", "eyJ.eyJ.x").authorization())) {
                    Answer answer = unauthenticated(method, path, authorization);
                    assertThat(answer.status())
                            .as("%s %s %s", method, path, authorization)
                            .isEqualTo(401);
                }
            }
        }
    }

    private Answer unauthenticated(String method, String path, String authorization) {
        java.net.http.HttpRequest.Builder request = java.net.http.HttpRequest.newBuilder(
                        api.base().resolve(path))
                .method(method, java.net.http.HttpRequest.BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return Api.send(request.build()).lawful();
    }

    @Test
    void a401SaysHowToComeInAndWhatTimeItIs() {
        Answer answer = unauthenticated("GET", "/v2/Services", "").mustBe(401, 20003);

        assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=\"");
        assertThat(answer.header("Date")).isNotNull();
        assertThat(answer.text("message")).isEqualTo("Authenticate");
    }

    @Test
    void anotherAccountsThingsLookExactlyLikeMissingOnes() {
        Launcher.Ran created = Product.shared().administer("account", "create", "--name", "other");
        Api other = api.as(created.value("Account SID"), created.value("Auth token"));
        Person theirs = Person.enrolled(other);
        String challenge = theirs.challenged().mustBe(201).sid();
        other.get(theirs.challenge(challenge)).mustBe(200);
        String service = theirs.service();
        String mine = api.service();

        record Tried(String method, String path, String missing, String body) {}
        List<Tried> all = new ArrayList<>();
        String none = "VA" + NOBODY;
        for (String below : List.of(
                "", "/Entities", "/Entities/" + theirs.identity(), "/Entities/" + theirs.identity() + "/Factors")) {
            all.add(new Tried("GET", "/v2/Services/" + service + below, "/v2/Services/" + none + below, ""));
        }
        String person = "/Entities/" + theirs.identity();
        all.add(new Tried("POST", "/v2/Services/" + service, "/v2/Services/" + none, "FriendlyName=mine"));
        all.add(new Tried("DELETE", "/v2/Services/" + service, "/v2/Services/" + none, ""));
        all.add(new Tried("DELETE", "/v2/Services/" + service + person, "/v2/Services/" + none + person, ""));
        all.add(new Tried(
                "POST",
                "/v2/Services/" + service + person + "/Challenges",
                "/v2/Services/" + none + person + "/Challenges",
                "FactorSid=" + theirs.factor()));
        all.add(new Tried(
                "POST",
                "/v2/Services/" + service + person + "/Factors",
                "/v2/Services/" + none + person + "/Factors",
                "nothing=right"));
        all.add(new Tried("POST", theirs.challenge(challenge), theirs.challenge("YC" + NOBODY), "AuthPayload=123456"));
        all.add(new Tried("GET", theirs.challenge(challenge), theirs.challenge("YC" + NOBODY), ""));
        all.add(new Tried("GET", theirs.factorPath(), theirs.path() + "/Factors/YF" + NOBODY, ""));
        // Under a Service of one's own, with SIDs that somebody else has.
        String own = "/v2/Services/" + mine + person;
        all.add(new Tried("GET", own + "/Factors/" + theirs.factor(), own + "/Factors/YF" + NOBODY, ""));
        all.add(new Tried("GET", own + "/Challenges/" + challenge, own + "/Challenges/YC" + NOBODY, ""));
        for (Tried t : all) {
            Answer foreign = api.ask(t.method(), t.path(), t.body()).mustBe(404, 20404);
            Answer missing = api.ask(t.method(), t.missing(), t.body()).mustBe(404, 20404);
            assertThat(foreign.body().replace(t.path().substring(3), "PATH"))
                    .as(t.method() + " " + t.path())
                    .isEqualTo(missing.body().replace(t.missing().substring(3), "PATH"));
        }
        assertThat(theirs.status(challenge)).as("untouched").isEqualTo("pending");
        assertThat(other.get("/v2/Services/" + service).text("friendly_name")).isEqualTo("Acceptance");
    }

    @Test
    void anIdentityThatIsNoneIsABadRequest() {
        String service = api.service();

        for (String identity :
                List.of("short-7", "a".repeat(65), "with_underscore", "with%20space", "%C3%A4%C3%B6%C3%BC-12345")) {
            api.get("/v2/Services/" + service + "/Entities/" + identity).mustBe(400, 60306);
        }
        for (String identity : List.of("", "short-7", "a".repeat(65), "with_underscore", "jane@example.com")) {
            api.post("/v2/Services/" + service + "/Entities", "Identity", identity)
                    .mustBe(400, 60306);
        }
    }

    @Test
    void aServicesParametersAreRefusedByACodeOfTheirOwn() {
        for (String[] bad : new String[][] {
            {"FriendlyName", ""},
            {"FriendlyName", "x".repeat(33)},
            {"FriendlyName", "x", "CodeLength", "3"},
            {"FriendlyName", "x", "CodeLength", "eleven"},
            {"FriendlyName", "x", "LookupEnabled", "yes"},
            {"FriendlyName", "x", "Totp.TimeStep", "19"},
            {"FriendlyName", "x", "Totp.TimeStep", "61"},
            {"FriendlyName", "x", "Totp.Skew", "3"},
            {"FriendlyName", "x", "Totp.CodeLength", "2"},
            {"FriendlyName", "x", "Push.ApnCredentialSid", "CR" + NOBODY},
            {"FriendlyName", "x", "Push.FcmCredentialSid", "CR" + NOBODY},
            {"FriendlyName", "x", "Passkeys.UserVerification", "always"}
        }) {
            Answer answer = api.post("/v2/Services", bad).mustBe(400, 60200);
            assertThat(answer.text("message")).startsWith("Invalid parameter: ").contains(bad[bad.length - 2]);
        }
        api.post("/v2/Services").mustBe(400, 60200);
    }

    @Test
    void aFactorsParametersAreRefusedByTheirNames() {
        String path = "/v2/Services/" + api.service() + "/Entities/somebody-1/Factors";

        for (String[] bad : new String[][] {
            {"FactorType", "totp"},
            {"FriendlyName", "x"},
            {"FriendlyName", "x", "FactorType", "sms"},
            {"FriendlyName", "x", "FactorType", "passkeys"},
            {"FactorType", "totp", "FriendlyName", "x".repeat(65)},
            {"FactorType", "totp", "FriendlyName", "x", "Config.Alg", "md5"},
            {"FactorType", "totp", "FriendlyName", "x", "Config.TimeStep", "19"},
            {"FactorType", "totp", "FriendlyName", "x", "Config.Skew", "3"},
            {"FactorType", "totp", "FriendlyName", "x", "Config.CodeLength", "9"},
            {"FactorType", "totp", "FriendlyName", "x", "Metadata", "{\"a\":1}"}
        }) {
            api.post(path, bad).mustBe(400, 60306);
        }
        api.get("/v2/Services/" + api.service() + "/Entities/somebody-1").mustBe(404, 20404);
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
    void malformedEscapesInAFormAreABadRequest() {
        for (String body :
                List.of("FriendlyName=%", "FriendlyName=%zz", "FriendlyName=%C3", "%=x", "FriendlyName=%ff%fe")) {
            Answer answer = api.ask("POST", "/v2/Services", body);
            assertThat(answer.status()).as(body + " " + answer).isEqualTo(400);
        }
        for (String query : List.of("PageSize=%25", "Status=%FF", "PageToken=%C3%28")) {
            Person person = Person.unverified(api, api.service());
            assertThat(api.get(person.challenges() + "?" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
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
