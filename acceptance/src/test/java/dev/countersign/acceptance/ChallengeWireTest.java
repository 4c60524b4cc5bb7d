package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients really send when they create a challenge, and what they need to find in the answer. */
class ChallengeWireTest {
    /** Of a Challenge, whoever looks at it. */
    static final List<String> KEYS = List.of(
            "sid",
            "account_sid",
            "service_sid",
            "entity_sid",
            "identity",
            "factor_sid",
            "date_created",
            "date_updated",
            "date_responded",
            "expiration_date",
            "status",
            "responded_reason",
            "details",
            "hidden_details",
            "metadata",
            "factor_type",
            "url",
            "links");

    private static final String FIELD = "{\"label\":\"Action\",\"value\":\"Sign in\"}";

    private final Api api = Product.shared().api();

    @Test
    void everyDocumentedKeyIsThereAndUnknownValuesAreNull() {
        Person person = Person.enrolled(api);
        Answer created = person.challenged().mustBe(201);

        List<String> keys = new ArrayList<>();
        created.json().fieldNames().forEachRemaining(keys::add);
        assertThat(keys).containsExactlyInAnyOrderElementsOf(KEYS);
        for (String empty : List.of("date_responded", "details", "hidden_details", "metadata")) {
            assertThat(created.at(empty).isNull()).as(empty).isTrue();
        }
        assertThat(created.text("responded_reason")).isEqualTo("none");
        assertThat(created.text("url")).isEqualTo(api.base() + person.challenge(created.sid()));
        assertThat(created.text("links.notifications")).isEqualTo(created.text("url") + "/Notifications");
        assertThat(api.get(created.text("url")).json()).isEqualTo(created.json());
        assertThat(created.header("Twilio-Verify-Signature-Fields")).isNull();
    }

    @Test
    void emptyFieldsAreNoFields() {
        Person person = Person.enrolled(api);

        Answer created = person.challenged(
                        "Details.Fields",
                        "",
                        "HiddenDetails",
                        "",
                        "AuthPayload",
                        "",
                        "ExpirationDate",
                        "",
                        "Details.Message",
                        "Login")
                .mustBe(201);

        assertThat(created.at("details")).isEqualTo(Answer.parse("{\"message\":\"Login\",\"fields\":[]}"));
        assertThat(created.at("hidden_details").isNull()).isTrue();
        assertThat(person.challenged("Details.Fields", "")
                        .mustBe(201)
                        .at("details")
                        .isNull())
                .isTrue();
    }

    @Test
    void whatIsEncodedTwiceIsDecodedTwice() {
        Person person = Person.enrolled(api);

        Answer created = person.challenged(
                        "Details.Message",
                        "Login",
                        "Details.Fields",
                        quoted(FIELD),
                        "Details.Fields",
                        FIELD,
                        "HiddenDetails",
                        quoted("{\"ip\":\"::1\"}"))
                .mustBe(201);

        assertThat(created.at("details.fields")).isEqualTo(Answer.parse("[" + FIELD + "," + FIELD + "]"));
        assertThat(created.text("hidden_details.ip")).isEqualTo("::1");
    }

