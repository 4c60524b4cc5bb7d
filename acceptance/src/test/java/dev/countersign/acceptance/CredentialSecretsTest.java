package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Push;
import dev.countersign.testkit.FakeWebPush;
import dev.countersign.testkit.Misbehaviour;
import dev.countersign.testkit.WebhookReceiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * By what we are known to push services and webhooks: used in every way, against counterparts that fail too, and then
 * looked for wherever it must not be.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
class CredentialSecretsTest {
    private static final String TOKEN = "planted4planted5planted6planted7";

    private final Map<String, byte[]> hidden = new LinkedHashMap<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private PushServices push;

    @BeforeAll
    void useThemAll(@TempDir Path folder) throws Exception {
        push = new PushServices(
                folder,
                Map.of(
                        "COUNTERSIGN_ACCOUNT_SID",
                        "AC0123456789abcdef0123456789abcdef",
                        "COUNTERSIGN_AUTH_TOKEN",
                        TOKEN));
        hidden.put("the auth token", TOKEN.getBytes(StandardCharsets.US_ASCII));
        String account = push.fcm().serviceAccount();
        hide(
                "the service account's key",
                Answer.parse(account).get("private_key").asText());
        hide("the team's key", push.apns().signingKey());
        String vapid = drawn();
        hide("the application server's key", vapid);
        ringAll(vapid);
        provoke(vapid);
        tellAWebhook();
    }

    /** The key as it came, line by line, and as its bytes. */
    private void hide(String what, String pem) {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        byte[] key = Base64.getDecoder().decode(base64);
        // What lies before is the same for every key of its kind, or the public half of an RSA key.
        int from = key.length > 500 ? 360 : 36;
        byte[] part = Arrays.copyOfRange(key, from, from + 24);
        hidden.put(what + " as it came", Base64.getEncoder().encode(part));
        hidden.put(what + ", its bytes", part);
        hidden.put(what + " in hex", HexFormat.of().formatHex(part).getBytes(StandardCharsets.US_ASCII));
    }

    private static String drawn() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key) + "\n-----END PRIVATE KEY-----\n";
    }

    private void ringAll(String vapid) throws IOException, InterruptedException {
        String android = push.onAndroid();
        String ios = push.onIos();
        FakeWebPush.Subscription browser = push.web().subscribe();
        addresses.addAll(List.of(android, ios, browser.endpoint()));
        PhoneShop web = push.shop(
                "webpush", "Push.WebpushCredentialSid", "Subject", "mailto:a@example.com", "PrivateKey", vapid);
        PhoneOwner first = PushServices.enrolled(push.fcmShop(), Push.fcm(android));
        PhoneOwner second = PushServices.enrolled(push.apnShop(), Push.apn(ios));
        PhoneOwner third = PushServices.enrolled(web, PushServices.inBrowser(browser));
        push.fcm().tokenBehaviour().next(Misbehaviour.status(500));
        push.web().behaviour().next(Misbehaviour.status(403), Misbehaviour.cutShort());
        first.asked();
        second.asked();
        third.asked();
        push.apns().notifications().await(1, Duration.ofSeconds(60));
        push.fcm().messages().await(1, Duration.ofSeconds(60));
        third.asked();
        push.web().pushes().await(1, Duration.ofSeconds(60));
    }

    /** Every refusal that is tempted to quote what it refuses, and every answer that could show what it was given. */
    private void provoke(String vapid) {
        Api api = push.product().api();
        String account = push.fcm().serviceAccount();
        String p8 = push.apns().signingKey();
        String broken = account.replace("BEGIN PRIVATE KEY", "BEGIN KEY");
        for (String[] form : List.of(
                new String[] {"Type", "fcm", "Secret", broken},
                new String[] {"Type", "fcm", "Secret", account + "}"},
                new String[] {"Type", "fcm", "Secret", p8},
                new String[] {"Type", p8, "Secret", account},
                new String[] {"Type", "apn", "PrivateKey", p8 + "x", "TeamId", p8, "KeyId", p8},
                new String[] {"Type", "apn", "PrivateKey", p8, "Certificate", p8},
                new String[] {"Type", "webpush", "PrivateKey", vapid.substring(0, 90), "Subject", vapid},
                new String[] {"Type", "webpush", "PrivateKey", vapid, "Subject", TOKEN})) {
            answers.add(api.post("/v1/Credentials", form).mustBe(400));
        }
        Answer list = api.get("/v1/Credentials").mustBe(200);
        answers.add(list);
        list.all("credentials", "sid").forEach(sid -> {
            answers.add(api.get("/v1/Credentials/" + sid).mustBe(200));
            answers.add(api.post("/v1/Credentials/" + sid, "FriendlyName", "renamed")
                    .mustBe(200));
        });
    }

    private void tellAWebhook() {
        Api api = push.product().api();
        String service = api.service();
        String webhooks = "/v2/Services/" + service + "/Webhooks";
        try (WebhookReceiver receiver = WebhookReceiver.start(TOKEN, "/hooks")) {
            receiver.behaviour().next(Misbehaviour.status(500));
            answers.add(api.post(webhooks, "FriendlyName", "x", "EventTypes", "*", "WebhookUrl", receiver.url())
                    .mustBe(201));
            Person.enrolled(api, service);
            receiver.await(1, Duration.ofSeconds(60));
            answers.add(api.get(webhooks + "/" + answers.getLast().sid() + "/Deliveries"));
        }
    }

    @AfterAll
    void stop() {
        push.close();
    }

    @Test
    @Tag(Engine.EMBEDDED_ALONE)
    void noneIsInAnyFileOfTheDataFolder() throws IOException {
        try (Stream<Path> walk = Files.walk(push.product().data())) {
            List<Path> files = walk.filter(Files::isRegularFile).toList();
            assertThat(files).anyMatch(f -> f.toString().endsWith(".db"));
            for (Path file : files) {
                // ISO-8859-1 keeps each byte as one character, so that bytes can be looked for as text.
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                hidden.forEach((what, secret) -> assertThat(bytes.contains(text(secret)))
                        .as("%s in %s", what, file.getFileName())
                        .isFalse());
            }
        }
    }

    @Test
    void noneIsInTheLogNorWhatDevicesAreReachedBy() {
        String log = push.product().printed();

        assertThat(log).contains("\"event\":\"request\"");
        hidden.forEach((what, secret) ->
                assertThat(log.contains(text(secret))).as(what).isFalse());
        addresses.forEach(address -> assertThat(log).doesNotContain(address));
        assertThat(log).doesNotContain("PRIVATE KEY").doesNotContain("eyJ").doesNotContain("ya29.");
    }

    @Test
    void noneIsInAnAnswer() {
        assertThat(answers).hasSizeGreaterThan(15);
        answers.forEach(answer -> hidden.forEach(
                (what, secret) -> assertThat(answer.body()).as(what).doesNotContain(text(secret))));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
