package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.testkit.Authenticator;
import dev.countersign.testkit.RawHttp;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Secrets are planted, used in every way there is, and then looked for wherever they must not be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
class SecretsTest {
    private static final byte[] SEED = "a planted seed 20byt".getBytes(StandardCharsets.US_ASCII);
    private static final String BASE32 = Authenticator.base32(SEED);
    private static final String TOKEN = "planted0planted1planted2planted3";

    private final Map<String, byte[]> hidden = new LinkedHashMap<>();
    private final List<String> codes = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private Product product;

    @BeforeAll
    void useThemAll(@TempDir Path folder) throws IOException {
        product = Product.start(
                folder.resolve("data"),
                Map.of(
                        "COUNTERSIGN_ACCOUNT_SID",
                        "AC0123456789abcdef0123456789abcdef",
                        "COUNTERSIGN_AUTH_TOKEN",
                        TOKEN));
        hide("the seed", SEED);
        hide("the seed in Base32", BASE32);
        hide("the seed in small Base32", BASE32.toLowerCase(Locale.ROOT));
        hide("the seed in hex", HexFormat.of().formatHex(SEED));
        hide("the seed in large hex", HexFormat.of().withUpperCase().formatHex(SEED));
        hide("the seed in Base64", Base64.getEncoder().encodeToString(SEED));
        hideText("the auth token", TOKEN);
        Launcher.Ran account = product.administer("account", "create", "--name", "other");
        hideText("another account's token", account.value("Auth token"));
        hideText(
                "its second token",
                product.administer("account", "token", "add", account.value("Account SID"))
                        .value("Secondary auth token"));
        Launcher.Ran key = product.administer("key", "create", product.account());
        hideText("an API key's secret", key.value("Secret"));
        Api api = product.api();
        live(api);
        live(api.as(key.value("API key SID"), key.value("Secret")));
        provoke(api);
    }

    private void hide(String what, byte[] bytes) {
        hidden.put(what, bytes);
    }

    private void hide(String what, String text) {
        hide(what, text.getBytes(StandardCharsets.US_ASCII));
    }

    private void hideText(String what, String text) {
        hide(what, text);
        hide(
                what + " in Base64",
                Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
        if (text.matches("([0-9a-f]{2})+")) {
            hide(what + ", its bytes", HexFormat.of().parseHex(text));
        }
    }

    private void live(Api api) {
        String service = api.service();
        Person person =
                Person.unverified(api, service, "Binding.Secret", BASE32, "Config.CodeLength", "8", "Config.Skew", "2");
        Instant now = api.steady(30, 8);
        String right = code(person, now, 0);
        answers.add(api.post(person.factorPath(), "AuthPayload", person.app().wrongCode(now)));
        answers.add(api.post(person.factorPath(), "AuthPayload", right).mustBe(200));
        answers.add(person.challenged("AuthPayload", code(person, now, -1)).mustBe(201));
        Answer challenge = person.challenged().mustBe(201);
        answers.add(person.answer(challenge.sid(), code(person, now, -2)).mustBe(200));
        answers.add(person.answer(challenge.sid(), right).mustBe(200));
        answers.add(person.answer(challenge.sid(), right).mustBe(403, 60322));
        answers.add(api.get(person.factorPath()));
        answers.add(api.get(person.path() + "/Factors"));
        answers.add(api.get(person.challenges()));
    }

    private String code(Person person, Instant at, int steps) {
        String code = person.app().code(at, steps);
        codes.add(code);
        return code;
    }

    /** Puts secrets where callers put them by mistake, so that errors are tempted to quote them. */
    private void provoke(Api api) throws IOException {
        String service = api.service();
        String factors = "/v2/Services/" + service + "/Entities/somebody-1/Factors";
        for (Answer error : List.of(
                api.post(factors, "FactorType", "totp", "FriendlyName", "x", "Binding.Secret", BASE32 + "1"),
                api.post(factors, "FactorType", BASE32, "FriendlyName", "x"),
                api.post(factors, "FactorType", "totp", "FriendlyName", "x", "Metadata", "{\"seed\":" + BASE32 + "}"),
                api.post(factors, "FactorType", "totp", "FriendlyName", "x", "Config.Skew", BASE32),
                api.post("/v2/Services", "FriendlyName", "x", "Totp.Skew", TOKEN),
                api.get("/v2/Services?PageSize=" + TOKEN),
                api.get("/v2/Services?PageToken=" + TOKEN + "&Authorization=" + TOKEN),
                api.ask("PUT", "/v2/Services?AuthPayload=" + BASE32, "AuthPayload=" + BASE32),
                api.as(TOKEN, BASE32).get("/v2/Services"),
                api.as("AC" + "0".repeat(32), TOKEN).get("/v2/Services"))) {
            assertThat(error.status()).as(error.toString()).isBetween(400, 499);
            errors.add(error.body());
        }
        for (String raw : List.of(
                "GET /v2/Services HTTP/1.1\nHost: x\nAuthorization: Basic " + TOKEN + "\nX-" + TOKEN + ": " + BASE32
                        + "\nConnection: close\n\n",
                "GET /v2/Services HTTP/1.1\nHost: x\nAuthorization\n" + TOKEN + "\n\n",
                "POST /v2/Services HTTP/1.1\nHost: x\nContent-Length: " + TOKEN + "\n\n",
                "AuthPayload=" + BASE32 + "\n\n")) {
            try (RawHttp http = new RawHttp(api.base().getHost(), api.base().getPort())) {
                errors.add(http.ask(raw).body());
            }
        }
    }

    @AfterAll
    void stop() {
        product.close();
    }

    @Test
    @Tag(Engine.EMBEDDED_ALONE)
    void noneIsInAnyFileOfTheDataFolder() throws IOException {
        mustBeInNoFile();
        product.stop();
        mustBeInNoFile();
        product = product.startAgain();
    }

    private void mustBeInNoFile() throws IOException {
        try (Stream<Path> walk = Files.walk(product.data())) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();
            assertThat(files)
                    .anyMatch(f -> Files.isRegularFile(f) && f.toString().endsWith(".db"));
            for (Path file : files) {
                // ISO-8859-1 keeps each byte as one character, so that bytes can be looked for as text.
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                hidden.forEach(
                        (what, secret) -> assertThat(bytes.contains(new String(secret, StandardCharsets.ISO_8859_1)))
                                .as("%s in %s", what, file.getFileName())
                                .isFalse());
            }
        }
    }