    private static String quoted(String json) {
        return "\"" + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Test
    void anExpirationDateIsUnderstoodHoweverItIsWritten() {
        Person person = Person.enrolled(api);
        Instant ends =
                Instant.ofEpochSecond(api.now().plus(Duration.ofMinutes(10)).getEpochSecond());
        String plain = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss")
                .withZone(ZoneOffset.UTC)
                .format(ends);
        String later = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss")
                .withZone(ZoneOffset.ofHours(2))
                .format(ends);

        for (String written :
                List.of(plain + "Z", plain, plain + ".987654321Z", later + "+02:00", later + "+0200", plain + ".5")) {
            assertThat(person.challenged("ExpirationDate", written).mustBe(201).text("expiration_date"))
                    .as(written)
                    .isEqualTo(plain + "Z");
        }
    }

    @Test
    void anExpirationDateLiesAheadByAnHourAtMostWithAMinutesGrace() {
        Person person = Person.enrolled(api);
        Instant now = api.now();

        assertThat(Instant.parse(person.challenged(
                                "ExpirationDate", now.plusSeconds(3_650).toString())
                        .mustBe(201)
                        .text("expiration_date")))
                .as("cut to the hour")
                .isBetween(now.plusSeconds(3_600), now.plusSeconds(3_630));
        for (String bad : List.of(
                now.plus(Duration.ofMinutes(62)).toString(),
                now.minusSeconds(1).toString(),
                "tomorrow",
                "2026-02-30T00:00:00Z",
                "1767225600")) {
            assertThat(person.challenged("ExpirationDate", bad)
                            .mustBe(400, 60306)
                            .text("message"))
                    .as(bad)
                    .contains("ExpirationDate");
        }
    }

    @Test
    void limitsAreCountedInCharactersAsPeopleCountThem() {
        Person person = Person.enrolled(api);
        String emoji = "😀";

        person.challenged(
                        "Details.Message",
                        emoji.repeat(256),
                        "Details.Fields",
                        field(emoji.repeat(36), emoji.repeat(128)),
                        "HiddenDetails",
                        "{\"a\":\"" + emoji.repeat(1024 - 8) + "\"}")
                .mustBe(201);
        refused(person, "Details.Message", "Details.Message", emoji.repeat(257));
        refused(person, "Details.Fields", "Details.Fields", field("a".repeat(37), "b"));
        refused(person, "Details.Fields", "Details.Fields", field("a", "b".repeat(129)));
        refused(person, "HiddenDetails", "HiddenDetails", "{\"a\":\"" + "b".repeat(1024 - 7) + "\"}");
    }

    private static String field(String label, String value) {
        return "{\"label\":\"" + label + "\",\"value\":\"" + value + "\"}";
    }

    private static void refused(Person person, String named, String... form) {
        assertThat(person.challenged(form).mustBe(400, 60306).text("message")).contains(named);
    }

    @Test
    void twentyFieldsAreTakenAndTwentyOneAreNot() {
        Person person = Person.enrolled(api);
        List<String> form = new ArrayList<>(List.of("Details.Message", "Login"));
        for (int i = 0; i < 20; i++) {
            form.addAll(List.of("Details.Fields", field("n", Integer.toString(i))));
        }

        JsonNode fields =
                person.challenged(form.toArray(String[]::new)).mustBe(201).at("details.fields");
        assertThat(fields).hasSize(20);
        assertThat(fields.get(19).get("value").asText()).as("in order").isEqualTo("19");

        form.addAll(List.of("Details.Fields", FIELD));
        refused(person, "Details.Fields", form.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}",
                "{\"a\":null}",
                "{\"a\":{\"b\":\"c\"}}",
                "{\"a\":[]}",
                "[]",
                "1",
                "{",
                "{\"a\":\"1\",\"a\":\"2\"}",
                "{\"a\":\"1\"} x",
                "{\"a\":\"\\u0000\"}",
                "{\"a\":\"\\ud800\"}",
                "\"text\""
            })
    void whatIsNoObjectOfStringsIsRefused(String json) {
        Person person = Person.enrolled(api);

        refused(person, "HiddenDetails", "HiddenDetails", json);
        refused(person, "Details.Fields", "Details.Message", "Login", "Details.Fields", json);
        api.post(person.path() + "/Factors", "FactorType", "totp", "FriendlyName", "x", "Metadata", json)
                .mustBe(400, 60306);
    }

    @Test
    void textWithAZeroInItIsRefused() {
        refused(Person.enrolled(api), "Details.Message", "Details.Message", "a\u0000b");
    }

    @Test
    void aFactorSidMustBeThereAndLookLikeOne() {
        Person person = Person.enrolled(api);

        assertThat(api.post(person.challenges(), "Details.Message", "Login")
                        .mustBe(400, 60306)
                        .text("message"))
                .contains("FactorSid");
        for (String sid : List.of("", "YF1", "YC" + "0".repeat(32), "YF" + "g".repeat(32), "yf" + "0".repeat(32))) {
            api.post(person.challenges(), "FactorSid", sid).mustBe(400, 60306);
        }
        assertThat(api.post(person.challenges(), "FactorSid", "YF" + "0".repeat(32))
                        .mustBe(404, 20404)
                        .text("message"))
                .isEqualTo("The requested resource " + person.challenges().substring(3) + " was not found");
        api.post(
                        person.challenges(),
                        "FactorSid",
                        Person.enrolled(api, person.service()).factor())
                .mustBe(404, 20404);
    }

