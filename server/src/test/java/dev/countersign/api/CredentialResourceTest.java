package dev.countersign.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.crypto.Keytool;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Push Credentials on the wire: what each type takes, what is shown of it, and the Services that name it. */
@Tag("database")
class CredentialResourceTest {
    private static final String HERE = "/v1/Credentials";
    private static final String WEB = "Type=webpush&Subject=mailto:ops@example.com";
    private static final String EC = ec();

    @TempDir
    private static Path folder;

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static String ec() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return Keytool.pem(
                    "PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String form(String... pairs) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            all.add(pairs[i] + "=" + URLEncoder.encode(pairs[i + 1], UTF_8));
        }
        return String.join("&", all);
    }

    private static String team(String... more) {
        return "Type=apn&" + form("TeamId", "TEAM000001", "KeyId", "KEY0000001", "PrivateKey", EC) + "&" + form(more);
    }

    private static String account(Keytool pair) {
        return "{\"type\":\"service_account\",\"project_id\":\"acme\",\"private_key_id\":\"1\","
                + "\"client_email\":\"push@example.com\",\"private_key\":\""
                + pair.keyPem().replace("\n", "\\n") + "\"}";
    }

    @Test
    void eachTypeIsMadeOfWhatItsConsoleHandsOutAndShowsNothingSecret() {
        Keytool pair = Keytool.rsa(folder, 2048);
        List<String> sids = new ArrayList<>();
        for (String[] row : new String[][] {
            {"apn", "True", team("Sandbox", "true", "FriendlyName", "phones")},
            {
                "apn",
                "False",
                "Type=apn&FriendlyName=phones&"
                        + form("Certificate", pair.certificatePem(), "PrivateKey", pair.keyPem())
            },
            {"fcm", "False", "Type=fcm&FriendlyName=phones&Sandbox=true&" + form("Secret", account(pair))},
            {"gcm", "False", "Type=gcm&FriendlyName=phones&ApiKey=AAAA:server-key"},
            {"webpush", "False", WEB + "&FriendlyName=phones&" + form("PrivateKey", EC)},
        }) {
            rig.seconds(1);
            Answer made = rig.post(HERE, row[2]);
            assertThat(made.brief()).as(row[2]).isEqualTo("201");
            String sid = made.text("sid");
            sids.add(sid);
            assertThat(sid).matches("CR[0-9a-f]{32}");
            assertThat(made.object().keySet())
                    .containsExactly(
                            "sid",
                            "account_sid",
                            "friendly_name",
                            "type",
                            "sandbox",
                            "public_key",
                            "date_created",
                            "date_updated",
                            "url");
            assertThat(made.text("account_sid")).isEqualTo(Rig.ANA);
            assertThat(made.text("friendly_name")).isEqualTo("phones");
            assertThat(made.text("type")).isEqualTo(row[0]);
            assertThat(made.text("sandbox")).isEqualTo(row[1]);
            assertThat(made.text("url")).isEqualTo(Rig.BASE + HERE + "/" + sid);
            assertThat(made.isNull("public_key")).isEqualTo(!row[0].equals("webpush"));
            assertThat(made.told().toString()).contains(sid, row[0]).doesNotContain("TEAM", "server-key", "PRIVATE");
            assertThat(rig.get(HERE + "/" + sid).json()).isEqualTo(made.json());
        }
        Answer list = rig.get(HERE + "?PageSize=3");
        assertThat(list.sids("credentials")).isEqualTo(sids.subList(0, 3));
        assertThat(rig.follow(String.valueOf(list.link("next_page_url"))).sids("credentials"))
                .isEqualTo(sids.subList(3, 5));
        assertThat(rig.delete(HERE + "/" + sids.getFirst()).brief()).isEqualTo("204");
        assertThat(rig.get(HERE + "/" + sids.getFirst()).brief()).isEqualTo("404 20404");
        assertThat(rig.delete(HERE + "/" + sids.getFirst()).brief()).isEqualTo("404 20404");
    }

    @Test
    void anApplicationServersKeyIsDrawnWhereNoneIsSent() {
        Answer one = rig.post(HERE, WEB);
        Answer two = rig.post(HERE, WEB);
        byte[] point = Base64.getUrlDecoder().decode(one.text("public_key"));
        assertThat(point).hasSize(65).startsWith(4);
        assertThat(two.text("public_key")).isNotEqualTo(one.text("public_key")).hasSize(87);
        String raw = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";
        assertThat(rig.post(HERE, WEB + "&PrivateKey=" + raw).text("public_key"))
                .startsWith("BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKW");
    }

    @Test
    void whatIsMissingOrWrongIsRefusedByName() {
        String tooLong = "x".repeat(65);
        for (String[] row : new String[][] {
            {"Type", "FriendlyName=x"},
            {"Type", "Type=baidu"},
            {"Type", "Type=APN"},
            {"FriendlyName", WEB + "&FriendlyName=" + tooLong},
            {"Sandbox", team("Sandbox", "1")},
            {"Certificate", "Type=apn&" + form("PrivateKey", EC)},
            {"Certificate", "Type=apn&" + form("PrivateKey", EC, "Certificate", "x")},
            {"Certificate", team("Certificate", "x")},
            {"Certificate", "Type=apn&Certificate=" + "x".repeat(32_769)},
            {
                "PrivateKey",
                "Type=apn&"
                        + form("Certificate", Keytool.ec(folder, "secp256r1").certificatePem())
            },
            {
                "PrivateKey",
                "Type=apn&"
                        + form(
                                "PrivateKey",
                                EC,
                                "Certificate",
                                Keytool.ec(folder, "secp256r1").certificatePem())
            },
            {"PrivateKey", "Type=apn&TeamId=TEAM000001&KeyId=KEY0000001"},
            {"PrivateKey", "Type=apn&TeamId=TEAM000001&KeyId=KEY0000001&PrivateKey=x"},
            {"TeamId", "Type=apn&KeyId=KEY0000001&" + form("PrivateKey", EC)},
            {"TeamId", "Type=apn&KeyId=KEY0000001&TeamId=x&" + form("PrivateKey", EC)},
            {"KeyId", "Type=apn&TeamId=TEAM000001&" + form("PrivateKey", EC)},
            {"KeyId", "Type=apn&TeamId=TEAM000001&KeyId=key0000001&" + form("PrivateKey", EC)},
            {"Secret", "Type=fcm"},
            {"Secret", "Type=fcm&Secret=AAAA:planted"},
            {"ApiKey", "Type=gcm"},
            {"ApiKey", "Type=gcm&ApiKey="},
            {"Subject", "Type=webpush"},
            {"Subject", "Type=webpush&Subject=ops@example.com"},
            {"Subject", "Type=webpush&Subject=http://example.com"},
            {"PrivateKey", WEB + "&PrivateKey=AAAA"},
        }) {
            Answer no = rig.post(HERE, row[1]);
            assertThat(no.brief()).as(row[1]).isEqualTo("400 60200");
            assertThat(no.text("message")).as(row[1]).startsWith("Invalid parameter: " + row[0] + " ");
            assertThat(no.json()).doesNotContain("planted", EC.substring(40, 70));
        }
        assertThat(rig.get(HERE).sids("credentials")).isEmpty();
    }

    @Test
    void anUpdateChangesWhatItNamesAndIsRefusedWhole() {
        String path = HERE + "/" + rig.post(HERE, team("Sandbox", "true")).text("sid");
        rig.seconds(5);
        Answer named = rig.post(path, "FriendlyName=phones&Type=fcm");
        assertThat(named.text("type")).isEqualTo("apn");
        assertThat(named.text("sandbox")).isEqualTo("True");
        assertThat(named.text("friendly_name")).isEqualTo("phones");
        assertThat(named.text("date_updated")).isEqualTo("2026-01-01T00:00:05Z");
        assertThat(rig.post(path, "Sandbox=false").text("sandbox")).isEqualTo("False");
        assertThat(rig.post(path, "FriendlyName=").isNull("friendly_name")).isTrue();
        String before = rig.get(path).json();
        for (String[] row : new String[][] {
            {"KeyId", "FriendlyName=x&KeyId=short"},
            {"PrivateKey", "FriendlyName=x&PrivateKey=x"},
            {
                "PrivateKey",
                "FriendlyName=x&"
                        + form("Certificate", Keytool.rsa(folder, 3072).certificatePem())
            },
            {"Certificate", "TeamId=TEAM000002&Certificate=x"},
        }) {
            Answer no = rig.post(path, row[1]);
            assertThat(no.brief()).as(row[1]).isEqualTo("400 60200");
            assertThat(no.text("message")).startsWith("Invalid parameter: " + row[0] + " ");
        }
        assertThat(rig.get(path).json()).isEqualTo(before);
        Keytool pair = Keytool.rsa(folder, 2048);
        String renewed = form("Certificate", pair.certificatePem(), "PrivateKey", pair.keyPem());
        assertThat(rig.post(path, renewed).brief()).isEqualTo("200");
        // The certificate alone may be renewed, for the key that is there.
        assertThat(rig.post(path, form("Certificate", pair.certificatePem())).brief())
                .isEqualTo("200");
    }

    @Test
    void whatIsNotThereIsMissedBeforeABadParameter() {
        String sid = rig.post(HERE, WEB).text("sid");
        for (String path : List.of(HERE + "/CR" + "0".repeat(32), HERE + "/x")) {
            assertThat(rig.post(path, "Sandbox=maybe").brief()).isEqualTo("404 20404");
            assertThat(rig.get(path).text("message")).isEqualTo("The requested resource " + path + " was not found");
        }
        assertThat(rig.as(Rig.BOB, "POST", HERE + "/" + sid, "Sandbox=maybe").brief())
                .isEqualTo("404 20404");
    }

    @Test
    void aServiceNamesCredentialsByPlatformAndTheyAreClearedByAnEmptyValue() {
        String apn = rig.post(HERE, team()).text("sid");
        String fcm = rig.post(HERE, "Type=fcm&" + form("Secret", account(Keytool.rsa(folder, 2048))))
                .text("sid");
        String gcm = rig.post(HERE, "Type=gcm&ApiKey=x").text("sid");
        String web = rig.post(HERE, WEB).text("sid");
        String bobs = rig.as(Rig.BOB, "POST", HERE, WEB).text("sid");
        String all = "&Push.ApnCredentialSid=" + apn + "&Push.FcmCredentialSid=" + fcm + "&Push.WebpushCredentialSid="
                + web + "&Push.IncludeMessage=false";
        Answer made = rig.post("/v2/Services", "FriendlyName=A" + all);
        assertThat(made.at("push"))
                .hasToString("{include_date=false, apn_credential_sid=" + apn + ", fcm_credential_sid=" + fcm
                        + ", webpush_credential_sid=" + web + ", include_message=false}");
        String path = "/v2/Services/" + made.text("sid");
        for (String[] row : new String[][] {
            {"Push.ApnCredentialSid", fcm},
            {"Push.ApnCredentialSid", bobs},
            {"Push.FcmCredentialSid", gcm},
            {"Push.FcmCredentialSid", apn},
            {"Push.WebpushCredentialSid", bobs},
            {"Push.WebpushCredentialSid", "CR" + "0".repeat(32)},
            {"Push.WebpushCredentialSid", "CR1"},
        }) {
            Answer no = rig.post(path, "FriendlyName=B&" + row[0] + "=" + row[1]);
            assertThat(no.brief()).isEqualTo("400 60200");
            assertThat(no.text("message")).startsWith("Invalid parameter: " + row[0] + " must be the SID of ");
        }
        assertThat(rig.get(path).json()).isEqualTo(made.json());
        assertThat(rig.post(path, "Push.FcmCredentialSid=" + fcm.replaceAll("[a-f]", "$0"))
                        .brief())
                .isEqualTo("200");
        Answer cleared = rig.post(path, "Push.ApnCredentialSid=&Push.IncludeMessage=true");
        assertThat(cleared.isNull("push", "apn_credential_sid")).isTrue();
        assertThat(cleared.at("push", "include_message")).isEqualTo(true);
        rig.delete(HERE + "/" + web);
        assertThat(rig.get(path).at("push"))
                .hasToString("{include_date=false, apn_credential_sid=null, fcm_credential_sid=" + fcm
                        + ", webpush_credential_sid=null, include_message=true}");
    }
}
