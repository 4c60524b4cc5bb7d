package dev.countersign.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which operation is found, who may ask, and in which order a request is refused. */
class RoutingTest {
    private final Toy toy = new Toy().afloat(3);

    private Reply ask(String method, String target, @Nullable String authorization, String body) {
        return toy.ask(Toy.request(method, target, authorization, body));
    }

    private Reply ask(String method, String target) {
        return ask(method, target, Toy.ANA, "");
    }

    private static String words(Reply reply) {
        return Tree.text(Tree.parse(reply.body()), "message");
    }

    private static Map<String, String> headers(Reply reply) {
        return reply.headers().stream().collect(Collectors.toMap(Reply.Header::name, Reply.Header::value));
    }

    @Test
    void anOperationIsFoundByItsMethodAndPath() {
        assertThat(ask("GET", Toy.BOATS + "/2").told().endpoint()).isEqualTo("GET /v2/Ports/{PortSid}/Boats/{Number}");
        assertThat(ask("GET", Toy.BOATS + "/2").status()).isEqualTo(200);
        assertThat(ask("DELETE", Toy.BOATS + "/2").status()).isEqualTo(204);
        assertThat(ask("DELETE", Toy.BOATS + "/2").body()).isEmpty();
        assertThat(ask("POST", Toy.BOATS, Toy.ANA, "Name=anna").status()).isEqualTo(201);
        assertThat(ask("GET", Toy.BOATS).status()).isEqualTo(200);
    }

