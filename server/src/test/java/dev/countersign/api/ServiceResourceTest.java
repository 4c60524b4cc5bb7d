package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Policy;
import dev.countersign.domain.Profile;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class ServiceResourceTest {
    private static final String HEX = "0123456789abcdef0123456789ABCDEF";

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void everySettingIsKeptAndShownAndStaysWhereItIsNotNamed() {
        String all = "FriendlyName=Full&CodeLength=10&LookupEnabled=TRUE&SkipSmsToLandlines=true&DtmfInputRequired=true"
                + "&TtsName=Acme&Psd2Enabled=true&DoNotShareWarningEnabled=true&CustomCodeEnabled=true"
                + "&VerifyEventSubscriptionEnabled=true&DefaultTemplateSid=HJ" + HEX + "&Whatsapp.MsgServiceSid=MG"
                + HEX + "&Whatsapp.From=%2B1555&Push.IncludeDate=true&Totp.Issuer=Acme&Totp.TimeStep=20"
                + "&Totp.CodeLength=8&Totp.Skew=2&Passkeys.RelyingParty.Id=example.com&Passkeys.RelyingParty.Name=Ex"
                + "&Passkeys.RelyingParty.Origins=https://a.example.com,+https://b.example.com"
                + "&Passkeys.AuthenticatorAttachment=cross-platform&Passkeys.DiscoverableCredentials=required"
                + "&Passkeys.UserVerification=discouraged&MailerSid=x";
        Answer full = rig.post("/v2/Services", all);
        assertThat(full.status()).isEqualTo(201);
        for (String flag : List.of(
                "lookup_enabled",
                "psd2_enabled",
                "skip_sms_to_landlines",
                "dtmf_input_required",
                "do_not_share_warning_enabled",
                "custom_code_enabled",
                "verify_event_subscription_enabled")) {
            assertThat(full.get(flag)).as(flag).isEqualTo(true);
        }
        assertThat(full.get("code_length")).isEqualTo(10L);
        assertThat(full.get("tts_name")).isEqualTo("Acme");
        assertThat(full.get("default_template_sid")).isEqualTo("HJ" + HEX);
        assertThat(full.at("whatsapp")).hasToString("{msg_service_sid=MG" + HEX + ", from=+1555}");
        assertThat(full.at("push", "include_date")).isEqualTo(true);
        assertThat(full.at("totp")).hasToString("{issuer=Acme, time_step=20, code_length=8, skew=2}");
        assertThat(full.at("passkeys"))
                .hasToString("{relying_party={id=example.com, name=Ex, origins=[https://a.example.com,"
                        + " https://b.example.com]}, authenticator_attachment=cross-platform,"
                        + " discoverable_credentials=required, user_verification=discouraged}");
        rig.seconds(5);
        Answer renamed = rig.post("/v2/Services/" + full.text("sid"), "FriendlyName=Other");
        assertThat(renamed.json())
                .isEqualTo(full.json()
                        .replace("\"Full\"", "\"Other\"")
                        .replace(
                                "\"date_updated\":\"2026-01-01T00:00:00Z\"",
                                "\"date_updated\":\"2026-01-01T00:00:05Z\""));
        assertThat(rig.get("/v2/Services/" + full.text("sid")).json()).isEqualTo(renamed.json());
    }

    @Test
    void textIsClearedByAnEmptyValueAndNumbersAndFlagsAreNot() {
        String path = "/v2/Services/"
                + rig.post(
                                "/v2/Services",
                                "FriendlyName=A&TtsName=x&Totp.Issuer=y&Totp.Skew=2&LookupEnabled=true"
                                        + "&Passkeys.RelyingParty.Origins=https://a&Passkeys.UserVerification=required")
                        .text("sid");
        Answer cleared = rig.post(
                path,
                "FriendlyName=&TtsName=&Totp.Issuer=&Totp.Skew=&LookupEnabled=&Passkeys.RelyingParty.Origins="
                        + "&Passkeys.UserVerification=");
        assertThat(cleared.get("friendly_name")).isEqualTo("A");
        assertThat(cleared.get("tts_name")).isNull();
        assertThat(cleared.at("totp")).hasToString("{issuer=null, time_step=null, code_length=null, skew=2}");
        assertThat(cleared.get("lookup_enabled")).isEqualTo(true);
        assertThat(cleared.at("passkeys", "relying_party")).hasToString("{id=null, name=null, origins=null}");
        assertThat(cleared.isNull("passkeys", "user_verification")).isTrue();
    }

    @Test
    void everyBadSettingIsRefusedByName() {
        String path = rig.service();
        for (String bad : List.of(
                "FriendlyName=" + "x".repeat(33),
                "CodeLength=3",
                "CodeLength=11",
                "CodeLength=x",
                "LookupEnabled=1",
                "SkipSmsToLandlines=no",
                "DtmfInputRequired=x",
                "TtsName=" + "x".repeat(65),
                "Psd2Enabled=x",
                "DoNotShareWarningEnabled=x",
                "CustomCodeEnabled=x",
                "VerifyEventSubscriptionEnabled=x",
                "DefaultTemplateSid=HJ1",
                "DefaultTemplateSid=MG" + HEX,
                "Whatsapp.MsgServiceSid=HJ" + HEX,
                "Push.IncludeDate=x",
                "Push.ApnCredentialSid=CR" + HEX,
                "Push.FcmCredentialSid=CR" + HEX,
                "Push.FcmCredentialSid=x",
                "Push.WebpushCredentialSid=CR" + HEX,
                "Push.WebpushCredentialSid=MG" + HEX,
                "Push.IncludeMessage=x",
                "Totp.TimeStep=19",
                "Totp.TimeStep=61",
                "Totp.CodeLength=2",
                "Totp.CodeLength=9",
                "Totp.Skew=3",
                "Totp.Skew=-1",
                "Passkeys.RelyingParty.Id=https://example.com",
                "Passkeys.RelyingParty.Id=example.com:443",
                "Passkeys.AuthenticatorAttachment=usb",
                "Passkeys.DiscoverableCredentials=maybe",
                "Passkeys.UserVerification=REQUIRED",
                "TtsName=%00",
                "Totp.Issuer=%00")) {
            String name = bad.substring(0, bad.indexOf('='));
            for (Answer answer : List.of(
                    rig.post(path, bad),
                    rig.post("/v2/Services", name.equals("FriendlyName") ? bad : "FriendlyName=A&" + bad))) {
                assertThat(answer.brief()).as(bad).isEqualTo("400 60200");
                assertThat(answer.text("message")).startsWith("Invalid parameter: " + name + " ");
            }
        }
        assertThat(rig.post("/v2/Services", "FriendlyName=" + "x".repeat(32)).status())
                .isEqualTo(201);
        assertThat(rig.post("/v2/Services", "FriendlyName=" + "%F0%9F%98%80".repeat(32))
                        .status())
                .isEqualTo(201);
        assertThat(rig.post("/v2/Services", "").text("message"))
                .isEqualTo("Invalid parameter: FriendlyName is required");
    }

    @Test
    void theStrictProfileWantsSixDigits() {
        try (Rig strict = new Rig(new Policy(Profile.STRICT, 100, true, true, Policy.Ringing.DEFAULT))) {
            assertThat(strict.post("/v2/Services", "FriendlyName=A&Totp.CodeLength=5")
                            .brief())
                    .isEqualTo("400 60200");
            assertThat(strict.post("/v2/Services", "FriendlyName=A&Totp.CodeLength=6")
                            .brief())
                    .isEqualTo("201");
        }
    }

    @Test
    void servicesAreListedByCreationAndOnlyTheCallersOwn() {
        String one = rig.post("/v2/Services", "FriendlyName=one").text("sid");
        rig.as(Rig.BOB, "POST", "/v2/Services", "FriendlyName=theirs");
        String two = rig.post("/v2/Services", "FriendlyName=two").text("sid");
        assertThat(rig.get("/v2/Services").sids("services")).containsExactlyInAnyOrder(one, two);
        rig.seconds(1);
        String three = rig.post("/v2/Services", "FriendlyName=three").text("sid");
        Answer first = rig.get("/v2/Services?PageSize=2");
        assertThat(first.sids("services")).doesNotContain(three);
        assertThat(rig.follow(String.valueOf(first.link("next_page_url"))).sids("services"))
                .containsExactly(three);
        assertThat(rig.get("/v2/Services?PageSize=0").brief()).isEqualTo("400 60306");
    }

    @Test
    void aSidOfEitherCaseFindsTheService() {
        String path = rig.service();
        String sid = path.substring("/v2/Services/".length());
        assertThat(rig.get("/v2/Services/VA" + sid.substring(2).toUpperCase(java.util.Locale.ROOT))
                        .text("sid"))
                .isEqualTo(sid);
        assertThat(rig.get("/v2/Services/va" + sid.substring(2)).brief()).isEqualTo("404 20404");
        assertThat(rig.get("/v2/Services/" + sid + "0").brief()).isEqualTo("404 20404");
    }

    @Test
    void whatIsNotServedYetIsMissedLikeAnythingElse() {
        String path = rig.service();
        for (String later : List.of(
                "/Verifications",
                "/VerificationCheck",
                "/RateLimits",
                "/MessagingConfigurations",
                "/Passkeys/Factors")) {
            Answer answer = rig.post(path + later, "To=x");
            assertThat(answer.brief()).isEqualTo("404 20404");
            assertThat(answer.text("message"))
                    .isEqualTo("The requested resource " + path.substring(3) + later + " was not found");
        }
    }
}
