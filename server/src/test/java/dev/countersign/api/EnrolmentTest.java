package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.Together;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Profile;
import dev.countersign.phone.DeviceKey;
import dev.countersign.testkit.Forgery;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an access token is good for, and what it is not. */
@Tag("database")
class EnrolmentTest {
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

    private Answer enrol(String token, String form) {
        return rig.as("token", token, "POST", ana + "/Factors", form);
    }

    private String token() {
        return Hand.token(rig, ana);
    }

    @Test
    void itEnrolsOneDevice() {
        String token = token();
        assertThat(enrol(token, Hand.form()).brief()).isEqualTo("201");
        assertThat(enrol(token, Hand.form()).brief()).isEqualTo("403 60313");
        assertThat(rig.get(ana + "/Factors").sids("factors")).hasSize(1);
    }

    @Test
    void itEnrolsAsManyAsComeWhereTheOperatorSaysSo() {
        try (Rig lax = new Rig(new Policy(Profile.COMPAT, 100, true, false, Policy.Ringing.DEFAULT))) {
            String entity = lax.service() + "/Entities/ana-0001";
            String token = Hand.token(lax, entity);
            for (int i = 0; i < 2; i++) {
                assertThat(lax.as("token", token, "POST", entity + "/Factors", Hand.form())
                                .brief())
                        .isEqualTo("201");
            }
            lax.seconds(60);
            assertThat(lax.as("token", token, "POST", entity + "/Factors", Hand.form())
                            .brief())
                    .isEqualTo("401 20003");
        }
    }

    @Test
    void aRefusedCreationDoesNotSpendIt() {
        String token = token();
        DeviceKey key = Hand.newKey();
        rig.post(ana + "/Factors", Hand.form(key));
        assertThat(enrol(token, Hand.form(key)).brief()).isEqualTo("409 60317");
        assertThat(enrol(token, Hand.form() + "&Binding.PublicKey=AAAA").brief())
                .isEqualTo("400 60314");
        assertThat(enrol(token, Hand.form() + "&FriendlyName=").brief()).isEqualTo("400 60306");
        assertThat(enrol(token, Hand.form() + "&FactorType=totp").brief()).isEqualTo("403 60313");
        assertThat(enrol(token, Hand.form()).brief()).isEqualTo("201");
    }

    @Test
    void itIsForOneIdentityOneServiceAndPushAlone() {
        String token = token();
        String other = rig.service();
        for (String path : List.of(
                service + "/Entities/ana-0002/Factors",
                service + "/Entities/ANA-0001/Factors",
                other + "/Entities/ana-0001/Factors")) {
            assertThat(rig.as("token", token, "POST", path, Hand.form()).brief())
                    .as(path)
                    .isEqualTo("403 60313");
        }
        assertThat(enrol(token, "FactorType=totp&FriendlyName=x").brief()).isEqualTo("403 60313");
        assertThat(rig.get(service + "/Entities").sids("entities")).isEmpty();
        assertThat(rig.get(other + "/Entities").sids("entities")).isEmpty();
    }

    @Test
    void itIsForOneAccount() {
        String service = "/v2/Services/"
                + rig.as(Rig.BOB, "POST", "/v2/Services", "FriendlyName=Bobs").text("sid");
        String bobs = rig.as(Rig.BOB, "POST", service + "/AccessTokens", "FactorType=push&Identity=ana-0001")
                .text("token");
        assertThat(enrol(bobs, Hand.form()).brief()).isEqualTo("404 20404");
        assertThat(rig.as("token", token(), "POST", service + "/Entities/ana-0001/Factors", Hand.form())
                        .brief())
                .isEqualTo("404 20404");
        assertThat(rig.as("token", bobs, "POST", service + "/Entities/ana-0001/Factors", Hand.form())
                        .brief())
                .isEqualTo("201");
    }

    @Test
    void anIdentityThatIsNormalisedIsTheSameInTokenAndPath() {
        String hex = "0123456789abcdef".repeat(2);
        String token = Hand.token(rig, service + "/Entities/ye" + hex);
        Answer made = rig.as("token", token, "POST", service + "/Entities/Ye" + hex + "/Factors", Hand.form());
        assertThat(made.text("identity")).isEqualTo("YE" + hex);
    }

