package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Push;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A phone that is a factor, or is about to be: shown to have its key, renamed, and gone. */
@Tag("database")
class PushFactorLifeTest {
    private Rig rig;
    private String service = "";
    private String ana = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        service = rig.service();
        ana = service + "/Entities/ana-0001";
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static String payload(byte[] signature) {
        return "AuthPayload=" + Base64.getEncoder().encodeToString(signature).replace("+", "%2B");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aSignatureOverItsSidVerifiesItWhoeverBringsIt() {
        Hand byDevice = Hand.created(rig, ana);
        rig.seconds(3);
        Answer answer =
                byDevice.ask("POST", byDevice.path(), payload(byDevice.key().der(ascii(byDevice.sid()))));
        assertThat(answer.text("status")).isEqualTo("verified");
        assertThat(answer.text("date_updated")).isEqualTo("2026-01-01T00:00:03Z");
        assertThat(rig.get(byDevice.path()).json()).isEqualTo(answer.json());
        Hand byBackend = Hand.created(rig, ana);
        assertThat(rig.post(byBackend.path(), payload(byBackend.key().der(ascii(byBackend.sid()))))
                        .text("status"))
                .isEqualTo("verified");
    }

    @Test
    void anythingElseThatIsSignedIsRefusedAndChangesNothing() {
        Hand hand = Hand.created(rig, ana);
        Hand other = Hand.created(rig, ana);
        String before = rig.get(hand.path()).json();
        rig.seconds(1);
        byte[] good = hand.key().der(ascii(hand.sid()));
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        for (byte[] signature : List.of(
                hand.key().raw(ascii(hand.sid())),
                other.key().der(ascii(hand.sid())),
                hand.key().der(ascii(other.sid())),
                hand.key().der(ascii(hand.sid() + "\n")),
                hand.key().der(ascii(hand.sid().substring(2))),
                hand.key().der(ascii(hand.phone().factor().credentialSid())),
                hand.key().der(new byte[0]),
                longer,
                new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0},
                new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1},
                new byte[64],
                new byte[3])) {
            String form = payload(signature) + "&FriendlyName=new";
            assertThat(hand.ask("POST", hand.path(), form).brief()).isEqualTo("403 60311");
            assertThat(rig.post(hand.path(), form).brief()).isEqualTo("403 60311");
        }
        assertThat(rig.get(hand.path()).json()).isEqualTo(before);
        assertThat(Hand.does(hand.phone()::verify).verified()).isTrue();
    }

    @Test
    void whatIsNotBase64IsABadParameter() {
        Hand hand = Hand.created(rig, ana);
        for (String bad : List.of("!", "AAA*", "AA-_", "A", "AAAA%0A", "%20AAAA", "a".repeat(513))) {
            Answer answer = hand.ask("POST", hand.path(), "AuthPayload=" + bad);
            assertThat(answer.brief()).as(bad).isEqualTo("400 60306");
            assertThat(answer.text("message")).startsWith("Invalid parameter: AuthPayload ");
        }
        assertThat(hand.ask("POST", hand.path(), "AuthPayload=").text("status")).isEqualTo("unverified");
    }

    @Test
    void onceVerifiedItStaysSo() {
        Hand hand = Hand.enrolled(rig, ana);
        rig.seconds(1);
        String before = rig.get(hand.path()).json();
        for (byte[] signature : List.of(
                hand.key().der(ascii(hand.sid())),
                hand.key().der(new byte[0]),
                hand.key().raw(ascii(hand.sid())))) {
            Answer again = hand.ask("POST", hand.path(), payload(signature));
            assertThat(again.brief()).isEqualTo("200");
            assertThat(again.json()).isEqualTo(before);
        }
    }

    @Test
    void aNameAndASignatureMayComeTogether() {
        Hand hand = Hand.created(rig, ana);
        Answer answer = hand.ask(
                "POST",
                hand.path(),
                payload(hand.key().der(ascii(hand.sid()))) + "&FriendlyName=new&Config.AppId=other");
        assertThat(answer.text("status")).isEqualTo("verified");
        assertThat(answer.text("friendly_name")).isEqualTo("new");
        assertThat(answer.text("config", "app_id")).isEqualTo("other");
    }

    @Test
    void everySdksUpdateIsTaken() {
        for (Habits habits : Habits.values()) {
            Hand hand = Hand.created(rig, ana, Handset.of(habits).toldBy(Push.fcm("first")), Duration.ZERO);
            Hand.does(hand.phone()::verify);
            Hand.does(() -> hand.phone()
                    .update(Handset.of(habits).named("Ana's + phone = 1").toldBy(Push.apn("a/b+c=="))));
            Answer now = rig.get(hand.path());
            assertThat(now.text("friendly_name")).isEqualTo("Ana's + phone = 1");
            assertThat(now.text("config", "notification_platform")).isEqualTo("apn");
            assertThat(now.text("config", "notification_token")).isEqualTo("a/b+c==");
            assertThat(now.text("config", "app_id")).isEqualTo("com.example.app");
            assertThat(now.text("status")).isEqualTo("verified");
            Hand.does(() -> hand.phone().update(Handset.of(habits)));
            assertThat(rig.get(hand.path()).isNull("config", "notification_token"))
                    .isTrue();
        }
    }

    @Test
    void aPlatformNeedsItsOwnTokenAndNoneHasNone() {
        Answer none = rig.post(ana + "/Factors", Hand.form() + "&Config.NotificationToken=ignored");
        String path = ana + "/Factors/" + none.text("sid");
        assertThat(none.isNull("config", "notification_token")).isTrue();
        assertThat(rig.post(path, "Config.NotificationToken=x").isNull("config", "notification_token"))
                .isTrue();
        String before = rig.get(path).json();
        Answer bare = rig.post(path, "Config.NotificationPlatform=fcm&FriendlyName=new");
        assertThat(bare.brief()).isEqualTo("400 60306");
        assertThat(bare.text("message")).startsWith("Invalid parameter: Config.NotificationToken ");
        assertThat(rig.get(path).json()).isEqualTo(before);
        assertThat(rig.post(path, "Config.NotificationPlatform=fcm&Config.NotificationToken=one")
                        .text("config", "notification_token"))
                .isEqualTo("one");
        assertThat(rig.post(path, "Config.NotificationPlatform=fcm").text("config", "notification_token"))
                .isEqualTo("one");
        assertThat(rig.post(path, "Config.NotificationToken=two").text("config", "notification_token"))
                .isEqualTo("two");
        assertThat(rig.post(path, "Config.NotificationPlatform=apn").brief()).isEqualTo("400 60306");
        assertThat(rig.post(path, "Config.NotificationPlatform=none").isNull("config", "notification_token"))
                .isTrue();
        assertThat(rig.post(path, "Config.NotificationPlatform=fcm").brief()).isEqualTo("400 60306");
    }

    @Test
    void anUpdatesLimitsAreThoseOfACreation() {
        Hand hand = Hand.created(rig, ana);
        for (String bad : List.of(
                "FriendlyName=" + "x".repeat(65),
                "Config.AppId=" + "x".repeat(101),
                "Config.SdkVersion=" + "x".repeat(101),
                "Config.NotificationPlatform=NONE",
                "Config.NotificationToken=" + "x".repeat(4097))) {
            Answer answer = hand.ask("POST", hand.path(), bad);
            assertThat(answer.brief()).as(bad).isEqualTo("400 60306");
            assertThat(answer.text("message")).contains(": " + bad.substring(0, bad.indexOf('=')) + " ");
        }
        rig.seconds(1);
        String before = rig.get(hand.path()).json();
        assertThat(hand.ask("POST", hand.path(), "Binding.PublicKey=AAAA&Config.Skew=1&FriendlyName=&x=y")
                        .json())
                .isEqualTo(before);
    }

    @Test
    void itsNotesAreKeptThroughEverything() {
        Answer created =
                rig.post(ana + "/Factors", Hand.form() + "&Metadata=%7B%22os%22:%22a%2Fb%22,%22v%22:%22%22%7D");
        assertThat(created.at("metadata")).hasToString("{os=a/b, v=}");
        String path = ana + "/Factors/" + created.text("sid");
        assertThat(rig.post(path, "FriendlyName=y&Metadata=%7B%7D").at("metadata"))
                .isEqualTo(created.at("metadata"));
        assertThat(rig.get(path).at("metadata")).isEqualTo(created.at("metadata"));
    }

    @Test
    void aPhoneRemovesItselfAndIsNobodyAfterwards() {
        Hand hand = Hand.enrolled(rig, ana);
        String challenge = hand.challenge();
        assertThat(hand.ask("DELETE", hand.path(), "").brief()).isEqualTo("204");
        assertThat(hand.ask("DELETE", hand.path(), "").brief()).isEqualTo("401 20003");
        assertThat(hand.ask("GET", hand.path(), "").brief()).isEqualTo("401 20003");
        assertThat(rig.get(hand.path()).brief()).isEqualTo("404 20404");
        assertThat(rig.delete(hand.path()).brief()).isEqualTo("404 20404");
        assertThat(rig.get(ana + "/Challenges/" + challenge).brief()).isEqualTo("404 20404");
        Hand.does(() -> {
            hand.phone().remove();
            return true;
        });
        assertThat(rig.get(ana).brief()).isEqualTo("200");
    }

    @Test
    void aPhoneThatTheBackendRemovedTakesThatForSuccess() {
        Hand hand = Hand.enrolled(rig, ana);
        assertThat(rig.delete(hand.path()).brief()).isEqualTo("204");
        Hand.does(() -> {
            hand.phone().remove();
            return true;
        });
        assertThat(hand.ask("POST", hand.path(), "FriendlyName=x").brief()).isEqualTo("401 20003");
        Hand again = Hand.enrolled(rig, ana);
        rig.delete(ana);
        assertThat(again.ask("GET", again.path(), "").brief()).isEqualTo("401 20003");
        Hand last = Hand.enrolled(rig, ana);
        rig.delete(service);
        assertThat(last.ask("GET", last.path(), "").brief()).isEqualTo("401 20003");
    }
}
