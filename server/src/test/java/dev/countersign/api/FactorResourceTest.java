package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Policy;
import dev.countersign.domain.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class FactorResourceTest {
    private static final String NEW = "FactorType=totp&FriendlyName=phone&";
    private static final String OTHER_SEED = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK";

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

    private Answer create(String form) {
        return rig.post(ana + "/Factors", NEW + form);
    }

    @Test
    void everyBadParameterIsRefusedByName() {
        for (String bad : List.of(
                "FactorType=",
                "FactorType=passkeys",
                "FactorType=TOTP",
                "FriendlyName=",
                "FriendlyName=" + "x".repeat(65),
                "FriendlyName=%00",
                "Config.Alg=md5",
                "Config.Alg=SHA1",
                "Config.TimeStep=19",
                "Config.TimeStep=61",
                "Config.TimeStep=x",
                "Config.Skew=3",
                "Config.Skew=-1",
                "Config.CodeLength=2",
                "Config.CodeLength=9",
                "Metadata=x",
                "Metadata=%7B%22a%22:1%7D",
                "Metadata=%7B%22a%22:null%7D",
                "Metadata=[]",
                "Metadata=%7B%22a%22:%22" + "x".repeat(1017) + "%22%7D",
                "Binding.Secret=" + "A".repeat(513))) {
            Answer answer = create(bad);
            assertThat(answer.brief()).as(bad).isEqualTo("400 60306");
            assertThat(answer.text("message"))
                    .startsWith("Invalid parameter: " + bad.substring(0, bad.indexOf('=')) + " ");
        }
        assertThat(rig.post(ana + "/Factors", "FactorType=totp").text("message"))
                .isEqualTo("Invalid parameter: FriendlyName is required");
    }

    @Test
    void everyLimitIsInclusive() {
        for (String good : List.of(
                "FriendlyName=" + "%F0%9F%98%80".repeat(64),
                "Config.TimeStep=20",
                "Config.TimeStep=60",
                "Config.Skew=0",
                "Config.Skew=2",
                "Config.CodeLength=3",
                "Config.CodeLength=8",
                "Config.Alg=sha512",
                "Metadata=%7B%22a%22:%22" + "x".repeat(1016) + "%22%7D",
                "Metadata=",
                "Binding.Alg=x",
                "Binding.PublicKey=x",
                "Config.AppId=ignored")) {
            assertThat(create(good).brief()).as(good).isEqualTo("201");
        }
    }

    @Test
    void aSeedIsBase32OfTenBytesAtLeast() {
        for (String bad :
                List.of("A".repeat(15), "1".repeat(32), "AAAAAAAAAAAAAAAAA", "MZXW6===", "ABCDEFGHIJKLMNO0")) {
            assertThat(create("Binding.Secret=" + bad).brief()).as(bad).isEqualTo("400 60314");
        }
        assertThat(create("Binding.Secret=" + "a".repeat(16)).text("binding", "secret"))
                .isEqualTo("A".repeat(16));
        Answer drawn = create("Binding.Secret=");
        assertThat(drawn.text("binding", "secret")).matches("[A-Z2-7]{32}");
        assertThat(create("").text("binding", "secret")).isNotEqualTo(drawn.text("binding", "secret"));
    }

    @Test
    void theStrictProfileWantsLongerSeedsAndCodes() {
        try (Rig strict = new Rig(new Policy(Profile.STRICT, 100, true, true, Policy.Ringing.DEFAULT))) {
            String path = strict.service() + "/Entities/ana-0001/Factors";
            assertThat(strict.post(path, NEW + "Binding.Secret=" + "A".repeat(24))
                            .brief())
                    .isEqualTo("400 60314");
            assertThat(strict.post(path, NEW + "Binding.Secret=" + "A".repeat(26))
                            .brief())
                    .isEqualTo("201");
            assertThat(strict.post(path, NEW + "Config.CodeLength=5").brief()).isEqualTo("400 60306");
            String factor = strict.post(path, NEW + "Config.CodeLength=6").text("sid");
            assertThat(strict.post(path + "/" + factor, "Config.CodeLength=5").brief())
                    .isEqualTo("400 60306");
        }
    }

    @Test
    void aFactorTakesTheServicesDefaultsOnceAndKeepsThem() {
        rig.post(service, "Totp.TimeStep=60&Totp.CodeLength=8&Totp.Skew=0&Totp.Issuer=Haus");
        Answer factor = create("Config.Skew=2");
        assertThat(factor.at("config")).hasToString("{alg=sha1, skew=2, code_length=8, time_step=60}");
        assertThat(factor.text("binding", "uri")).contains("totp/Haus:phone?").endsWith("&digits=8&period=60");
        rig.post(service, "Totp.TimeStep=20");
        assertThat(rig.get(ana + "/Factors/" + factor.text("sid")).at("config")).isEqualTo(factor.at("config"));
        assertThat(create("Config.Alg=sha256").text("binding", "uri")).contains("&algorithm=SHA256&");
    }

    @Test
    void theSeedIsShownOnceAndNeverAgain() {
        Answer created = create("Binding.Secret=" + Rig.SEED);
        String path = ana + "/Factors/" + created.text("sid");
        assertThat(created.object().keySet()).contains("binding", "options");
        for (Answer later :
                List.of(rig.get(path), rig.post(path, "FriendlyName=x"), rig.post(path, "AuthPayload=745690"))) {
            assertThat(later.object().keySet()).doesNotContain("binding", "options");
            assertThat(later.json()).doesNotContain(Rig.SEED);
        }
        assertThat(rig.get(ana + "/Factors").json()).doesNotContain(Rig.SEED);
    }

    @Test
    void fiveWrongCodesAreAnsweredAndTheSixthTryIsRefused() {
        String path = ana + "/Factors/" + create("Binding.Secret=" + Rig.SEED).text("sid");
        for (int i = 0; i < 5; i++) {
            Answer wrong = rig.post(path, "AuthPayload=" + (i % 2 == 0 ? "000000" : "abc"));
            assertThat(wrong.brief()).isEqualTo("200");
            assertThat(wrong.text("status")).isEqualTo("unverified");
        }
        assertThat(rig.post(path, "AuthPayload=745690").brief()).isEqualTo("429 60310");
        assertThat(rig.post(path, "FriendlyName=still").text("friendly_name")).isEqualTo("still");
        assertThat(rig.get(path).text("status")).isEqualTo("unverified");
    }

    @Test
    void whatIsNoCodeAtAllIsABadRequestAndCountsNothing() {
        String path = ana + "/Factors/" + create("Binding.Secret=" + Rig.SEED).text("sid");
        for (int i = 0; i < 9; i++) {
            assertThat(rig.post(path, "AuthPayload=" + (i % 2 == 0 ? "12" : "123456789"))
                            .brief())
                    .isEqualTo("400 60306");
        }
        assertThat(rig.post(path, "AuthPayload=").text("status")).isEqualTo("unverified");
        assertThat(rig.post(path, "AuthPayload=745690").text("status")).isEqualTo("verified");
        assertThat(rig.post(path, "AuthPayload=000000").text("status")).isEqualTo("verified");
    }

    @Test
    void codesOfTheStepsWithinTheSkewVerifyAndNoOthers() {
        for (int skew = 0; skew <= 2; skew++) {
            for (int away = -3; away <= 3; away++) {
                String entity = service + "/Entities/user-" + skew + "-" + (away + 3);
                String sid = rig.post(entity + "/Factors", NEW + "Binding.Secret=" + Rig.SEED + "&Config.Skew=" + skew)
                        .text("sid");
                Answer answer = rig.post(entity + "/Factors/" + sid, "AuthPayload=" + rig.code(entity, sid, away));
                assertThat(answer.text("status"))
                        .as("skew %d, %d steps away", skew, away)
                        .isEqualTo(Math.abs(away) <= skew ? "verified" : "unverified");
            }
        }
    }

    @Test
    void aNameIsChangedEvenWhereTheCodeBesideItIsWrong() {
        String path = ana + "/Factors/" + create("Binding.Secret=" + Rig.SEED).text("sid");
        rig.seconds(3);
        Answer answer = rig.post(path, "FriendlyName=new&AuthPayload=000000&Config.Skew=2&Config.Alg=sha1");
        assertThat(answer.text("friendly_name")).isEqualTo("new");
        assertThat(answer.text("status")).isEqualTo("unverified");
        assertThat(answer.at("config", "skew")).isEqualTo(2L);
        assertThat(answer.text("date_updated")).isEqualTo("2026-01-01T00:00:03Z");
        assertThat(rig.get(path).json()).isEqualTo(answer.json());
    }

    @Test
    void aVerifiedFactorStaysSoWhenItsCodesChange() {
        String sid = rig.enrol(ana);
        Answer changed = rig.post(ana + "/Factors/" + sid, "Config.TimeStep=60&Config.CodeLength=8&Config.Alg=sha512");
        assertThat(changed.text("status")).isEqualTo("verified");
        Answer asked = rig.post(ana + "/Challenges", "FactorSid=" + sid + "&AuthPayload=" + rig.code(ana, sid, 0));
        assertThat(asked.text("status")).isEqualTo("approved");
        assertThat(rig.post(ana + "/Factors/" + sid, "Config.TimeStep=61").brief())
                .isEqualTo("400 60306");
    }

    @Test
    void theSameSeedTwiceIsMissedBeforeTheLimitsAre() {
        create("Binding.Secret=" + Rig.SEED);
        assertThat(create("Binding.Secret=" + Rig.SEED.toLowerCase(java.util.Locale.ROOT))
                        .brief())
                .isEqualTo("409 60317");
        assertThat(rig.post(service + "/Entities/bob-0001/Factors", NEW + "Binding.Secret=" + Rig.SEED)
                        .brief())
                .isEqualTo("201");
        for (int i = 1; i < 100; i++) {
            assertThat(create("").brief()).isEqualTo("201");
        }
        assertThat(create("Binding.Secret=" + Rig.SEED).brief()).isEqualTo("409 60317");
        assertThat(create("").brief()).isEqualTo("400 60315");
        assertThat(rig.get(ana + "/Factors?PageSize=1000").sids("factors")).hasSize(100);
    }

    @Test
    void aHundredCreationsADayAreAllowedWhateverIsDeletedMeanwhile() {
        for (int i = 0; i < 100; i++) {
            String sid = create("").text("sid");
            rig.delete(i % 9 == 0 ? ana : ana + "/Factors/" + sid);
            assertThat(create("Config.Skew=9").brief()).isEqualTo("400 60306");
        }
        assertThat(create("").brief()).isEqualTo("429 60326");
        assertThat(rig.post(service + "/Entities/bob-0001/Factors", NEW).brief())
                .isEqualTo("201");
        rig.pass(Duration.ofDays(1).minusMillis(1));
        assertThat(create("").brief()).isEqualTo("429 60326");
        rig.pass(Duration.ofMillis(1));
        assertThat(create("").brief()).isEqualTo("201");
    }

    @Test
    void anUnverifiedFactorIsForgottenAfterADayAndCheckedAgainWhenItIsVerifiedLate() {
        String first = create("Binding.Secret=" + Rig.SEED).text("sid");
        rig.pass(Duration.ofDays(1).minusMillis(1));
        assertThat(create("Binding.Secret=" + Rig.SEED).brief()).isEqualTo("409 60317");
        rig.pass(Duration.ofMillis(1));
        String second = create("Binding.Secret=" + Rig.SEED).text("sid");
        assertThat(rig.get(ana + "/Factors").sids("factors")).containsExactly(first, second);
        String code = "AuthPayload=" + rig.code(ana, first, 0);
        assertThat(rig.post(ana + "/Factors/" + first, code).brief()).isEqualTo("409 60317");
        assertThat(rig.post(ana + "/Factors/" + second, code).text("status")).isEqualTo("verified");
        rig.delete(ana + "/Factors/" + second);
        assertThat(rig.post(ana + "/Factors/" + first, code).text("status")).isEqualTo("verified");
    }

    @Test
    void factorsAreListedByCreationAPageAtATime() {
        String one = create("Binding.Secret=" + Rig.SEED).text("sid");
        rig.seconds(1);
        String two = create("Binding.Secret=" + OTHER_SEED).text("sid");
        Answer page = rig.get(ana + "/Factors?PageSize=1");
        assertThat(page.sids("factors")).containsExactly(one);
        assertThat(rig.follow(String.valueOf(page.link("next_page_url"))).sids("factors"))
                .containsExactly(two);
        assertThat(rig.get(service + "/Entities/nobody-01/Factors").brief()).isEqualTo("404 20404");
    }

    @Test
    void aDeletedFactorIsGone() {
        String path = ana + "/Factors/" + create("").text("sid");
        assertThat(rig.delete(path).brief()).isEqualTo("204");
        assertThat(rig.delete(path).brief()).isEqualTo("404 20404");
        assertThat(rig.get(path).brief()).isEqualTo("404 20404");
        assertThat(rig.post(path, "FriendlyName=x").brief()).isEqualTo("404 20404");
    }

    @Test
    void whatCameOfAnUpdateIsToldToTheLogInOneOrder() {
        String sid = create("Binding.Secret=" + Rig.SEED).text("sid");
        assertThat(rig.post(ana + "/Factors/" + sid, "AuthPayload=745690")
                        .told()
                        .more())
                .containsExactly(
                        Map.entry("factor", sid),
                        Map.entry("factor_type", "totp"),
                        Map.entry("factor_status", "verified"));
    }
}
