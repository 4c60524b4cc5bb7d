package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.phone.Challenge;
import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Refused;
import dev.countersign.testkit.Forgery;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The protocol's own list of what to look at from outside, item by item as far as it is about devices. */
class AppendixATest {
    private static final String NOBODY = "0".repeat(32);

    private final Api api = Product.shared().api();
    private final PhoneShop shop = PhoneShop.of(api);

    // spec Verify A 1: a key of the worked example is verified by a new DER signature, and never by a raw one
    @Test
    void item1AKeyIsVerifiedByASignatureInDerAndNotByARawOne() throws Exception {
        PhoneOwner owner =
                shop.unverified(Handset.of(Habits.IOS), UUID.randomUUID().toString(), published());
        assertThat(owner.phone().verify().verified()).isTrue();

        PhoneOwner second = shop.unverified(Handset.of(Habits.IOS));
        byte[] sid = second.factor().sid().getBytes(StandardCharsets.US_ASCII);
        second.device()
                .post(second.factorPath(), "AuthPayload", base64(second.key().raw(sid)))
                .mustBe(403, 60311);
        second.device()
                .post(second.factorPath(), "AuthPayload", base64(owner.key().der(sid)))
                .mustBe(403, 60311);
        assertThat(api.get(second.factorPath()).text("status")).isEqualTo("unverified");
        assertThat(second.phone().verify().verified()).isTrue();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static DeviceKey published() throws IOException {
        Path file = Launcher.HOME.resolve("../shared/contract/vectors.json");
        Assumptions.assumeTrue(Files.exists(file), "NOT TESTED: " + file + " is missing");
        JsonNode vectors = Answer.parse(Files.readString(file));
        return DeviceKey.load(
                vectors.get("private_key_pkcs8_b64").asText(),
                vectors.get("public_key_spki_b64").asText(),
                PhoneShop.CHANCE);
    }

    // spec Verify A 2: what a device shows for itself is true to the letter, or it is 401
    @Test
    void item2ADeviceShowsATrueTokenOrIsNobody() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.PLAIN);
        Forgery truth = owner.forger().jwt(owner.factor(), api.now());
        owner.forger().truths(truth).forEach((what, text) -> owner.device(text)
                .get(owner.challenges())
                .mustBe(200));

