package dev.countersign.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.DeviceKey;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The token of a factor in a browser: its subscription, read once and kept in one spelling. */
@Tag("database")
class WebPushTokenTest {
    private static final byte[] POINT = point(Hand.newKey());
    private static final String P256DH = base64(POINT);
    private static final String AUTH = "AAECAwQFBgcICQoLDA0ODw";
    private static final String ENDPOINT = "https://push.example.com/wpush/v2/gAAAA?x=%20y&z=1";

    private Rig rig;
    private String ana = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        ana = rig.service() + "/Entities/ana-0001";
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static byte[] point(DeviceKey key) {
        byte[] spki = Base64.getDecoder().decode(key.spki());
        return Arrays.copyOfRange(spki, 26, spki.length);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String json(String endpoint, String p256dh, String auth) {
        return "{\"endpoint\":\"" + endpoint + "\",\"keys\":{\"p256dh\":\"" + p256dh + "\",\"auth\":\"" + auth + "\"}}";
    }

    private static String form(String token) {
        return Hand.form().replace("Platform=none", "Platform=webpush") + "&" + token(token);
    }

    private static String token(String token) {
        return "Config.NotificationToken=" + URLEncoder.encode(token, UTF_8);
    }

    @Test
    void aBrowsersSubscriptionIsKeptWithoutWhatIsNotNeeded() {
        String kept = json(ENDPOINT, P256DH, AUTH);
        for (String sent : List.of(
                kept,
                json(ENDPOINT, P256DH + "=", AUTH + "=="),
                " {\"expirationTime\":null,\"keys\":{\"auth\":\"" + AUTH + "\",\"x\":[1],\"p256dh\":\"" + P256DH
                        + "\"},\"endpoint\":\"" + ENDPOINT.replace("/", "\\/") + "\",\"options\":{\"a\":1}}\n",
                kept.replace("push", "p\\u0075sh"))) {
            Answer made = rig.post(ana + "/Factors", form(sent));
            assertThat(made.brief()).as(sent).isEqualTo("201");
            assertThat(made.text("config", "notification_platform")).isEqualTo("webpush");
            assertThat(made.text("config", "notification_token")).isEqualTo(kept);
            assertThat(rig.get(ana + "/Factors/" + made.text("sid")).text("config", "notification_token"))
                    .isEqualTo(kept);
        }
        String onLan = json("http://ntfy.lan:8080/up?x", P256DH, AUTH);
        assertThat(rig.post(ana + "/Factors", form(onLan)).text("config", "notification_token"))
                .isEqualTo(onLan);
        String longest = json("https://e/" + "x".repeat(2038), P256DH, AUTH);
        assertThat(rig.post(ana + "/Factors", form(longest)).brief()).isEqualTo("201");
    }

    @Test
    void whatIsNoSubscriptionIsRefused() {
        byte[] off = POINT.clone();
        off[64] ^= 1;
        byte[] compressed = Arrays.copyOf(POINT, 33);
        compressed[0] = 2;
        String good = json(ENDPOINT, P256DH, AUTH);
        for (String bad : List.of(
                "x",
                "{}",
                "[]",
                "null",
                good + "x",
                good.replace("{\"endpoint\"", "{\"endpoint\":\"https://other.example.com\",\"endpoint\""),
                "{\"endpoint\":\"" + ENDPOINT + "\"}",
                good.replace("\"keys\"", "\"key\""),
                good.replace("\"" + AUTH + "\"", "1"),
                json(ENDPOINT, base64(off), AUTH),
                json(ENDPOINT, base64(compressed), AUTH),
                json(ENDPOINT, base64(new byte[65]), AUTH),
                json(ENDPOINT, base64(Arrays.copyOf(POINT, 64)), AUTH),
                json(ENDPOINT, base64(Arrays.copyOf(POINT, 66)), AUTH),
                json(ENDPOINT, P256DH.replace('-', '+').replace('_', '/') + "+", AUTH),
                json(ENDPOINT, "", AUTH),
                json(ENDPOINT, P256DH, ""),
                json(ENDPOINT, P256DH, base64(new byte[15])),
                json(ENDPOINT, P256DH, base64(new byte[17])),
                json(ENDPOINT, P256DH, AUTH + "==="),
                json("", P256DH, AUTH),
                json("push.example.com/x", P256DH, AUTH),
                json("//push.example.com/x", P256DH, AUTH),
                json("ftp://push.example.com/x", P256DH, AUTH),
                json("file:///etc/passwd", P256DH, AUTH),
                json("https:///x", P256DH, AUTH),
                json("https:x", P256DH, AUTH),
                json("https://u@push.example.com/x", P256DH, AUTH),
                json("https://u:p@push.example.com/x", P256DH, AUTH),
                json("https://push.example.com/x#y", P256DH, AUTH),
                json("https://push.example.com:99999/x", P256DH, AUTH),
                json("https://push.example.com/a b", P256DH, AUTH),
                json("https://push.example.com/\\\"}", P256DH, AUTH),
                json("https://push.example.com/\\n", P256DH, AUTH),
                json("https://push.example.com/\u00e9", P256DH, AUTH),
                json("https://e/" + "x".repeat(2039), P256DH, AUTH))) {
            Answer no = rig.post(ana + "/Factors", form(bad));
            assertThat(no.brief()).as(bad).isEqualTo("400 60306");
            assertThat(no.text("message")).startsWith("Invalid parameter: Config.NotificationToken must be ");
        }
        assertThat(rig.get(ana + "/Factors").brief()).isEqualTo("404 20404");
    }

    @Test
    void anUpdatesTokenIsASubscriptionWhereTheFactorIsInABrowser() {
        String one = json(ENDPOINT, P256DH, AUTH);
        String two = json("https://other.example.com/y", P256DH, AUTH);
        String path = ana + "/Factors/" + rig.post(ana + "/Factors", form(one)).text("sid");
        assertThat(rig.post(path, "FriendlyName=mine&Config.AppId=other").text("config", "notification_token"))
                .isEqualTo(one);
        Answer no = rig.post(path, token("fcm-token"));
        assertThat(no.brief()).isEqualTo("400 60306");
        assertThat(no.text("message")).startsWith("Invalid parameter: Config.NotificationToken must be ");
        assertThat(rig.post(path, token(" " + two)).text("config", "notification_token"))
                .isEqualTo(two);
        assertThat(rig.post(path, "Config.NotificationPlatform=fcm&" + token("fcm-token"))
                        .text("config", "notification_token"))
                .isEqualTo("fcm-token");
        assertThat(rig.post(path, token("{}")).text("config", "notification_token"))
                .isEqualTo("{}");
        assertThat(rig.post(path, "Config.NotificationPlatform=webpush&" + token("{}"))
                        .brief())
                .isEqualTo("400 60306");
        assertThat(rig.post(path, "Config.NotificationPlatform=webpush").brief())
                .isEqualTo("400 60306");
        assertThat(rig.post(path, "Config.NotificationPlatform=webpush&" + token(one))
                        .text("config", "notification_token"))
                .isEqualTo(one);
    }
}
