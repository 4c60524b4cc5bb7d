package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Owed;
import dev.countersign.domain.Owed.Matter;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Profile;
import dev.countersign.phone.Challenge.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a phone is rung, when once more, and when nobody may ring it any more. */
@Tag("database")
class RingingTest {
    private static final Policy.Ringing NO_LIMITS = new Policy.Ringing(0, Duration.ofMinutes(10), 0);

    private Rig rig;
    private Hand ana;

    @BeforeEach
    void open() {
        open(Policy.Ringing.DEFAULT);
    }

    private void open(Policy.Ringing ringing) {
        rig = new Rig(new Policy(Profile.COMPAT, 100, true, true, ringing));
        ana = Hand.enrolled(rig, rig.service() + "/Entities/ana-0001");
        at("fcm");
    }

    /** Without limits. */
    private void reopen() {
        rig.close();
        open(NO_LIMITS);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** The phone is reached over that platform from now on. */
    private void at(String platform) {
        String token = platform.equals("none") ? "" : "&Config.NotificationToken=token-1";
        rig.post(ana.path(), "Config.NotificationPlatform=" + platform + token);
    }

    private Answer create(String more) {
        return rig.post(ana.entity() + "/Challenges", "FactorSid=" + ana.sid() + "&Details.Message=Log+in%3F" + more);
    }

    private String challenge() {
        return create("").text("sid");
    }

    private Answer notify(String challenge, String form) {
        return rig.post(ana.entity() + "/Challenges/" + challenge + "/Notifications", form);
    }

    private void answer(String challenge, Status status) {
        String signed = Hand.does(() -> ana.phone().sign(ana.phone().show(challenge), status));
        ana.ask("POST", ana.entity() + "/Challenges/" + challenge, "AuthPayload=" + signed);
    }

    private List<Owed> pushes() {
        return rig.owed().stream()
                .filter(o -> o.matter() instanceof Matter.Ring)
                .toList();
    }

    private Matter.Ring last() {
        return (Matter.Ring) pushes().getLast().matter();
    }

    @Test
    void aChallengeRingsItsPhoneOnceAndSaysWhatItIsAbout() {
        String challenge = challenge();
        assertThat(pushes()).hasSize(1);
        assertThat(last().challenge().text()).isEqualTo(challenge);
        assertThat(last().message()).isEqualTo("Log in?");
        assertThat(last().to().token()).isEqualTo("token-1");
        assertThat(pushes().getFirst().factor().text()).isEqualTo(ana.sid());
        assertThat(pushes().getFirst().until()).isEqualTo(rig.now().plusSeconds(300));
    }

    @Test
    void aPushIsOfNoUseAfterItsChallenge() {
        create("&ExpirationDate=" + rig.now().plusSeconds(90));
        assertThat(pushes().getFirst().until()).isEqualTo(rig.now().plusSeconds(90));
        rig.seconds(60);
        notify(last().challenge().text(), "Ttl=300");
        assertThat(pushes().getLast().until()).isEqualTo(rig.now().plusSeconds(30));
    }

    @Test
    void aPhoneWithoutPlatformIsNotRungAndHasItsChallengesAllTheSame() {
        at("none");
        String challenge = challenge();
        assertThat(pushes()).isEmpty();
        assertThat(ana.ask("GET", ana.entity() + "/Challenges", "").json()).contains(challenge);
        assertThat(notify(challenge, "").brief()).isEqualTo("400 60307");
    }

    @Test
    void aRefusedChallengeRingsNobody() {
        assertThat(create("&ExpirationDate=2020-01-01T00:00:00Z").status()).isEqualTo(400);
        assertThat(pushes()).isEmpty();
    }

    @Test
    void aNotificationIsWhatThePublishedOneIs() {
        String challenge = challenge();
        rig.seconds(10);
        Answer sent = notify(challenge, "");
        assertThat(sent.brief()).isEqualTo("201");
        assertThat(sent.text("sid")).matches("NT[0-9a-f]{32}");
        assertThat(sent.json())
                .matches("\\{\"sid\":\"NT\\w{32}\",\"account_sid\":\"" + Rig.ANA + "\",\"service_sid\":\"VA\\w{32}\","
                        + "\"entity_sid\":\"YE\\w{32}\",\"identity\":\"ana-0001\",\"challenge_sid\":\"" + challenge
                        + "\",\"priority\":\"high\",\"ttl\":300,\"date_created\":\"2026-01-01T00:00:10Z\"}");
        assertThat(pushes()).hasSize(2);
        assertThat(last().message()).isEqualTo("Log in?");
    }

    @Test
    void aTtlIsUpToFiveMinutesAndZeroIsOneAttempt() {
        String challenge = challenge();
        for (String bad : List.of("301", "-1", "x", "1.5")) {
            Answer no = notify(challenge, "Ttl=" + bad);
            assertThat(no.brief()).as(bad).isEqualTo("400 60306");
            assertThat(no.text("message")).contains("Ttl");
        }
        assertThat(notify(challenge, "Ttl=0").at("ttl")).isEqualTo(0L);
        assertThat(pushes().getLast().until()).isEqualTo(rig.now());
        assertThat(notify(challenge, "Ttl=").at("ttl")).isEqualTo(300L);
        assertThat(notify(challenge, "Ttl=300").brief()).isEqualTo("201");
    }

    @Test
    void aChallengeHasThreeNotificationsAndNoFourth() {
        reopen();
        String challenge = challenge();
        for (int i = 0; i < 3; i++) {
            assertThat(notify(challenge, "").brief()).isEqualTo("201");
        }
        assertThat(notify(challenge, "").brief()).isEqualTo("429 60309");
        assertThat(pushes()).hasSize(4);
        assertThat(notify(challenge(), "").brief())
                .as("another one has its own")
                .isEqualTo("201");
    }

    @Test
    void whatIsAnsweredOrOverIsNotRungForAgain() {
        String answered = challenge();
        answer(answered, Status.APPROVED);
        assertThat(notify(answered, "").brief()).isEqualTo("403 60322");
        String over = challenge();
        rig.seconds(300);
        assertThat(notify(over, "").brief()).isEqualTo("403 60323");
        assertThat(notify("YC" + "0".repeat(32), "").brief()).isEqualTo("404 20404");
        assertThat(notify("YC1", "").brief()).isEqualTo("404 20404");
    }

    @Test
    void aCodeIsNothingToRingFor() {
        String entity = ana.entity().replace("ana-0001", "bob-0001");
        String factor = rig.enrol(entity);
        String challenge =
                rig.post(entity + "/Challenges", "FactorSid=" + factor).text("sid");
        assertThat(rig.post(entity + "/Challenges/" + challenge + "/Notifications", "")
                        .brief())
                .isEqualTo("400 60306");
    }

    @Test
    void fivePushesInTenMinutesAndTheNextChallengeIsThereWithoutOne() {
        for (int i = 0; i < 5; i++) {
            answer(challenge(), Status.APPROVED);
        }
        String sixth = challenge();
        assertThat(pushes()).hasSize(5);
        assertThat(rig.get(ana.entity() + "/Challenges/" + sixth).text("status"))
                .isEqualTo("pending");
        assertThat(ana.ask("GET", ana.entity() + "/Challenges?Status=pending", "")
                        .json())
                .contains(sixth);
        assertThat(notify(sixth, "").brief()).as("asked for, and not rung").isEqualTo("201");
        assertThat(pushes()).hasSize(5);
        rig.seconds(599);
        challenge();
        assertThat(pushes()).hasSize(5);
        rig.seconds(1);
        challenge();
        assertThat(pushes()).hasSize(6);
    }

    @Test
    void afterTenUnansweredPushesThereIsSilenceUntilSomethingIsApproved() {
        unanswered(10);
        String first = challenge();
        assertThat(pushes()).hasSize(10);
        assertThat(rig.get(ana.path()).at("config", "notifications_unanswered")).isEqualTo(10L);
        answer(challenge(), Status.DENIED);
        challenge();
        assertThat(pushes()).as("a denial does not end the silence").hasSize(10);
        answer(first, Status.APPROVED);
        challenge();
        assertThat(pushes()).hasSize(11);
    }

    @Test
    void aDenialIsAnAnswerWhileItStillRings() {
        for (int i = 0; i < 30; i++) {
            answer(challenge(), Status.DENIED);
            rig.pass(Duration.ofMinutes(3));
        }
        assertThat(pushes()).hasSize(30);
        assertThat(rig.get(ana.path()).at("config", "notifications_unanswered")).isEqualTo(0L);
    }

    private void unanswered(int times) {
        for (int i = 0; i < times; i++) {
            challenge();
            rig.pass(Duration.ofMinutes(3));
        }
    }

    @Test
    void theOperatorMayLiftBothLimits() {
        reopen();
        for (int i = 0; i < 40; i++) {
            challenge();
        }
        assertThat(pushes()).hasSize(40);
    }

    @Test
    void aDeletedPhoneIsNotRungForWhatWasAsked() {
        challenge();
        assertThat(rig.pushes()).isEqualTo(1);
        rig.delete(ana.path());
        assertThat(rig.pushes()).isZero();
    }
}