        List<String> lies = new ArrayList<>(owner.forger().unproven(truth).values());
        lies.add(owner.forger().jwt(owner.factor(), api.now().plusSeconds(120)).text());
        lies.add(truth.header("kid", "CR" + NOBODY).text());
        lies.add(truth.claim("sub", "AC" + NOBODY).text());
        lies.add(truth.withoutHeader("cty").text());
        for (String lie : lies) {
            owner.device(lie).get(owner.challenges()).mustBe(401, 20003);
        }
    }

    @Test
    void item2AnotherDevicesThingsAreNotThere() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.PLAIN);
        PhoneOwner second = shop.enrolled(Habits.PLAIN, owner.identity());
        String sid = second.asked();

        owner.device().get(owner.challenge(sid)).mustBe(404, 20404);
        owner.device()
                .post(
                        owner.challenge(sid),
                        "AuthPayload",
                        second.phone().sign(second.phone().show(sid), Status.APPROVED))
                .mustBe(404, 20404);
        owner.device().get(second.factorPath()).mustBe(404, 20404);
        owner.device()
                .get(owner.challenges() + "?FactorSid=" + second.factor().sid())
                .mustBe(404, 20404);
        owner.device().delete(second.factorPath()).mustBe(404, 20404);
        shop.enrolled(Habits.PLAIN).device().get(owner.challenges()).mustBe(401, 20003);
        assertThat(second.status(sid)).isEqualTo("pending");
    }

    // spec Verify A 3: what is signed is compared as JSON, and once answered stays so
    @ParameterizedTest
    @EnumSource(Habits.class)
    void item3AnAnswerIsTakenHoweverItsJsonIsWrittenAndOnlyOnce(Habits habits) throws Exception {
        PhoneOwner owner = shop.enrolled(habits);
        Challenge shown = owner.phone().show(owner.asked("HiddenDetails", "{\"path\":\"/a/b\",\"ip\":\"::1\"}"));

        Answer answered = owner.device()
                .post(owner.challenge(shown.sid()), "AuthPayload", owner.phone().sign(shown, Status.DENIED))
                .mustBe(200);

        assertThat(answered.text("status")).isEqualTo("denied");
        assertThat(answered.text("date_responded")).isEqualTo(answered.text("date_updated"));
        owner.device()
                .post(owner.challenge(shown.sid()), "AuthPayload", owner.phone().sign(shown, Status.APPROVED))
                .mustBe(403, 60322);
        assertThat(owner.device().get(owner.challenge(shown.sid())).json()).isEqualTo(answered.json());
    }

    @Test
    void item3EveryOtherWayToSayTheTruthIsTakenToo() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.PLAIN);
        for (int i = 0; i < 6; i++) {
            Challenge shown = owner.phone().show(owner.asked("Details.Fields", "{\"label\":\"a/b\",\"value\":\"é\"}"));
            List<String> truths = List.copyOf(owner.forger()
                    .truths(owner.forger().answer(shown, "approved"))
                    .values());
            owner.device()
                    .post(owner.challenge(shown.sid()), "AuthPayload", truths.get(i % truths.size()))
                    .mustBe(200);
        }
    }

    @Test
    void item3NoLieIsTakenForAnAnswer() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.PLAIN);
        Challenge shown = owner.phone().show(owner.asked("HiddenDetails", "{\"ip\":\"::1\"}"));
        Api device = owner.device();
        List<Answer> refused = new ArrayList<>();
        for (String lie : owner.forger().untrue(shown).values()) {
            device.post(owner.challenge(shown.sid()), "AuthPayload", lie).mustBe(403, 60324);
        }
        for (String lie : owner.forger()
                .unproven(owner.forger().answer(shown, "approved"))
                .values()) {
            refused.add(device.post(owner.challenge(shown.sid()), "AuthPayload", lie));
        }

        assertThat(refused).hasSizeGreaterThan(40).allMatch(a -> switch (a.at("code")
                .asInt()) {
            case 60306 -> a.status() == 400;
            case 60324 -> a.status() == 403;
            default -> false;
        });
        assertThat(owner.status(shown.sid())).isEqualTo("pending");
        assertThat(owner.phone().approve(shown.sid()).status()).isEqualTo(Status.APPROVED);
    }

    @Test
    void item3WhatExpiredCannotBeAnsweredAndIsListedAsSuch() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.IOS);
        Instant ends = api.now().plusSeconds(2);
        String sid = owner.asked("ExpirationDate", ends.toString());
        Challenge shown = owner.phone().show(sid);
        api.await(ends);

        owner.device()
                .post(owner.challenge(sid), "AuthPayload", owner.phone().sign(shown, Status.APPROVED))
                .mustBe(403, 60323);
        assertThat(owner.device().get(owner.challenge(sid)).text("status")).isEqualTo("expired");
        assertThat(owner.device().get(owner.challenges() + "?Status=pending").all("challenges", "sid"))
                .isEmpty();
        assertThat(owner.device().get(owner.challenges() + "?Status=expired").all("challenges", "sid"))
                .containsExactly(sid);
    }

    // spec Verify A 4: every listed name is in that very body; a date only where the Service shows one
    @Test
    void item4WhatIsToBeSignedIsInTheBody() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.ANDROID);
        Answer plain = owner.device().get(owner.challenge(owner.asked())).mustBe(200);
        for (String name :
                String.valueOf(plain.header("Twilio-Verify-Signature-Fields")).split(",", -1)) {
            assertThat(plain.json().has(name)).as(name).isTrue();
        }
        assertThat(plain.at("details").has("date")).isFalse();

        api.post("/v2/Services/" + shop.service(), "Push.IncludeDate", "true").mustBe(200);
        String sid = owner.asked();
        assertThat(owner.device().get(owner.challenge(sid)).text("details.date"))
                .isEqualTo(owner.device().get(owner.challenge(sid)).text("date_created"));
        // spec Verify 11 T21: what was frozen with a date is answered with it, whatever the Service says now
        Challenge shown = owner.phone().show(sid);
        api.post("/v2/Services/" + shop.service(), "Push.IncludeDate", "false").mustBe(200);
        assertThat(shown.details().date()).isNotNull();
        assertThat(owner.phone().approve(sid).status()).isEqualTo(Status.APPROVED);
    }

    // spec Verify A 6: what clients send as they do
    @Test
    void item6AQuestionIsReadHoweverItIsWritten() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.IOS);
        String until = api.now().plusSeconds(600).toString().substring(0, 19);
        for (String written : List.of(until + "Z", until, until + ".9Z", until + "+00:00", until + "-00:00")) {
            assertThat(owner.challenged("Details.Fields", "", "ExpirationDate", written)
                            .mustBe(201)
                            .text("expiration_date"))
                    .isEqualTo(until + "Z");
        }
        String sid = owner.asked("HiddenDetails", "\"{\\\"ip\\\":\\\"::1\\\"}\"");
        assertThat(owner.phone().show(sid).hidden()).isEqualTo(Map.of("ip", "::1"));

        String list =
                owner.challenges() + "?PageSize=50&FactorSid=" + owner.factor().sid() + "&PageSize=4";
        Answer first = owner.device().get(list).mustBe(200);
        assertThat(first.at("meta.page_size").asInt()).isEqualTo(4);
        String token = first.text("meta.next_page_url").replaceFirst(".*PageToken=", "");
        assertThat(owner.device().get(list + "&pageToken=" + token).all("challenges", "sid"))
                .hasSize(2)
                .contains(sid);
    }

    // spec Verify A 8: every error a device can meet is the one JSON object, which each answer here is looked at for
    @Test
    void item8EveryErrorOfADeviceIsTheErrorJson() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.PLAIN);
        Api device = owner.device();
        String at = "/v2/Services/" + shop.service();
        device.get(at).mustBe(401, 20003);
        device.get("/v2/Services").mustBe(401, 20003);
        device.post(at + "/AccessTokens", "Identity", owner.identity(), "FactorType", "push")
                .mustBe(401, 20003);
        device.get(owner.path()).mustBe(403, 20403);
        device.delete(owner.path()).mustBe(403, 20403);
        device.post(owner.path() + "/Factors", "FactorType", "push").mustBe(403, 20403);
        device.post(owner.challenges(), "FactorSid", owner.factor().sid()).mustBe(403, 20403);
        device.get(owner.challenge("YC" + NOBODY)).mustBe(404, 20404);
        device.get(owner.challenge("x")).mustBe(404, 20404);
        // On a path that is none nobody's device is known; to the backend it is a path that is none.
        device.get(owner.path() + "/Nothing").mustBe(401, 20003);
        api.get(owner.path() + "/Nothing").mustBe(404, 20404);
        device.ask("PUT", owner.challenge("YC" + NOBODY), "").mustBe(405, 20004);
        device.post(owner.challenge(owner.asked())).mustBe(400, 60306);
        device.post(owner.challenge(owner.asked()), "AuthPayload", "123456").mustBe(400, 60306);
        device.post(owner.factorPath(), "AuthPayload", "x".repeat(140_000)).mustBe(413, 20413);
        Api enrolling = api.as("token", shop.accessToken(owner.identity()).text("token"));
        enrolling.get(owner.challenges()).mustBe(403, 20403);
        enrolling.get(owner.factorPath()).mustBe(403, 20403);
        enrolling.delete(owner.factorPath()).mustBe(403, 20403);
        api.as("token", "nonsense").get(owner.challenges()).mustBe(401, 20003);
        api.as("token", "").delete(owner.factorPath()).mustBe(401, 20003);
        Api.send(HttpRequest.newBuilder(api.base().resolve(owner.factorPath()))
                        .header("Authorization", "Bearer " + owner.jwt())
                        .method("POST", BodyPublishers.noBody())
                        .build())
                .lawful()
                .mustBe(401, 20003);
    }

    // spec Verify A 11: a person appears with their first factor, and is in the way of another of that name
    @Test
    void item11APersonAppearsWithTheirPhone() throws Exception {
        String identity = UUID.randomUUID().toString();
        String path = "/v2/Services/" + shop.service() + "/Entities";
        shop.accessToken(identity).mustBe(201);
        api.get(path + "/" + identity).mustBe(404, 20404);

        PhoneOwner owner = shop.enrolled(Habits.ANDROID, identity);

        assertThat(api.get(path + "/" + identity).mustBe(200).sid())
                .isEqualTo(api.get(owner.factorPath()).text("entity_sid"));
        api.post(path, "Identity", identity).mustBe(409, 60301);
        api.delete(path + "/" + identity).mustBe(204);
        assertThat(catchThrowableOfType(Refused.class, () -> owner.phone().verify())
                        .status())
                .isEqualTo(401);
    }
}