    @Test
    void anUnverifiedFactorIsNotAsked() {
        Person.unverified(api, api.service()).challenged().mustBe(403, 60318);
    }

    @Test
    void unknownParametersAreIgnoredAndOfARepeatedOneTheLastCounts() {
        Person person = Person.enrolled(api);

        assertThat(person.challenged(
                                "Details.Message",
                                "first",
                                "Details.Message",
                                "last",
                                "Nonsense",
                                "1",
                                "Details.Nonsense",
                                "")
                        .mustBe(201)
                        .text("details.message"))
                .isEqualTo("last");
    }

    @Test
    void pairsAreSplitAtTheFirstEqualsSignAndSpacesComeInTwoKinds() {
        Person person = Person.enrolled(api);

        Answer created = api.ask(
                        "POST",
                        person.challenges(),
                        "FactorSid=" + person.factor()
                                + "&Details.Message=a=b==+c%20d%2B&HiddenDetails={\"k\":\"dj0=\"}&&")
                .mustBe(201);

        assertThat(created.text("details.message")).isEqualTo("a=b== c d+");
        assertThat(created.text("hidden_details.k")).isEqualTo("dj0=");
    }

    @Test
    void thePaddedSeedOfATokenMayKeepItsEqualsSigns() {
        api.ask(
                        "POST",
                        "/v2/Services/" + api.service() + "/Entities/somebody-1/Factors",
                        "FactorType=totp&FriendlyName=x&Binding.Secret=GEZDGNBVGY3TQOJQGEZA====")
                .mustBe(201);
    }

    @Test
    void detailsHaveADateWhereTheServiceSaysSoAndElseNoSuchKey() {
        String service = api.post("/v2/Services", "FriendlyName", "dated", "Push.IncludeDate", "TRUE")
                .mustBe(201)
                .sid();
        Person dated = Person.enrolled(api, service);
        Answer with = dated.challenged("Details.Message", "Login").mustBe(201);
        assertThat(with.text("details.date")).isEqualTo(with.text("date_created"));

        api.post("/v2/Services/" + service, "Push.IncludeDate", "false").mustBe(200);
        assertThat(dated.challenged("Details.Message", "Login").at("details").has("date"))
                .isFalse();
        assertThat(api.get(dated.challenge(with.sid())).text("details.date"))
                .as("what was is frozen")
                .isEqualTo(with.text("date_created"));
    }

    @Test
    void sidsAreDrawnInTheOrderOfCreationAndSayWhen() {
        Person person = Person.enrolled(api);
        String before = "";
        for (int i = 0; i < 5; i++) {
            Answer created = person.challenged().mustBe(201);
            assertThat(created.sid()).matches("^YC[0-9a-f]{32}$").isGreaterThan(before);
            long millis = Long.parseLong(created.sid().substring(2, 14), 16);
            assertThat(Instant.ofEpochSecond(millis / 1000)).isEqualTo(Instant.parse(created.text("date_created")));
            before = created.sid();
        }
    }

    @Test
    void deletingTheFactorOrThePersonRemovesTheirChallenges() {
        Person person = Person.enrolled(api);
        String first = person.challenged().mustBe(201).sid();
        api.delete(person.factorPath()).mustBe(204);
        api.get(person.challenge(first)).mustBe(404, 20404);
        assertThat(api.get(person.challenges()).mustBe(200).all("challenges", "sid"))
                .isEmpty();

        Person other = Person.enrolled(api, person.service());
        String second = other.challenged().mustBe(201).sid();
        api.delete(other.path()).mustBe(204);
        api.get(other.challenge(second)).mustBe(404, 20404);
        api.get(other.challenges()).mustBe(404, 20404);
        api.post("/v2/Services/" + other.service() + "/Entities", "Identity", other.identity())
                .mustBe(201);
        api.get(other.challenge(second)).mustBe(404, 20404);
        assertThat(api.get(other.challenges()).mustBe(200).all("challenges", "sid"))
                .as("born again, with nothing of the old")
                .isEmpty();
        assertThat(api.get(other.path() + "/Factors").all("factors", "sid")).isEmpty();
    }
}