    @Test
    void itIsGoodUntilTheInstantItExpires() {
        String first = token();
        String second = token();
        rig.pass(Duration.ofSeconds(60).minusMillis(1));
        assertThat(enrol(first, Hand.form()).brief()).isEqualTo("201");
        rig.pass(Duration.ofMillis(1));
        assertThat(enrol(second, Hand.form()).brief()).isEqualTo("401 20003");
        assertThat(enrol(first, Hand.form()).brief()).isEqualTo("401 20003");
    }

    @Test
    void itNeedsNoEntityButGoesWithThePersons() {
        String early = token();
        rig.post(service + "/Entities", "Identity=ana-0001");
        String late = token();
        rig.delete(ana);
        rig.post(service + "/Entities", "Identity=ana-0001");
        assertThat(enrol(late, Hand.form()).brief()).isEqualTo("401 20003");
        assertThat(enrol(early, Hand.form()).brief()).isEqualTo("401 20003");
        String last = token();
        rig.delete(service);
        assertThat(enrol(last, Hand.form()).brief()).isEqualTo("401 20003");
    }

    @Test
    void noLetterOfItMayDiffer() {
        String token = token();
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String bent = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(enrol(bent, Hand.form()).brief()).as("letter %d", i).isEqualTo("401 20003");
        }
        for (String bent : List.of(
                token + "A",
                token + ".",
                token + "=",
                token.substring(0, token.length() - 1),
                token + "\n",
                " " + token)) {
            assertThat(enrol(bent, Hand.form()).brief()).as(bent).isEqualTo("401 20003");
        }
        assertThat(enrol(token, Hand.form()).brief()).isEqualTo("201");
    }

    @Test
    void whatThisServerDidNotSignIsNone() {
        String[] parts = token().split("\\.", -1);
        Forgery truth = Forgery.of(Map.of(), Map.of(), Hand.newKey())
                .header(decoded(parts[0]))
                .payload(decoded(parts[1]));
        for (String alg : List.of("none", "None", "HS256", "ES256", "HS512")) {
            Forgery other = truth.header("alg", alg);
            for (Forgery lie : List.of(
                    other,
                    other.signed(_ -> new byte[0]),
                    other.signed(_ -> new byte[32]),
                    other.signed(input -> hmac(new byte[32], input)),
                    other.signed(input -> hmac(Rig.ANA.getBytes(StandardCharsets.US_ASCII), input)))) {
                assertThat(enrol(lie.text(), Hand.form()).brief())
                        .as(lie.text())
                        .isEqualTo("401 20003");
            }
        }
        assertThat(enrol(parts[0] + "." + parts[1], Hand.form()).brief()).isEqualTo("401 20003");
        assertThat(enrol(parts[0] + "..", Hand.form()).brief()).isEqualTo("401 20003");
        assertThat(enrol(parts[0] + ".", Hand.form()).brief()).isEqualTo("401 20003");
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static byte[] hmac(byte[] key, byte[] input) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void ofManyDevicesThatBringTheSameOneAtOnceOneIsEnrolled() {
        String token = token();
        List<String> forms =
                Collections.nCopies(32, "").stream().map(_ -> Hand.form()).toList();
        List<Object> told = Together.all(32, i -> enrol(token, forms.get(i)).brief());
        assertThat(Collections.frequency(told, "201")).isEqualTo(1);
        assertThat(Collections.frequency(told, "403 60313")).isEqualTo(31);
        assertThat(rig.get(ana + "/Factors").sids("factors")).hasSize(1);
    }

    @Test
    void aSuspendedAccountEnrolsNobody() {
        String token = token();
        rig.accounts().activate(Objects.requireNonNull(AccountSid.parse(Rig.ANA)), false);
        rig.seconds(1);
        assertThat(enrol(token, Hand.form()).brief()).isEqualTo("403 20005");
        assertThat(enrol(token + "A", Hand.form()).brief()).isEqualTo("401 20003");
    }
}
