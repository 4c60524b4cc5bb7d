package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.phone.Challenge;
import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.Habits;
import dev.countersign.testkit.Forgery;
import dev.countersign.testkit.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices say and are told, byte for byte where that matters. */
class DeviceWireTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final List<String> FACTOR = List.of(
            "sid",
            "account_sid",
            "service_sid",
            "entity_sid",
            "identity",
            "date_created",
            "date_updated",
            "friendly_name",
            "status",
            "factor_type",
            "config",
            "metadata",
            "url");

    private final Api api = Product.shared().api();
    private final PhoneShop shop = PhoneShop.of(api);

    private RawHttp.Answer raw(String text) throws IOException {
        try (RawHttp http = new RawHttp(api.base().getHost(), api.base().getPort())) {
            return http.ask(text);
        }
    }

    private static String head(String method, String path, Api caller, String... more) {
        return method + " " + path + " HTTP/1.1\nHost: localhost\nAuthorization: " + caller.authorization() + "\n"
                + String.join(
                        "", List.of(more).stream().map(line -> line + "\n").toList()) + "Connection: close\n\n";
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    // spec Verify 11 T19, T35: spelt as ever, names without spaces, to the letter of 4.4
    @Test
    void theFieldsToBeSignedStandInOneHeaderSpeltAsEver() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.ANDROID);
        String sid = owner.asked();

        assertThat(raw(head("GET", owner.challenge(sid), owner.device())).headers())
                .contains("Twilio-Verify-Signature-Fields: account_sid,service_sid,identity,factor_sid,sid,"
                        + "date_created,expiration_date,status,details,hidden_details");
        assertThat(owner.device().get(owner.challenges()).header("Twilio-Verify-Signature-Fields"))
                .as("a list needs none")
                .isNull();
    }

    // spec Verify 11 T5: two digits of day, GMT, and canonical case, or a device with a wrong clock never recovers
    @ParameterizedTest
    @ValueSource(ints = {-1200, 120})
    void aTimeErrorIs401WithADateThatDevicesRead(int seconds) throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.ANDROID);
        String jwt = owner.forger()
                .jwt(owner.factor(), api.now().plusSeconds(seconds))
                .text();

        RawHttp.Answer refused = raw(head("GET", owner.challenges(), owner.device(jwt)));

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.headers())
                .filteredOn(h -> h.startsWith("Date:"))
                .singleElement()
                .asString()
                .matches("Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
                        + " \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        assertThat(Answer.parse(refused.body()).get("code").asInt()).isEqualTo(20003);
        owner.device().get(owner.challenges()).mustBe(200);
    }

    @Test
    void everyDocumentedKeyIsThereAndNoOther() throws Exception {
        String identity = UUID.randomUUID().toString();
        Answer token = shop.accessToken(identity).mustBe(201);
        assertThat(keys(token.json()))
                .containsExactlyInAnyOrder(
                        "sid",
                        "account_sid",
                        "service_sid",
                        "entity_identity",
                        "factor_type",
                        "factor_friendly_name",
                        "token",
                        "ttl",
                        "date_created",
                        "url");
        assertThat(token.at("factor_friendly_name").isNull()).isTrue();
        assertThat(api.get(token.text("url")).json()).isEqualTo(token.json());

        PhoneOwner owner = shop.enrolled(Habits.PLAIN, identity);
        Answer factor = owner.device().get(owner.factorPath()).mustBe(200);
        assertThat(keys(factor.json())).containsExactlyInAnyOrderElementsOf(FACTOR);
        assertThat(keys(factor.at("config")))
                .containsExactlyInAnyOrder(
                        "sdk_version",
                        "app_id",
                        "notification_platform",
                        "notification_token",
                        "credential_sid",
                        // two of ours
                        "notification_token_gone",
                        "notifications_unanswered");
        assertThat(owner.device().get(owner.path() + "/Factors").all("factors", "sid"))
                .containsExactly(owner.factor().sid());

        Answer challenge = owner.device().get(owner.challenge(owner.asked())).mustBe(200);
        assertThat(keys(challenge.json())).containsExactlyInAnyOrderElementsOf(ChallengeWireTest.KEYS);
        assertThat(challenge.at("details")).isEqualTo(Answer.parse("{\"message\":\"Login request\",\"fields\":[]}"));
    }

    // spec Verify 11 T30: iOS leaves the slash and the equals sign of Base64 as they are, in the key as in the proof
    @Test
    void base64ComesRawFromAnIphone() throws Exception {
        String key =
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFBGYw0rLiHK5UceF/MIMDNricO6NigGw8BRTRSsiEgk2BMiCeSvHKOajKAY%2Bz6r9"
                        + "ztCC6vz3vE5vKcd/WpUwDA==";
        String identity = UUID.randomUUID().toString();
        String body = "FriendlyName=Ana's%20phone&FactorType=push&Binding.PublicKey=" + key
                + "&Binding.Alg=ES256&Config.SdkVersion=3.0.2&Config.AppId=com.example.app"
                + "&Config.NotificationPlatform=none&Metadata=%7B%22os%22:%22iOS%22%7D";
        Api enrolling = api.as("token", shop.accessToken(identity).text("token"));

        RawHttp.Answer created = raw(head(
                        "POST",
                        "/v2/Services/" + shop.service() + "/Entities/" + identity + "/Factors",
                        enrolling,
                        "Content-Type: " + FORM,
                        "Content-Length: " + body.length())
                + body);

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        JsonNode factor = Answer.parse(created.body());
        List<String> more = new ArrayList<>(FACTOR);
        more.addAll(List.of("binding", "options"));
        assertThat(keys(factor)).containsExactlyInAnyOrderElementsOf(more);
        assertThat(factor.at("/binding/public_key").asText()).isEqualTo(key.replace("%2B", "+"));
        assertThat(factor.at("/friendly_name").asText()).isEqualTo("Ana's phone");
        assertThat(factor.at("/metadata/os").asText()).isEqualTo("iOS");
    }

    // spec Verify 11 T11, T24: a GET that asks for a form, and a DELETE that names one it does not send
    @Test
    void aFormThatIsAskedForOrAnnouncedChangesNothing() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.PLAIN);

        RawHttp.Answer read = raw(head("GET", owner.factorPath(), owner.device(), "Accept: " + FORM));
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        RawHttp.Answer deleted = raw(head("DELETE", owner.factorPath(), owner.device(), "Content-Type: " + FORM));
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        api.get(owner.factorPath()).mustBe(404, 20404);
    }

    @Test
    void aDevicesHeadersMayBe8KiB() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.PLAIN);
        String plain = head("GET", owner.challenges(), owner.device(), "X-Proxy: ");

        String full = plain.replace("X-Proxy: ", "X-Proxy: " + "x".repeat(8192 - plain.length()));

        assertThat(raw(full).status()).isEqualTo(200);
    }

    // spec Verify 2.4: a page in a browser may read what has to be signed
    @Test
    void whatMustBeSignedIsExposedToPagesOfOtherOrigins() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.PLAIN);

        assertThat(owner.device().get(owner.challenge(owner.asked())).header("Access-Control-Expose-Headers"))
                .isNotNull()
                .contains("Twilio-Verify-Signature-Fields")
                .contains("Date");
    }

    // spec Verify 11 T16: the largest question there can be has an answer that is taken
    @ParameterizedTest
    @ValueSource(strings = {"ANDROID", "IOS"})
    void theLargestQuestionCanBeAnswered(Habits habits) throws Exception {
        PhoneOwner owner = shop.enrolled(habits);
        List<String> form = new ArrayList<>(
                List.of("Details.Message", "🔐".repeat(256), "HiddenDetails", "{\"x\":\"" + "🔐".repeat(1016) + "\"}"));
        for (int i = 0; i < 20; i++) {
            form.addAll(List.of(
                    "Details.Fields",
                    "{\"label\":\"" + "🔐".repeat(36) + "\",\"value\":\"" + "🔐".repeat(128) + "\"}"));
        }
        String sid = owner.asked(form.toArray(String[]::new));

        String payload = owner.phone().sign(owner.phone().show(sid), Status.APPROVED);

        assertThat(payload.length()).isBetween(24_000, 30_000);
        assertThat(owner.phone().submit(sid, payload).status()).isEqualTo(200);
        assertThat(owner.status(sid)).isEqualTo("approved");
    }

    @Test
    void anAnswerOf48KiBIsReadAndALongerOneIsABadParameter() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.PLAIN);
        String sid = owner.asked();
        Challenge shown = owner.phone().show(sid);

        owner.device()
                .post(owner.challenge(sid), "AuthPayload", padded(owner, shown, 49_153))
                .mustBe(400, 60306);
        assertThat(owner.status(sid)).isEqualTo("pending");
        owner.device()
                .post(owner.challenge(sid), "AuthPayload", padded(owner, shown, 49_152))
                .mustBe(200);
    }

    /** A true answer of just that length; where Base64url has no text of it, a space in the header shifts it. */
    private static String padded(PhoneOwner owner, Challenge shown, int length) {
        Forgery truth = owner.forger().answer(shown, "approved");
        for (String header : List.of(truth.headerText(), truth.headerText() + " ")) {
            int left = length - 2 - encoded(64) - encoded(header.length());
            int bare = truth.claim("more", "").payloadText().getBytes(StandardCharsets.UTF_8).length;
            String text = truth.header(header)
                    .claim("more", "x".repeat(left * 3 / 4 - bare))
                    .text();
            if (text.length() == length) {
                return text;
            }
        }
        throw new AssertionError("no text is " + length + " long");
    }

    private static int encoded(int bytes) {
        return (bytes * 4 + 2) / 3;
    }
}
