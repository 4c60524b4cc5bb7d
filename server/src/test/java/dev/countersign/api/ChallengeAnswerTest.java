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
class ChallengeAnswerTest {
    private Rig rig;
    private String ana = "";
    private String factor = "";
    private String challenge = "";

    @BeforeEach
    void open() {
        rig = new Rig(new Policy(Profile.COMPAT, 7, true, true, Policy.Ringing.DEFAULT));
        ana = rig.service() + "/Entities/ana-0001";
        factor = rig.enrol(ana);
        challenge = create();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String create() {
        return ana + "/Challenges/"
                + rig.post(ana + "/Challenges", "FactorSid=" + factor).text("sid");
    }

    private Answer answer(String code) {
        return rig.post(challenge, "AuthPayload=" + code);
    }

    private String right() {
        return rig.code(ana, factor, 0);
    }

    private String wrong() {
        return rig.wrong(ana, factor);
    }

    @Test
    void whatIsNoCodeIsABadRequestAndCountsNothing() {
        for (String bad : List.of("", "12", "123456789", "x".repeat(5000), "%00%00%00")) {
            assertThat(answer(bad).brief()).as(bad).isEqualTo("400 60306");
        }
        assertThat(rig.post(challenge, "").text("message")).isEqualTo("Invalid parameter: AuthPayload is required");
        assertThat(rig.post(challenge, "AuthPayload=000000&Metadata=%7B%22a%22:1%7D")
                        .brief())
                .isEqualTo("400 60306");
        assertThat(rig.post(challenge, "AuthPayload=000000&Metadata=%7B%22a%22:%22" + "x".repeat(1017) + "%22%7D")
                        .brief())
                .isEqualTo("400 60306");
        assertThat(answer(right()).text("status")).isEqualTo("approved");
    }

    @Test
    void fiveWrongCodesAreAnsweredAndTheSixthTryIsRefusedWhateverItIs() {
        for (String code : List.of(wrong(), "abc", "12345678", "1234567", wrong())) {
            assertThat(answer(code).brief()).isEqualTo("200");
        }
        assertThat(answer(right()).brief()).isEqualTo("429 60308");
        assertThat(answer(wrong()).brief()).isEqualTo("429 60308");
        assertThat(rig.get(challenge).text("status")).isEqualTo("pending");
    }

    @Test
    void itIsAnsweredOnce() {
        assertThat(answer(right()).text("status")).isEqualTo("approved");
        assertThat(answer(right()).brief()).isEqualTo("403 60322");
        assertThat(answer("12").brief()).isEqualTo("400 60306");
        rig.seconds(300);
        assertThat(answer(right()).brief()).isEqualTo("403 60322");
        assertThat(rig.get(challenge).text("status")).isEqualTo("approved");
    }

    @Test
    void itExpiresAtTheVeryInstant() {
        rig.pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(rig.get(challenge).text("status")).isEqualTo("pending");
        assertThat(answer(wrong()).brief()).isEqualTo("200");
        rig.pass(Duration.ofMillis(1));
        assertThat(answer(right()).brief()).isEqualTo("403 60323");
        Answer expired = rig.get(challenge);
        assertThat(expired.text("status")).isEqualTo("expired");
        assertThat(expired.get("date_responded")).isNull();
        assertThat(expired.text("date_updated")).isEqualTo("2026-01-01T00:04:59Z");
    }

    @Test
    void metadataIsKeptByTheAnswerThatDecidesOnly() {
        String metadata = "&Metadata=%7B%22ip%22:%22%3A%3A1%22%7D";
        assertThat(rig.post(challenge, "AuthPayload=" + wrong() + metadata).get("metadata"))
                .isNull();
        assertThat(rig.get(challenge).get("metadata")).isNull();
        assertThat(rig.post(challenge, "AuthPayload=" + right() + metadata).at("metadata"))
                .hasToString("{ip=::1}");
        assertThat(rig.get(challenge).at("metadata")).hasToString("{ip=::1}");
    }

    @Test
    void tooManyWrongCodesInARowDisableTheFactorForGood() {
        for (int i = 0; i < 6; i++) {
            challenge = create();
            assertThat(answer(wrong()).brief()).isEqualTo("200");
        }
        String open = challenge;
        rig.pass(Duration.ofMinutes(2));
        challenge = create();
        assertThat(answer(wrong()).text("status")).isEqualTo("pending");
        for (Answer no : List.of(
                answer(right()),
                rig.post(open, "AuthPayload=" + right()),
                rig.post(ana + "/Challenges", "FactorSid=" + factor))) {
            assertThat(no.brief()).isEqualTo("403 60318");
            assertThat(no.text("message"))
                    .isEqualTo("Factor is disabled after too many wrong codes; delete it and enrol anew");
        }
        String path = ana + "/Factors/" + factor;
        assertThat(rig.get(path).text("status")).isEqualTo("verified");
        rig.pass(Duration.ofDays(30));
        rig.post(path, "AuthPayload=" + right());
        rig.post(path, "Config.TimeStep=60");
        assertThat(rig.post(ana + "/Challenges", "FactorSid=" + factor).brief()).isEqualTo("403 60318");
        assertThat(rig.delete(path).brief()).isEqualTo("204");
        factor = rig.enrol(ana);
        assertThat(rig.post(ana + "/Challenges", "FactorSid=" + factor).brief()).isEqualTo("201");
    }

    @Test
    void theCodeThatDisablesMayComeWithTheChallengeItself() {
        for (int i = 0; i < 7; i++) {
            assertThat(rig.post(ana + "/Challenges", "FactorSid=" + factor + "&AuthPayload=" + wrong())
                            .brief())
                    .isEqualTo("201");
        }
        assertThat(rig.post(ana + "/Challenges", "FactorSid=" + factor).brief()).isEqualTo("403 60318");
    }

    @Test
    void aRightCodeStartsTheCountAnew() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 6; i++) {
                challenge = create();
                answer(wrong());
            }
            rig.seconds(60);
            challenge = create();
            assertThat(answer(right()).text("status")).isEqualTo("approved");
        }
    }

    @Test
    void whatWasAnsweredIsToldBeforeTheFactorIsAskedAbout() {
        answer(right());
        String answered = challenge;
        challenge = create();
        String expired = challenge;
        for (int i = 0; i < 7; i++) {
            challenge = create();
            answer(wrong());
        }
        assertThat(rig.post(answered, "AuthPayload=000000").brief()).isEqualTo("403 60322");
        rig.seconds(300);
        assertThat(rig.post(expired, "AuthPayload=000000").brief()).isEqualTo("403 60323");
    }

    @Test
    void aChallengeThatIsNotThereIsMissed() {
        for (String sid : List.of("YC" + "0".repeat(32), "YC0", "YF" + "0".repeat(32), "x")) {
            assertThat(rig.get(ana + "/Challenges/" + sid).brief()).isEqualTo("404 20404");
            assertThat(rig.post(ana + "/Challenges/" + sid, "AuthPayload=000000")
                            .brief())
                    .isEqualTo("404 20404");
        }
        String elsewhere = challenge.replace("ana-0001", "bob-0001");
        assertThat(rig.get(elsewhere).brief()).isEqualTo("404 20404");
        assertThat(rig.post(elsewhere, "AuthPayload=" + right()).brief()).isEqualTo("404 20404");
        assertThat(rig.delete(challenge).brief()).isEqualTo("405 20004");
    }

    @Test
    void whatCameOfACodeIsToldToTheLogAndTheCodeIsNot() {
        Answer wrong = answer(wrong());
        assertThat(wrong.told().more()).containsEntry("outcome", "wrong_code").containsEntry("factor", factor);
        Answer right = answer(right());
        assertThat(right.told().more()).containsEntry("outcome", "approved");
        assertThat(right.told().more().values()).doesNotContain(right());
    }
}