    @Test
    void noneIsInTheLogNorAreCodes() {
        String log = product.printed();

        assertThat(log).contains("\"event\":\"request\"");
        hidden.forEach((what, secret) -> assertThat(log.contains(new String(secret, StandardCharsets.ISO_8859_1)))
                .as(what)
                .isFalse());
        for (String code : codes) {
            assertThat(log).doesNotContain(code);
        }
        assertThat(log).doesNotContain("AuthPayload").doesNotContain("otpauth");
        assertThat(log.toLowerCase(Locale.ROOT)).doesNotContain("authorization").doesNotContain("basic ");
    }

    @Test
    void noneIsInAnErrorOrAnyLaterAnswer() {
        assertThat(errors).hasSizeGreaterThan(10);
        Stream.concat(errors.stream(), answers.stream().map(Answer::body))
                .forEach(body -> hidden.forEach((what, secret) ->
                        assertThat(body).as(what).doesNotContain(new String(secret, StandardCharsets.ISO_8859_1))));
    }

    @Test
    void everyRequestIsOneLineOfJsonWithItsIdAndItsOutcome() {
        for (Answer answer : answers) {
            String id = String.valueOf(answer.header("Twilio-Request-Id"));
            List<JsonNode> lines = lines(id);
            assertThat(lines).as(id).hasSize(1);
            JsonNode line = lines.getFirst();
            assertThat(line.get("status").asInt()).isEqualTo(answer.status());
            assertThat(line.get("account").asText()).isEqualTo(product.account());
            assertThat(line.get("time").asText()).matches("^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$");
        }
        assertThat(lines("wrong_code"))
                .isNotEmpty()
                .allMatch(l -> l.get("factor_type").asText().equals("totp"));
        assertThat(lines("\"outcome\":\"approved\"")).isNotEmpty();
    }

    private List<JsonNode> lines(String containing) {
        return product.printed()
                .lines()
                .filter(l -> l.startsWith("{") && l.contains(containing))
                .map(Answer::parse)
                .toList();
    }

    @Test
    void whatACallerSendsForgesNoLine() throws IOException {
        String forged = "%0d%0a%7B%22event%22:%22forged%22%7D";
        Api api = product.api();
        assertThat(api.get("/v2/Services/" + forged).status()).isBetween(400, 404);
        Api.send(HttpRequest.newBuilder(api.base().resolve("/v2/" + forged + "%1b%5b31m"))
                .header("User-Agent", "x\",\"event\":\"forged")
                .header("X-Forwarded-For", "\"forged\"")
                .build());
        try (RawHttp http = new RawHttp(api.base().getHost(), api.base().getPort())) {
            http.ask("GET /v2/x\u0085{\"event\":\"forged\"} HTTP/1.1\nHost: x\nConnection: close\n\n");
        }

        product.printed()
                .lines()
                .filter(l -> l.startsWith("{"))
                .map(Answer::parse)
                .forEach(line -> assertThat(line.get("event").asText()).isNotEqualTo("forged"));
        assertThat(product.printed()).doesNotContain("\u001b");
        assertThat(product.printed().lines().filter(l -> l.contains("forged")))
                .allMatch(l -> l.startsWith("{\"time\""));
    }
}
