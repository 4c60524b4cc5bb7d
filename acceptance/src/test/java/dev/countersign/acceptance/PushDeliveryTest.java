package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.phone.Push;
import dev.countersign.testkit.FakeApns.Notification;
import dev.countersign.testkit.FakeWebPush;
import dev.countersign.testkit.FcmMessage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Challenges on their way to phones by each push service, from the Credential to what the app is given. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
class PushDeliveryTest {
    private PushServices push;

    @BeforeAll
    void start(@TempDir Path folder) {
        push = new PushServices(folder, Map.of());
    }

    @AfterAll
    void stop() {
        push.close();
    }

    // spec Verify 6.1: data alone, every value a string
    @Test
    void fcmIsGivenTheDataOfAChallengeAndOfEachNotification() throws Exception {
        String token = push.onAndroid();
        PhoneOwner owner = PushServices.enrolled(push.fcmShop(), Push.fcm(token));

        String challenge = owner.asked();
        FcmMessage first = messagesFor(token, 1).getFirst();
        notified(owner, challenge, "60");
        FcmMessage second = messagesFor(token, 2).getLast();

        assertThat(first.data())
                .isEqualTo(second.data())
                .isEqualTo(Map.of(
                        "type",
                        "verify_push_challenge",
                        "challenge_sid",
                        challenge,
                        "factor_sid",
                        owner.factor().sid(),
                        "message",
                        "Login request"));
        assertThat(first.ttl().toSeconds()).isBetween(240L, 300L);
        assertThat(second.ttl().toSeconds()).isBetween(30L, 60L);
    }

    // spec Verify 6.2: the keys beside aps
    @Test
    void apnsIsGivenAnAlertAndTheKeysBesideIt() throws Exception {
        String token = push.onIos();
        PhoneOwner owner = PushServices.enrolled(push.apnShop(), Push.apn(token));

        String challenge = owner.asked();
        Notification first = notificationsFor(token, 1).getFirst();
        notified(owner, challenge, "0");
        Notification second = notificationsFor(token, 2).getLast();

        JsonNode expected = Answer.parse("""
                {"aps": {"alert": "Login request", "sound": "default", "category": "verify_push_challenge",
                 "mutable-content": 1}, "type": "verify_push_challenge", "challenge_sid": "%s", "factor_sid": "%s"}
                """.formatted(challenge, owner.factor().sid()));
        assertThat(List.of(first, second)).allSatisfy(one -> {
            assertThat(Answer.parse(one.payload())).isEqualTo(expected);
            assertThat(one.topic()).isEqualTo("com.example.app");
            assertThat(one.priority()).isEqualTo(10);
            assertThat(one.pushType()).isEqualTo("alert");
        });
        assertThat(first.expiration())
                .isBetween(Instant.now().plusSeconds(200), Instant.now().plusSeconds(301));
        assertThat(second.expiration()).isIn(null, Instant.EPOCH);
    }

    @Test
    void aBrowserIsGivenTheSameKeysSealedForItAlone() throws Exception {
        PhoneShop shop = push.shop("webpush", "Push.WebpushCredentialSid", "Subject", "mailto:ops@example.com");
        String credentials =
                shop.api().get("/v2/Services/" + shop.service()).mustBe(200).text("push.webpush_credential_sid");
        String key =
                shop.api().get("/v1/Credentials/" + credentials).mustBe(200).text("public_key");
        FakeWebPush.Subscription browser = push.web().subscribe(key);
        PhoneOwner owner = PushServices.enrolled(shop, PushServices.inBrowser(browser));

        String challenge = owner.asked();
        pushesTo(browser, 1);
        notified(owner, challenge, "300");

        assertThat(pushesTo(browser, 2)).allSatisfy(one -> {
            assertThat(Answer.parse(one.text())).isEqualTo(Answer.parse("""
                    {"type": "verify_push_challenge", "challenge_sid": "%s", "factor_sid": "%s",
                     "message": "Login request"}
                    """.formatted(
                            challenge, owner.factor().sid())));
            assertThat(one.urgency()).isEqualTo("high");
            assertThat(one.ttl()).isBetween(200L, 300L);
        });
    }

    @Test
    void aDeviceThatIsGoneForFcmIsSeenAndComesBackWithAnotherToken() throws Exception {
        String token = push.onAndroid();
        PhoneOwner owner = PushServices.enrolled(push.fcmShop(), Push.fcm(token));
        mustBeReached(owner);

        push.fcm().unregister(token);
        owner.asked();
        awaitGone(owner);
        String other = push.onAndroid();
        owner.phone().update(PushServices.handset(Push.fcm(other)));

        mustBeReached(owner);
        String challenge = owner.asked();
        assertThat(messagesFor(other, 1).getFirst().data()).containsEntry("challenge_sid", challenge);
    }

