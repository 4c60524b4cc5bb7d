package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.crypto.SpoiltKeys;
import dev.countersign.phone.DeviceKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A phone becomes a factor. */
@Tag("database")
class PushFactorTest {
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

    private Answer create(String more) {
        return rig.post(ana + "/Factors", Hand.form() + more);
    }

    private Answer create(DeviceKey key) {
        return rig.post(ana + "/Factors", Hand.form(key));
    }

    @Test
    void everyBadParameterIsRefusedByName() {
        for (String bad : List.of(
                "FactorType=",
                "FactorType=PUSH",
                "FriendlyName=",
                "FriendlyName=" + "x".repeat(65),
                "Binding.PublicKey=",
                "Binding.PublicKey=" + "A".repeat(1025),
                "Binding.Alg=" + "x".repeat(65),
                "Config.AppId=",
                "Config.AppId=" + "x".repeat(101),
                "Config.SdkVersion=",
                "Config.SdkVersion=" + "x".repeat(101),
                "Config.NotificationPlatform=",
                "Config.NotificationPlatform=APN",
                "Config.NotificationPlatform=gcm",
                "Config.NotificationToken=" + "x".repeat(4097),
                "Metadata=x",
                "Metadata=%7B%22a%22:1%7D",
                "Metadata=%7B%22a%22:%22" + "x".repeat(1017) + "%22%7D")) {
            Answer answer = create("&" + bad);
            String name = bad.substring(0, bad.indexOf('='));
            assertThat(answer.brief()).as(bad).isEqualTo("400 60306");
            assertThat(answer.text("message"))
                    .as(bad)
                    .startsWith("Invalid parameter: " + name + (bad.endsWith("=") ? " is required" : " "));
        }
        for (String platform : List.of("apn", "fcm")) {
            assertThat(create("&Config.NotificationPlatform=" + platform).text("message"))
                    .startsWith("Invalid parameter: Config.NotificationToken is required");
        }
        assertThat(rig.get(ana).brief()).isEqualTo("404 20404");
    }

    @Test
    void everyLimitIsInclusive() {
        for (String good : List.of(
                "FriendlyName=" + "%F0%9F%98%80".repeat(64),
                "Binding.Alg=ES256",
                "Binding.Alg=",
                "Config.AppId=" + "x".repeat(100),
                "Config.SdkVersion=" + "x".repeat(100),
                "Config.NotificationPlatform=apn&Config.NotificationToken=x",
                "Config.NotificationPlatform=fcm&Config.NotificationToken=" + "x".repeat(4096),
                "Metadata=%7B%22a%22:%22" + "x".repeat(1016) + "%22%7D",
                "Metadata=",
                "Metadata=null",
                "Binding.Secret=x",
                "Config.Alg=sha1",
                "Unknown=x")) {
            assertThat(create("&" + good).brief()).as(good).isEqualTo("201");
        }
    }

    @Test
    void whatIsNoKeyOnP256IsABadBinding() {
        List<String> bad = new ArrayList<>(List.of("AAAA", "!", "MFkw", "null"));
        byte[] spki = Hand.newKey().publicKey().getEncoded();
        SpoiltKeys.of(spki).values().forEach(key -> bad.add(Base64.getEncoder().encodeToString(key)));
        String good = Base64.getEncoder().encodeToString(spki);
        bad.add(good.replace("=", "") + "A");
        bad.add(good + "=");
        bad.add(good.substring(0, 64) + "\r\n" + good.substring(64));
        bad.add(good.substring(0, 60) + "-_" + good.substring(62));
        bad.add(" " + good);
        bad.add("-----BEGIN PUBLIC KEY-----" + good + "-----END PUBLIC KEY-----");
        bad.add(Base64.getEncoder().encodeToString(Arrays.copyOf(spki, 90)));
        for (String key : bad) {
            Answer answer = create("&Binding.PublicKey=" + URLEncoder.encode(key, StandardCharsets.UTF_8));
            assertThat(answer.brief()).as(key).isEqualTo("400 60314");
            assertThat(answer.text("message")).contains("Binding.PublicKey").doesNotContain(key);
        }
        for (String alg : List.of("ES384", "es256", "RS256", "none")) {
            Answer answer = create("&Binding.Alg=" + alg);
            assertThat(answer.brief()).as(alg).isEqualTo("400 60314");
            assertThat(answer.text("message")).contains("Binding.Alg");
        }
        assertThat(rig.get(ana).brief()).isEqualTo("404 20404");
    }

    @Test
    void aKeyIsTheSameWhetherItsEqualsSignsCameRawOrNot() {
        DeviceKey key = Hand.newKey();
        assertThat(key.spki()).endsWith("==");
        Answer raw = create(key);
        assertThat(raw.text("binding", "public_key")).isEqualTo(key.spki());
        assertThat(raw.text("binding", "alg")).isEqualTo("ES256");
        assertThat(rig.post(
                                ana + "/Factors",
                                Hand.form(key).replace("==", "%3D%3D").replace("/", "%2F"))
                        .brief())
                .isEqualTo("409 60317");
    }

    @Test
    void parametersComeInAnyOrder() {
        Random dice = new Random(1);
        for (int i = 0; i < 5; i++) {
            List<String> pairs = new ArrayList<>(List.of(Hand.form().split("&", -1)));
            pairs.add("Binding.Alg=ES256");
            pairs.add("Metadata=%7B%22os%22:%22Android%22%7D");
            Collections.shuffle(pairs, dice);
            assertThat(rig.post(ana + "/Factors", String.join("&", pairs)).text("metadata", "os"))
                    .isEqualTo("Android");
        }
    }

