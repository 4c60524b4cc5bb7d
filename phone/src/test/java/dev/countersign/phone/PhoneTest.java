package dev.countersign.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.ChallengeList.Asked;
import dev.countersign.phone.ChallengeList.Order;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a phone asks, and what it makes of the answers. */
class PhoneTest {
    private static final String FACTORS =
            "https://verify.example.com/v2/Services/VA00000000000000000000000000000002/Entities/ana/Factors";
    private static final String OWN = FACTORS + "/YF00000000000000000000000000000004";
    private static final String CHALLENGES = FACTORS.replace("Factors", "Challenges");

    private static String body(Transport.Request request) {
        return Objects.requireNonNull(request.body());
    }

    private static String value(Transport.Request request, String name) {
        for (String pair : body(request).split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError("no " + name + " in " + request.body());
    }

    @ParameterizedTest
    @EnumSource(Habits.class)
    void enrolsWithTheAccessTokenAndShowsThatItHasTheKey(Habits habits) throws Exception {
        Script script = new Script().then(201, Script.factor("unverified")).then(200, "{\"status\": \"verified\"}");
        World world = new World(script, () -> Rig.NOW, new Random(1));
        Handset handset = new Handset(habits, "Ana's phone", "com.example.app", Push.fcm("f:c"), Map.of("os", "X"));
        Phone phone = Phone.enrol(world, handset, Rig.PLACE, "the access token");
        assertThat(script.isOver()).isTrue();

        Transport.Request create = script.asked.getFirst();
        assertThat(create.toString()).isEqualTo("POST " + FACTORS);
        assertThat(Rig.password(create)).isEqualTo("the access token");
        assertThat(body(create).replaceAll("=[^&]+(=(?=&))?", ""))
                .isEqualTo("FriendlyName&FactorType&Binding.PublicKey&Binding.Alg&Config.SdkVersion&Config.AppId"
                        + "&Config.NotificationPlatform&Config.NotificationToken&Metadata");
        assertThat(value(create, "FriendlyName")).isEqualTo("Ana's phone");
        assertThat(value(create, "Config.NotificationToken")).isEqualTo("f:c");
        assertThat(value(create, "Metadata")).isEqualTo("{\"os\":\"X\"}");

        Transport.Request verify = script.last();
        assertThat(verify.toString()).isEqualTo("POST " + OWN);
        DeviceKey key = key(phone);
        assertThat(key.spki()).isEqualTo(value(create, "Binding.PublicKey"));
        byte[] proof = Base64.getDecoder().decode(value(verify, "AuthPayload"));
        assertThat(Rig.verifies(
                        "SHA256withECDSA", key.publicKey(), phone.factor().sid(), proof))
                .isTrue();
        assertThat(phone.factor().verified()).isTrue();
        assertJwt(verify, key);
    }

    private static DeviceKey key(Phone phone) {
        return Memory.read(phone.keep(), new Random(3)).key();
    }

    private static void assertJwt(Transport.Request request, DeviceKey key) {
        String jwt = Rig.password(request);
        assertThat(Rig.signed(jwt, key.publicKey())).isTrue();
        assertThat(Rig.header(jwt))
                .isEqualTo(Map.of(
                        "alg", "ES256",
                        "typ", "JWT",
                        "cty", "twilio-pba;v=1",
                        "kid", "CR00000000000000000000000000000006"));
        assertThat(Rig.payload(jwt))
                .isEqualTo(Map.of(
                        "sub",
                        "AC00000000000000000000000000000001",
                        "nbf",
                        BigInteger.valueOf(1_767_225_600),
                        "exp",
                        BigInteger.valueOf(1_767_226_200)));
    }

    @Test
    void aRefusedAccessTokenIsNotTriedAgain() {
        Script script = new Script().refuse(401, 20003, "Authenticate", "Date", "Thu, 01 Jan 2026 00:10:00 GMT");
        World world = new World(script, () -> Rig.NOW, new Random(1));
        Refused refused =
                catchThrowableOfType(Refused.class, () -> Phone.enrol(world, Handset.of(Habits.IOS), Rig.PLACE, "t"));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo(20003);
        assertThat(refused.reason()).isEqualTo("Authenticate");
        assertThat(script.asked).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Habits.class)
    void approvesByReadingSigningSendingAndReadingAgain(Habits habits) throws Exception {
        Rig rig = new Rig(habits);
        rig.script.shows(Script.challenge()).then(200, "").then(200, Script.challenge("approved"));
        assertThat(rig.phone.approve(Rig.YC).status()).isEqualTo(Status.APPROVED);

        assertThat(rig.script.asked.stream().map(Object::toString))
                .containsExactly(
                        "GET " + CHALLENGES + "/" + Rig.YC,
                        "POST " + CHALLENGES + "/" + Rig.YC,
                        "GET " + CHALLENGES + "/" + Rig.YC);
        rig.script.asked.forEach(request -> assertJwt(request, rig.key));
        assertThat(rig.script.asked.getFirst().body()).isNull();
        String jws = value(rig.script.asked.get(1), "AuthPayload");
        assertThat(Rig.signed(jws, rig.key.publicKey())).isTrue();
        assertThat(Rig.header(jws)).isEqualTo(Map.of("typ", "JWT", "alg", "ES256"));
        Map<String, ? extends Object> received = Json.object(Script.challenge("approved"));
        assertThat(Rig.payload(jws).keySet()).containsExactlyInAnyOrder(Script.FIELDS.split(",", -1));
        Rig.payload(jws).forEach((name, value) -> assertThat(value).isEqualTo(received.get(name)));
    }

    @Test
    void deniesInTheSameWay() throws Exception {
        Rig rig = new Rig(Habits.ANDROID);
        rig.script.shows(Script.challenge()).then(200, "").then(200, Script.challenge("denied"));
        assertThat(rig.phone.deny(Rig.YC).status()).isEqualTo(Status.DENIED);
        assertThat(Rig.payload(value(rig.script.asked.get(1), "AuthPayload"))).containsEntry("status", "denied");
    }

    @Test
    void anAnswerThatIsNotThereAfterwardsIsNoAnswer() throws Exception {
        Rig rig = new Rig(Habits.IOS);
        rig.script.shows(Script.challenge()).then(200, "").shows(Script.challenge());
        assertThatThrownBy(() -> rig.phone.approve(Rig.YC))
                .isInstanceOf(Unusable.class)
                .hasMessage("Challenge was not updated");
    }

    @Test
    void aRefusedAnswerSaysWhy() throws Exception {
        Rig rig = new Rig(Habits.IOS);
        rig.script.shows(Script.challenge()).refuse(403, 60324, "Challenge verification failed");
        assertThatThrownBy(() -> rig.phone.approve(Rig.YC))
                .isInstanceOf(Refused.class)
                .hasMessage("Challenge verification failed");
    }

    @Test
    void whatIsAnsweredOrDoesNotSayWhatToSignIsNotAnswered() throws Exception {
        Rig rig = new Rig(Habits.ANDROID);
        rig.script.shows(Script.challenge("expired"));
        assertThatThrownBy(() -> rig.phone.approve(Rig.YC)).hasMessage("The challenge is expired already");
        rig.script.then(200, Script.challenge());
        assertThatThrownBy(() -> rig.phone.approve(Rig.YC)).hasMessage("Signature fields or response not set");
        rig.script.then(200, Script.challenge(), "twilio-verify-signature-fields", Script.FIELDS);
        assertThatThrownBy(() -> rig.phone.approve(Rig.YC)).hasMessage("Signature fields or response not set");
        for (String fields : List.of("sid, status", "sid,nonce", "sid,,status", "sid,status,")) {
            rig.script.then(200, Script.challenge(), "Twilio-Verify-Signature-Fields", fields);
            assertThatThrownBy(() -> rig.phone.approve(Rig.YC))
                    .isInstanceOf(Unusable.class)
                    .hasMessageContaining("is to be signed and not there");
        }
        assertThat(rig.script.asked).noneMatch(request -> request.method().equals("POST"));
    }

    @Test
    void listsItsOwnChallengesPageByPage() throws Exception {
        String page = "{\"challenges\": [], \"meta\": {\"page\": 0, \"page_size\": 2, \"next_page_url\":"
                + " \"https://verify.example.com/x?PageSize=2&PageToken=n-1\", \"previous_page_url\": null}}";
        for (Habits habits : Habits.values()) {
            Rig rig = new Rig(habits);
            rig.script.then(200, page).then(200, page);
            Asked asked = new Asked(Status.PENDING, Order.DESC, 2, null);
            ChallengeList first = rig.phone.list(asked);
            rig.phone.list(asked.page(first.next()));
            String query = CHALLENGES + "?PageSize=2&FactorSid=YF00000000000000000000000000000004&Order=desc"
                    + "&Status=pending";
            assertThat(rig.script.asked.getFirst().url()).hasToString(query);
            assertThat(rig.script.last().url())
                    .hasToString(query + (habits == Habits.IOS ? "&pageToken=n-1" : "&PageToken=n-1"));
        }
    }

    @Test
    void anUpdateSendsAllOfTheConfiguration() throws Exception {
        Rig rig = new Rig(Habits.ANDROID);
        rig.script.then(200, Script.factor("verified"));
        rig.phone.update(Handset.of(Habits.ANDROID).named("Other").toldBy(Push.apn("a".repeat(64))));
        assertThat(body(rig.script.last()))
                .isEqualTo("FriendlyName=Other&Config.SdkVersion=0.9.0&Config.AppId=com.example.app"
                        + "&Config.NotificationPlatform=apn&Config.NotificationToken=" + "a".repeat(64));
        assertThat(rig.script.last().toString()).isEqualTo("POST " + OWN);
        rig.script.then(200, Script.factor("verified"));
        rig.phone.update(Handset.of(Habits.ANDROID));
        assertThat(body(rig.script.last())).endsWith("&Config.NotificationPlatform=none");
    }

    @Test
    void whatIsKeptMakesTheSamePhoneAgain() throws Exception {
        Rig rig = new Rig(Habits.IOS);
        Phone again = Phone.kept(rig.world, rig.phone.keep());
        assertThat(again.factor()).isEqualTo(rig.phone.factor());
        assertThat(again.handset()).isEqualTo(rig.phone.handset());
        assertThat(again.place()).isEqualTo(rig.phone.place());
        rig.script.shows(Script.challenge());
        again.show(Rig.YC);
        assertJwt(rig.script.last(), rig.key);
        String other = DeviceKey.draw(new Random(9)).spki();
        for (String spoilt : List.of(
                "",
                "{}",
                rig.phone.keep().replace("IOS", "BEOS"),
                rig.phone.keep().replace("https:", "gopher:"),
                rig.phone.keep().replace("private_key\":\"M", "private_key\":\"*"),
                rig.phone.keep().replace(rig.key.spki(), other))) {
            assertThatThrownBy(() -> Phone.kept(rig.world, spoilt)).isInstanceOf(Unusable.class);
        }
    }
}