    @Test
    void aDeviceThatIsGoneForAppleIsSeenAndComesBackWithAnotherToken() throws Exception {
        String token = push.onIos();
        PhoneOwner owner = PushServices.enrolled(push.apnShop(), Push.apn(token));

        // Apple tells since when; a token that has been registered anew since then stays.
        push.apns().unregister(token, Instant.now().plusSeconds(1));
        owner.asked();
        awaitGone(owner);
        String other = push.onIos();
        owner.phone().update(PushServices.handset(Push.apn(other)));

        mustBeReached(owner);
        String challenge = owner.asked();
        assertThat(notificationsFor(other, 1).getFirst().payload()).contains(challenge);
    }

    @Test
    void aBrowserThatIsGoneIsSeenAndComesBackWithAnotherSubscription() throws Exception {
        PhoneShop shop = push.shop("webpush", "Push.WebpushCredentialSid", "Subject", "mailto:ops@example.com");
        FakeWebPush.Subscription browser = push.web().subscribe();
        PhoneOwner owner = PushServices.enrolled(shop, PushServices.inBrowser(browser));

        browser.end();
        owner.asked();
        awaitGone(owner);
        FakeWebPush.Subscription other = push.web().subscribe();
        owner.phone().update(PushServices.handset(PushServices.inBrowser(other)));

        mustBeReached(owner);
        String challenge = owner.asked();
        assertThat(pushesTo(other, 1).getFirst().text()).contains(challenge);
    }

    @Test
    void aServiceMayKeepTheMessageToItself() throws Exception {
        PhoneShop android = push.fcmShop();
        PhoneShop ios = push.apnShop();
        PushServices.set(android, "Push.IncludeMessage", "false");
        PushServices.set(ios, "Push.IncludeMessage", "false");
        String androidToken = push.onAndroid();
        String iosToken = push.onIos();

        PushServices.enrolled(android, Push.fcm(androidToken)).asked();
        PushServices.enrolled(ios, Push.apn(iosToken)).asked();

        FcmMessage message = messagesFor(androidToken, 1).getFirst();
        assertThat(message.data()).containsOnlyKeys("type", "challenge_sid", "factor_sid");
        assertThat(message.json()).doesNotContain("Login request");
        assertThat(notificationsFor(iosToken, 1).getFirst().payload())
                .contains("verify_push_challenge")
                .doesNotContain("Login request");
    }

    @Test
    void withoutACredentialThereIsALineInTheLogAndTheChallengeAllTheSame() throws Exception {
        PhoneOwner owner = PushServices.enrolled(PhoneShop.of(push.product().api()), Push.fcm(push.onAndroid()));

        String challenge = owner.asked();

        Eventually.holds("a line in the log", () -> push.product()
                .printed()
                .lines()
                .anyMatch(line -> line.contains("no Credential to push with") && line.contains(challenge)));
        assertThat(owner.phone().show(challenge).details().message()).isEqualTo("Login request");
    }

    private static void notified(PhoneOwner owner, String challenge, String ttl) {
        owner.backend()
                .post(owner.challenge(challenge) + "/Notifications", "Ttl", ttl)
                .mustBe(201);
    }

    private static void mustBeReached(PhoneOwner owner) {
        assertThat(gone(owner).isNull()).isTrue();
    }

    private static void awaitGone(PhoneOwner owner) {
        Eventually.holds("a token that is gone", () -> gone(owner).isTextual());
    }

    private static JsonNode gone(PhoneOwner owner) {
        return owner.backend().get(owner.factorPath()).mustBe(200).at("config.notification_token_gone");
    }

    private List<FcmMessage> messagesFor(String token, int many) {
        return Eventually.many(many, () -> push.fcm().messages().all().stream()
                .filter(m -> m.token().equals(token))
                .toList());
    }

    private List<Notification> notificationsFor(String token, int many) {
        return Eventually.many(many, () -> push.apns().notifications().all().stream()
                .filter(n -> n.token().equals(token))
                .toList());
    }

    private List<FakeWebPush.Push> pushesTo(FakeWebPush.Subscription browser, int many) {
        return Eventually.many(many, () -> push.web().pushes().all().stream()
                .filter(p -> p.to() == browser)
                .toList());
    }
}