    @Test
    void whoeverWasLetInByTheHeadIsNotAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        Guard counting = (user, password, way) -> {
            asked.incrementAndGet();
            return Toy.admit(user, password, way);
        };
        Router router = new Router(toy.endpoints(), Map.of(), counting, new Paging(b -> b), "");
        Request head = Toy.request("POST", Toy.BOATS, Toy.ANA, "");
        assertThat(router.early(head)).isInstanceOfSatisfying(Application.Early.Awaited.class, awaited -> {
            Request whole = awaited.head().with("Name=anna".getBytes(StandardCharsets.US_ASCII));
            assertThat(((Reply) router.answer(whole)).status()).isEqualTo(201);
        });
        assertThat(asked).hasValue(1);
        Request stranger = Toy.request("POST", Toy.BOATS, null, "");
        assertThat(router.early(stranger)).isInstanceOf(Application.Early.Answered.class);
    }

    @Test
    void anOperationDeclaredTwiceIsAMistake() {
        List<Endpoint<?>> twice = new ArrayList<>(toy.endpoints());
        twice.addAll(toy.endpoints());
        assertThatThrownBy(() -> new Router(twice, Map.of(), Toy::admit, new Paging(b -> b), ""))
                .hasMessage("POST /v2/Ports/{PortSid}/Boats is declared twice");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/Nowhere, /Nowhere",
        "/v2/Ports, /Ports",
        "/v2/Ports/, /Ports/",
        "/v2/Ports/VA00000000000000000000000000000001/Boats/, /Ports/VA00000000000000000000000000000001/Boats/",
        "/v2/Ports//Boats, /Ports//Boats",
        "/v2/ports/VA00000000000000000000000000000001/Boats, /ports/VA00000000000000000000000000000001/Boats",
        "/v2/Ports/nonsense/Boats, /Ports/nonsense/Boats",
        "/v2/Ports/VA00000000000000000000000000000001/Boats/x, /Ports/VA00000000000000000000000000000001/Boats/x",
        "/v2/Ports/VA00000000000000000000000000000001/Boats/1000, /Ports/VA00000000000000000000000000000001/Boats/1000",
        "/v2/Ports/VA00000000000000000000000000000001/Boats/%zz, /Ports/VA00000000000000000000000000000001/Boats/%zz",
        "/v2/Ports/VA00000000000000000000000000000001/Boats/%ff, /Ports/VA00000000000000000000000000000001/Boats/%ff",
        "/v2/Ports/VA00000000000000000000000000000009/Boats?Colour=red, /Ports/VA00000000000000000000000000000009/Boats",
        "/v1/Ports, /v1/Ports",
        "/, /",
        "/v2, /v2"
    })
    void whatIsNotThereIsNamedWithoutTheVersion(String target, String named) {
        // a list of a port that is not there is missed only once something else is wrong: see below
        Reply reply = ask("GET", target.contains("?") ? target + "&PageSize=0" : target);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(words(reply)).isEqualTo("The requested resource " + named + " was not found");
        assertThat(Tree.object(Tree.parse(reply.body())))
                .containsExactly(
                        Map.entry("code", 20404L),
                        Map.entry("message", words(reply)),
                        Map.entry("more_info", "https://www.twilio.com/docs/errors/20404"),
                        Map.entry("status", 404L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "HEAD", "DELETE"})
    void aMethodThatIsNotOfferedHereIsRefusedWithTheOnesThatAre(String method) {
        Reply reply = ask(method, Toy.BOATS);
        assertThat(reply.status()).isEqualTo(405);
        assertThat(headers(reply)).containsEntry("Allow", "GET, POST, OPTIONS");
        assertThat(Tree.object(Tree.parse(reply.body()))).containsEntry("code", 20004L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "BREW", "get", ""})
    void anUnknownMethodIsRefusedBeforeAnybodyIsAskedWhoTheyAre(String method) {
        assertThat(ask(method, Toy.BOATS, null, "").status()).isEqualTo(405);
        assertThat(headers(ask(method, "/v2/Nowhere", null, ""))).containsEntry("Allow", "GET, POST, DELETE, OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/Nowhere", Toy.BOATS, "/hello", "/v2/Ports/x"})
    void aPreflightIsAnsweredWhereverItGoes(String path) {
        Reply reply = ask("OPTIONS", path, null, "");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(headers(reply))
                .containsEntry("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
                .containsKey("Access-Control-Allow-Headers")
                .doesNotContainKey("Access-Control-Allow-Credentials");
    }

    static List<@Nullable String> strangers() {
        Base64.Encoder base64 = Base64.getEncoder();
        List<@Nullable String> all = new ArrayList<>();
        all.add(null);
        all.addAll(List.of(
                "",
                "Basic",
                "Basic ",
                "Basic !!!",
                "Basic YW5h",
                "Bearer " + Toy.ANA.substring(6),
                "Digest username=ana",
                Toy.ANA.substring(6),
                Toy.basic("ana", ""),
                Toy.basic("", ""),
                Toy.basic("ana", "pass"),
                Toy.basic("ana", "pass:word "),
                Toy.basic("Ana", "pass:word"),
                "Basic " + base64.encodeToString(new byte[] {(byte) 0xff, ':', (byte) 0xfe}),
                "Basic " + base64.encodeToString(":::".getBytes(StandardCharsets.UTF_8)),
                Toy.ANA + "=",
                Toy.ANA + "," + Toy.ANA));
        return all;
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("strangers")
    void aStrangerIsToldHowToComeIn(@Nullable String authorization) {
        for (String path : List.of(Toy.BOATS, "/v2/Nowhere", Toy.BOATS + "/nonsense")) {
            Reply reply = ask("GET", path, authorization, "");
            assertThat(reply.status()).isEqualTo(401);
            assertThat(headers(reply))
                    .containsEntry("WWW-Authenticate", "Basic realm=\"Countersign\", charset=\"UTF-8\"");
            assertThat(Tree.object(Tree.parse(reply.body())))
                    .containsEntry("code", 20003L)
                    .containsEntry("message", "Authenticate");
            assertThat(reply.told().account()).isEmpty();
        }
    }

    @Test
    void theSchemeMayBeWrittenInAnyCaseWithSpaceAround() {
        for (String scheme : List.of("basic ", "BASIC ", "Basic    ")) {
            assertThat(ask("GET", Toy.BOATS, scheme + Toy.ANA.substring(6) + " ", "")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPageIsReadByAnybodyAndOnlyRead() {
        assertThat(ask("GET", "/hello", null, "").status()).isEqualTo(200);
        assertThat(ask("POST", "/hello", null, "").status()).isEqualTo(401);
        assertThat(ask("POST", "/hello").status()).isEqualTo(404);
    }

    @Test
    void aPortThatIsNotThereIsMissedBeforeABadParameterIs() {
        String nowhere = Toy.BOATS.replace(Toy.PORT, Toy.NO_PORT);
        assertThat(ask("POST", nowhere, Toy.ANA, "Name=").status()).isEqualTo(404);
        assertThat(ask("POST", nowhere, Toy.ANA, "Name=%zz").status()).isEqualTo(404);
        assertThat(ask("POST", nowhere, Toy.ANA, "Name=anna").status()).isEqualTo(404);
        assertThat(ask("GET", nowhere + "?PageSize=0").status()).isEqualTo(404);
        assertThat(ask("GET", nowhere.replace("Boats", "Berths/12345")).status())
                .isEqualTo(404);
    }

    @Test
    void aPortThatIsNotThereIsMissedBeforeWhatOnlyTheHandlerFindsBad() {
        String nowhere = Toy.BOATS.replace(Toy.PORT, Toy.NO_PORT);
        assertThat(ask("GET", nowhere + "?PageToken=AAAA").status()).isEqualTo(404);
        assertThat(ask("GET", nowhere.replace("Boats", "Late")).status()).isEqualTo(404);
        assertThat(ask("GET", Toy.BOATS.replace("Boats", "Late")).status()).isEqualTo(400);
    }

    @Test
    void aPathThatIsSpeltWrongIsABadRequestWhereItsDeclarationSaysSo() {
        Reply reply = ask("GET", Toy.BOATS.replace("Boats", "Berths/12345"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(words(reply)).isEqualTo("Invalid parameter: Berth must be 1 to 4 characters long");
        assertThat(Tree.object(Tree.parse(reply.body()))).containsEntry("code", 60200L);
        Reply good = ask("GET", Toy.BOATS.replace("Boats", "Berths/%C3%A9+%20x"));
        assertThat(Tree.object(Tree.parse(good.body()))).containsEntry("berth", "é+ x");
    }

    @Test
    void everyRefusalIsToldToTheLogWithItsOperationAndAccount() {
        Reply bad = ask("POST", Toy.BOATS, Toy.ANA, "");
        assertThat(bad.told().endpoint()).isEqualTo("POST /v2/Ports/{PortSid}/Boats");
        assertThat(bad.told().account()).isEqualTo("AC" + "0".repeat(31) + "7");
        assertThat(bad.told().code()).isEqualTo(60306);
        assertThat(ask("GET", "/v2/Nowhere").told().endpoint()).isEqualTo("unmatched");
    }

    @Test
    void everyRefusalIsWrittenTheOneWay() {
        for (Refusal no : Refusal.values()) {
            String words = "line\nquote\" \u0000 é";
            Reply reply = ErrorBody.reply(no, words, "https://example.com/", Reply.Told.NOTHING);
            assertThat(reply.status()).isEqualTo(no.status());
            assertThat(reply.told().code()).isEqualTo(no.code());
            assertThat(Objects.requireNonNull(Tree.object(Tree.parse(reply.body()))))
                    .containsExactly(
                            Map.entry("code", (long) no.code()),
                            Map.entry("message", words),
                            Map.entry("more_info", "https://example.com/" + no.code()),
                            Map.entry("status", (long) no.status()));
        }
    }
}