    @Test
    void aPersonIsMadeWithTheirFirstFactor() {
        String token = Hand.token(rig, ana);
        assertThat(rig.get(ana).brief()).isEqualTo("404 20404");
        Answer made = rig.as("token", token, "POST", ana + "/Factors", Hand.form());
        assertThat(made.brief()).isEqualTo("201");
        assertThat(rig.get(ana).text("sid")).isEqualTo(made.text("entity_sid"));
        assertThat(rig.post(service + "/Entities/bob-0001/Factors", Hand.form()).brief())
                .isEqualTo("201");
        assertThat(rig.get(service + "/Entities").sids("entities")).hasSize(2);
    }

    @Test
    void itIsTheSameWhoeverMakesIt() {
        Answer byBackend = create("");
        Answer byDevice = rig.as("token", Hand.token(rig, ana), "POST", ana + "/Factors", Hand.form());
        assertThat(byDevice.object().keySet()).isEqualTo(byBackend.object().keySet());
        assertThat(byDevice.text("status")).isEqualTo("unverified");
        assertThat(byDevice.text("friendly_name")).isEqualTo("phone");
        assertThat(byDevice.isNull("options")).isTrue();
        assertThat(byDevice.isNull("metadata")).isTrue();
    }

    @Test
    void aKeyIsTheFactorsOwnInOnePersonsHandsButMayBeAnothersToo() {
        DeviceKey key = Hand.newKey();
        create(key);
        assertThat(create(key).brief()).isEqualTo("409 60317");
        assertThat(rig.post(service + "/Entities/bob-0001/Factors", Hand.form(key))
                        .brief())
                .isEqualTo("201");
        assertThat(rig.post(rig.service() + "/Entities/ana-0001/Factors", Hand.form(key))
                        .brief())
                .isEqualTo("201");
    }

    @Test
    void anUnverifiedFactorStandsInTheWayForADay() {
        Hand first = Hand.created(rig, ana);
        rig.pass(Duration.ofDays(1).minusMillis(1));
        assertThat(create(first.key()).brief()).isEqualTo("409 60317");
        rig.pass(Duration.ofMillis(1));
        String second = create(first.key()).text("sid");
        String proof = Base64.getEncoder().encodeToString(first.key().der(second.getBytes(StandardCharsets.UTF_8)));
        assertThat(rig.post(ana + "/Factors/" + second, "AuthPayload=" + proof.replace("+", "%2B"))
                        .text("status"))
                .isEqualTo("verified");
        rig.pass(Duration.ofDays(2));
        assertThat(create(first.key()).brief()).isEqualTo("409 60317");
        String late =
                Base64.getEncoder().encodeToString(first.key().der(first.sid().getBytes(StandardCharsets.UTF_8)));
        assertThat(rig.post(first.path(), "AuthPayload=" + late.replace("+", "%2B"))
                        .brief())
                .isEqualTo("409 60317");
        assertThat(rig.get(first.path()).text("status")).isEqualTo("unverified");
    }

    @Test
    void twentyPhonesAreEnoughForOneAndCountForThemselves() {
        for (int i = 0; i < 21; i++) {
            assertThat(rig.post(ana + "/Factors", "FactorType=totp&FriendlyName=x")
                            .brief())
                    .isEqualTo("201");
        }
        for (int i = 0; i < 20; i++) {
            assertThat(create("").brief()).isEqualTo("201");
        }
        assertThat(create("").brief()).isEqualTo("400 60315");
        assertThat(rig.as("token", Hand.token(rig, ana), "POST", ana + "/Factors", Hand.form())
                        .brief())
                .isEqualTo("400 60315");
        assertThat(rig.post(ana + "/Factors", "FactorType=totp&FriendlyName=x").brief())
                .isEqualTo("201");
        assertThat(rig.post(service + "/Entities/bob-0001/Factors", Hand.form()).brief())
                .isEqualTo("201");
        rig.pass(Duration.ofDays(1));
        assertThat(create("").brief()).isEqualTo("201");
    }

    @Test
    void theSameKeyIsMissedBeforeThePlaceIsAndThatBeforeTheDaysCreations() {
        for (int i = 0; i < 80; i++) {
            rig.delete(ana + "/Factors/" + create("").text("sid"));
        }
        DeviceKey key = Hand.newKey();
        String last = create(key).text("sid");
        for (int i = 1; i < 20; i++) {
            assertThat(create("").brief()).isEqualTo("201");
        }
        assertThat(create(key).brief()).isEqualTo("409 60317");
        assertThat(create("").brief()).isEqualTo("400 60315");
        rig.delete(ana + "/Factors/" + last);
        assertThat(create(key).brief()).isEqualTo("429 60326");
    }

    @Test
    void itsKeysNameIsInEveryRepresentationAndItsBindingInTheFirstAlone() {
        Answer created = create("");
        String sid = created.text("sid");
        String path = ana + "/Factors/" + sid;
        String name = created.text("config", "credential_sid");
        assertThat(name).matches("CR[0-9a-f]{32}");
        assertThat(create("").text("config", "credential_sid")).isNotEqualTo(name);
        assertThat(created.object().keySet()).contains("binding", "options");
        Hand hand = Hand.created(rig, ana);
        for (Answer later : List.of(
                rig.get(path),
                rig.post(path, "FriendlyName=x"),
                rig.post(path, "Config.AppId=y"),
                rig.post(path, ""))) {
            assertThat(later.text("config", "credential_sid")).isEqualTo(name);
            assertThat(later.object().keySet()).doesNotContain("binding", "options");
        }
        assertThat(rig.get(ana + "/Factors").json())
                .contains(name, hand.phone().factor().credentialSid())
                .doesNotContain("binding", "public_key");
        Hand.does(hand.phone()::verify);
        assertThat(rig.get(hand.path()).text("config", "credential_sid"))
                .isEqualTo(hand.phone().factor().credentialSid());
    }
}
