package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Policy;
import dev.countersign.domain.Profile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class ChallengeCreationTest {
    private static final String EMOJI = "%F0%9F%98%80";

    private Rig rig;
    private String service = "";
    private String ana = "";
    private String factor = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        service = rig.service();
        ana = service + "/Entities/ana-0001";
        factor = rig.enrol(ana);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Answer create(String form) {
        return rig.post(ana + "/Challenges", "FactorSid=" + factor + "&" + form);
    }

    private static String field(String label, String value) {
        return "Details.Fields=%7B%22label%22:%22" + label + "%22,%22value%22:%22" + value + "%22%7D&";
    }

    @Test
    void everyBadParameterIsRefusedByName() {
        for (String bad : List.of(
                "FactorSid=",
                "FactorSid=YF1",
                "FactorSid=YC" + "0".repeat(32),
                "FactorSid=yf" + "0".repeat(32),
                "Details.Message=" + "x".repeat(257),
                "Details.Message=" + EMOJI.repeat(257),
                "Details.Message=%00",
                field("x".repeat(37), "v"),
                field("l", "x".repeat(129)),
                field("l", "%5Cud800"),
                field("l", "%5Cu0000"),
                "Details.Fields=x",
                "Details.Fields=[]",
                "Details.Fields=%7B%7D",
                "Details.Fields=%7B%22label%22:%22a%22%7D",
                "Details.Fields=%7B%22value%22:%22a%22%7D",
                "Details.Fields=%7B%22label%22:%22a%22,%22value%22:1%7D",
                field("a", "b").repeat(21),
                "HiddenDetails=x",
                "HiddenDetails=%7B%22a%22:1%7D",
                "HiddenDetails=%7B%22a%22:%7B%7D%7D",
                "HiddenDetails=%7B%22a%22:%22b%22,%22a%22:%22c%22%7D",
                "HiddenDetails=%7B%22a%22:%22" + "x".repeat(1017) + "%22%7D",
                "ExpirationDate=tomorrow",
                "ExpirationDate=2025-12-31T23:59:59Z",
                "ExpirationDate=2026-01-01T00:00:00Z",
                "ExpirationDate=2026-01-01T01:01:01Z",
                "ExpirationDate=2026-02-30T00:00:00Z",
                "AuthPayload=12",
                "AuthPayload=123456789",
                "AuthPayload=" + EMOJI + EMOJI)) {
            Answer answer = create(bad);
            assertThat(answer.brief()).as(bad).isEqualTo("400 60306");
            assertThat(answer.text("message")).startsWith("Invalid parameter: " + bad.substring(0, bad.indexOf('=')));
        }
        assertThat(rig.get(ana + "/Challenges").sids("challenges")).isEmpty();
    }

    @Test
    void everyLimitIsInclusiveAndCountedInCodePoints() {
        for (String good : List.of(
                "Details.Message=" + "x".repeat(256),
                "Details.Message=" + EMOJI.repeat(256),
                "Details.Message=",
                field(EMOJI.repeat(36), EMOJI.repeat(128)),
                field("", ""),
                field("a", "b").repeat(20),
                field("a", "b").repeat(20) + "Details.Fields=",
                "Details.Fields=",
                "HiddenDetails=%7B%22a%22:%22" + "x".repeat(1016) + "%22%7D",
                "HiddenDetails=%7B%22a%22:%22" + EMOJI.repeat(1016) + "%22%7D",
                "HiddenDetails=%7B%7D",
                "HiddenDetails=",
                "ExpirationDate=",
                "AuthPayload=",
                "AuthPayload=abc",
                "AuthPayload=12345678",
                "Unknown=x")) {
            assertThat(create(good).brief()).as(good).isEqualTo("201");
        }
    }

    @Test
    void itLivesAsLongAsIsAsked() {
        assertThat(create("").text("expiration_date")).isEqualTo("2026-01-01T00:05:00Z");
        for (String form : List.of(
                "2026-01-01T00:30:00Z",
                "2026-01-01T00:30:00",
                "2026-01-01T02:30:00%2B02:00",
                "2025-12-31T19:30:00-0500",
                "2026-01-01T00:30:00.999Z")) {
            assertThat(create("ExpirationDate=" + form).text("expiration_date")).isEqualTo("2026-01-01T00:30:00Z");
        }
        assertThat(create("ExpirationDate=2026-01-01T00:00:01Z").text("status")).isEqualTo("pending");
        assertThat(create("ExpirationDate=2026-01-01T01:00:00Z").text("expiration_date"))
                .isEqualTo("2026-01-01T01:00:00Z");
        assertThat(create("ExpirationDate=2026-01-01T01:01:00Z").text("expiration_date"))
                .isEqualTo("2026-01-01T01:00:00Z");
    }

    @Test
    void whatIsShownIsFrozenAsItWasGiven() {
        Answer full = create("Details.Message=Hi&" + field("B", "2") + field("A", "1"));
        assertThat(full.json())
                .contains("\"details\":{\"message\":\"Hi\",\"fields\":[{\"label\":\"B\",\"value\":\"2\"},"
                        + "{\"label\":\"A\",\"value\":\"1\"}]},\"hidden_details\":null,");
        Answer message = create("Details.Message=Hi&HiddenDetails=%22%7B%5C%22b%5C%22:%5C%221%5C%22%7D%22");
        assertThat(message.json())
                .contains("\"details\":{\"message\":\"Hi\",\"fields\":[]},\"hidden_details\":{\"b\":\"1\"},");
        rig.post(service, "Push.IncludeDate=true");
        assertThat(rig.get(ana + "/Challenges/" + message.text("sid")).json()).isEqualTo(message.json());
        rig.pass(Duration.ofMillis(1999));
        assertThat(create("Details.Message=Hi").text("details", "date")).isEqualTo("2026-01-01T00:00:01Z");
        assertThat(create("").get("details")).isNull();
    }

    @Test
    void theFactorMustBeThisPersonsAndVerified() {
        String bob = service + "/Entities/bob-0001";
        String theirs = rig.enrol(bob);
        assertThat(rig.post(ana + "/Challenges", "FactorSid=" + theirs).brief()).isEqualTo("404 20404");
        assertThat(rig.post(ana + "/Challenges", "FactorSid=YF" + "0".repeat(32))
                        .brief())
                .isEqualTo("404 20404");
        String unverified =
                rig.post(ana + "/Factors", "FactorType=totp&FriendlyName=x").text("sid");
        assertThat(rig.post(ana + "/Challenges", "FactorSid=" + unverified).brief())
                .isEqualTo("403 60318");
        assertThat(rig.post(service + "/Entities/nobody-01/Challenges", "FactorSid=" + factor)
                        .brief())
                .isEqualTo("404 20404");
    }

    @Test
    void refusalsComeInTheProtocolsOrder() {
        String unverified =
                rig.post(ana + "/Factors", "FactorType=totp&FriendlyName=x").text("sid");
        String gone = "FactorSid=YF" + "0".repeat(32);
        assertThat(rig.post(ana + "/Challenges", gone + "&ExpirationDate=x").brief())
                .isEqualTo("400 60306");
        assertThat(rig.post(ana + "/Challenges", gone + "&AuthPayload=1").brief())
                .isEqualTo("404 20404");
        assertThat(rig.post(ana + "/Challenges", "FactorSid=" + unverified + "&AuthPayload=1")
                        .brief())
                .isEqualTo("400 60306");
        String noService = "/v2/Services/VA" + "0".repeat(32) + "/Entities/ana-0001/Challenges";
        for (String form : List.of(
                "",
                gone,
                gone + "&ExpirationDate=2025-01-01T00:00:00Z",
                field("a", "b").repeat(21) + gone)) {
            assertThat(rig.post(noService, form).brief()).isEqualTo("404 20404");
        }
        assertThat(rig.get(noService + "?PageToken=x").brief()).isEqualTo("404 20404");
        String factors = noService.replace("Challenges", "Factors");
        assertThat(rig.post(factors, "FactorType=totp&FriendlyName=x&Binding.Secret=1")
                        .brief())
                .isEqualTo("404 20404");
    }

    @Test
    void aRightCodeApprovesAtOnceAndAWrongOneIsTheFirstAttempt() {
        Answer right = create("AuthPayload=" + rig.code(ana, factor, 0));
        assertThat(right.text("status")).isEqualTo("approved");
        assertThat(right.text("date_responded")).isEqualTo("2026-01-01T00:00:00Z");
        String wrong = rig.wrong(ana, factor);
        Answer pending = create("AuthPayload=" + wrong);
        assertThat(pending.brief() + pending.text("status")).isEqualTo("201pending");
        String path = ana + "/Challenges/" + pending.text("sid");
        for (int i = 0; i < 4; i++) {
            assertThat(rig.post(path, "AuthPayload=" + wrong).text("status")).isEqualTo("pending");
        }
        assertThat(rig.post(path, "AuthPayload=" + rig.code(ana, factor, 1)).brief())
                .isEqualTo("429 60308");
    }

    @Test
    void aCodeIsGoodOnceAcrossChallenges() {
        String now = rig.code(ana, factor, 0);
        assertThat(create("AuthPayload=" + now).text("status")).isEqualTo("approved");
        assertThat(create("AuthPayload=" + now).text("status")).isEqualTo("pending");
        assertThat(create("AuthPayload=" + rig.code(ana, factor, -1)).text("status"))
                .isEqualTo("pending");
        assertThat(create("AuthPayload=" + rig.code(ana, factor, 1)).text("status"))
                .isEqualTo("approved");
        rig.post(ana + "/Factors/" + factor, "Config.TimeStep=20");
        assertThat(create("AuthPayload=" + rig.code(ana, factor, 0)).text("status"))
                .isEqualTo("pending");
        rig.seconds(60);
        assertThat(create("AuthPayload=" + rig.code(ana, factor, 0)).text("status"))
                .isEqualTo("approved");
    }

    @Test
    void whereTheOperatorSaysSoACodeIsGoodAsLongAsItStands() {
        try (Rig lenient = new Rig(new Policy(Profile.COMPAT, 100, false, true, Policy.Ringing.DEFAULT))) {
            String entity = lenient.service() + "/Entities/ana-0001";
            String form = "FactorSid=" + lenient.enrol(entity) + "&AuthPayload=745690";
            assertThat(lenient.post(entity + "/Challenges", form).text("status"))
                    .isEqualTo("approved");
            assertThat(lenient.post(entity + "/Challenges", form).text("status"))
                    .isEqualTo("approved");
        }
    }

    @Test
    void fiftyAnHourAndAHundredADayAreAllowed() {
        for (int i = 0; i < 50; i++) {
            assertThat(create("").brief()).isEqualTo("201");
        }
        assertThat(create("").brief()).isEqualTo("429 60312");
        rig.pass(Duration.ofHours(1).minusMillis(1));
        assertThat(create("").brief()).isEqualTo("429 60312");
        rig.pass(Duration.ofMillis(1));
        for (int i = 0; i < 50; i++) {
            assertThat(create("").brief()).isEqualTo("201");
        }
        rig.pass(Duration.ofHours(23).minusMillis(1));
        assertThat(create("").brief()).isEqualTo("429 60312");
        rig.pass(Duration.ofMillis(1));
        assertThat(create("").brief()).isEqualTo("201");
    }

    @Test
    void tenADayAreAllowedWhereCodesAreShort() {
        factor = rig.enrol(service + "/Entities/bob-0001", "&Config.CodeLength=4");
        ana = service + "/Entities/bob-0001";
        for (int i = 0; i < 10; i++) {
            assertThat(create("").brief()).isEqualTo("201");
        }
        rig.pass(Duration.ofDays(1).minusMillis(1));
        assertThat(create("").brief()).isEqualTo("429 60312");
        rig.pass(Duration.ofMillis(1));
        assertThat(create("").brief()).isEqualTo("201");
    }

    @Test
    void theStrictProfileCutsLivesAtTenMinutesAndSpendsTheEnrolmentCode() {
        try (Rig strict = new Rig(new Policy(Profile.STRICT, 100, true, true, Policy.Ringing.DEFAULT))) {
            String entity = strict.service() + "/Entities/ana-0001";
            String form = "FactorSid=" + strict.enrol(entity);
            assertThat(strict.post(entity + "/Challenges", form + "&AuthPayload=745690")
                            .text("status"))
                    .isEqualTo("pending");
            assertThat(strict.post(entity + "/Challenges", form + "&ExpirationDate=2026-01-01T00:10:30Z")
                            .text("expiration_date"))
                    .isEqualTo("2026-01-01T00:10:00Z");
            assertThat(strict.post(entity + "/Challenges", form + "&ExpirationDate=2026-01-01T00:11:01Z")
                            .brief())
                    .isEqualTo("400 60306");
        }
    }
}
