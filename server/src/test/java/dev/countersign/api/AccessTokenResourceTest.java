package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Tree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Access tokens as a backend sees them. */
@Tag("database")
class AccessTokenResourceTest {
    private static final String NEW = "FactorType=push&Identity=ana-0001&";

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
        return rig.post(service + "/AccessTokens", NEW + form);
    }

    @Test
    void everyBadParameterIsRefusedByName() {
        for (String bad : List.of(
                "Identity=",
                "Identity=ana-001",
                "Identity=" + "x".repeat(65),
                "Identity=ana_0001",
                "Identity=ana.0001",
                "Identity=ana+0001",
                "Identity=%C3%A4na-0001",
                "FactorType=",
                "FactorType=totp",
                "FactorType=Push",
                "FactorType=passkeys",
                "FactorFriendlyName=" + "x".repeat(65),
                "FactorFriendlyName=%00",
                "Ttl=59",
                "Ttl=301",
                "Ttl=0",
                "Ttl=-60",
                "Ttl=60.0",
                "Ttl=1e2",
                "Ttl=x",
                "Ttl=99999999999999999999")) {
            Answer answer = create(bad);
            String name = bad.substring(0, bad.indexOf('='));
            assertThat(answer.brief()).as(bad).isEqualTo("400 60305");
            assertThat(answer.text("message")).as(bad).startsWith("Invalid parameter: " + name + " ");
        }
        assertThat(rig.post(service + "/AccessTokens", "FactorType=push").text("message"))
                .isEqualTo("Invalid parameter: Identity is required");
        assertThat(rig.post(service + "/AccessTokens", "Identity=ana-0001").text("message"))
                .isEqualTo("Invalid parameter: FactorType is required");
        assertThat(rig.post(service + "/AccessTokens", "x=%zz").brief()).isEqualTo("400 60305");
    }

    @Test
    void everyLimitIsInclusive() {
        for (String good : List.of(
                "Ttl=60",
                "Ttl=300",
                "Ttl=",
                "FactorFriendlyName=" + "%F0%9F%98%80".repeat(64),
                "FactorFriendlyName=",
                "Identity=12345678",
                "Identity=" + "-".repeat(8),
                "Identity=" + "x".repeat(64))) {
            assertThat(create(good).brief()).as(good).isEqualTo("201");
        }
        assertThat(create("").at("ttl")).isEqualTo(60L);
        assertThat(create("Ttl=300").at("ttl")).isEqualTo(300L);
        assertThat(create("").isNull("factor_friendly_name")).isTrue();
        assertThat(create("FactorFriendlyName=x").text("factor_friendly_name")).isEqualTo("x");
        String hex = "0123456789abcdef".repeat(2);
        assertThat(create("Identity=ye" + hex).text("entity_identity")).isEqualTo("YE" + hex);
    }

    @Test
    void itsTextIsAPasswordThatFitsIntoAHeaderAndNeverChanges() {
        Answer created =
                create("Ttl=300&Identity=" + "x".repeat(64) + "&FactorFriendlyName=" + "%F0%9F%98%80".repeat(64));
        assertThat(created.text("token")).matches("[A-Za-z0-9_.-]+").hasSizeLessThan(1024);
        String path = service + "/AccessTokens/" + created.text("sid");
        for (int i = 0; i < 3; i++) {
            rig.seconds(99);
            assertThat(rig.get(path).json()).isEqualTo(created.json());
        }
        assertThat(created.told().more()).containsEntry("access_token", created.text("sid"));
        assertThat(created.told().toString()).doesNotContain(created.text("token"));
    }

    @Test
    void itsTextSaysWhatItPermitsAndUntilWhen() {
        Answer created = create("Ttl=90&FactorFriendlyName=%22x");
        String[] parts = created.text("token").split("\\.", -1);
        assertThat(decoded(parts[0])).isEqualTo("{\"typ\":\"JWT\",\"alg\":\"HS256\",\"cty\":\"twilio-fpa;v=1\"}");
        Object claims = Objects.requireNonNull(Tree.parse(decoded(parts[1])));
        assertThat(Tree.text(claims, "sub")).isEqualTo(Rig.ANA);
        assertThat(Tree.text(claims, "jti")).isEqualTo(created.text("sid"));
        assertThat(Tree.at(claims, "exp")).isEqualTo(Rig.NEW_YEAR.getEpochSecond() + 90);
        assertThat(Tree.object(claims, "grants", "verify_push"))
                .containsEntry("service_sid", created.text("service_sid"))
                .containsEntry("identity", "ana-0001")
                .containsEntry("factor_type", "push");
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    @Test
    void itIsThereUntilItsTimeIsOver() {
        for (int ttl : List.of(60, 300)) {
            String path = service + "/AccessTokens/" + create("Ttl=" + ttl).text("sid");
            rig.pass(Duration.ofSeconds(ttl).minusMillis(1));
            assertThat(rig.get(path).brief()).isEqualTo("200");
            rig.pass(Duration.ofMillis(1));
            assertThat(rig.get(path).brief()).isEqualTo("404 20404");
        }
    }

    @Test
    void itIsThereStillOnceItWasUsed() {
        Answer created = create("");
        assertThat(rig.as("token", created.text("token"), "POST", ana + "/Factors", Hand.form())
                        .brief())
                .isEqualTo("201");
        assertThat(rig.get(service + "/AccessTokens/" + created.text("sid")).json())
                .isEqualTo(created.json());
    }

    @Test
    void inAnotherServiceOrAccountItIsNotThere() {
        String sid = create("").text("sid");
        String other = rig.service();
        assertThat(rig.get(other + "/AccessTokens/" + sid).brief()).isEqualTo("404 20404");
        assertThat(rig.as(Rig.BOB, "GET", service + "/AccessTokens/" + sid, "").brief())
                .isEqualTo("404 20404");
        assertThat(rig.get(service + "/AccessTokens/YK" + "0".repeat(32)).brief())
                .isEqualTo("404 20404");
        assertThat(rig.get(service + "/AccessTokens/YF" + sid.substring(2)).brief())
                .isEqualTo("404 20404");
        assertThat(rig.get(service + "/AccessTokens/x").brief()).isEqualTo("404 20404");
        assertThat(rig.post("/v2/Services/VA" + "0".repeat(32) + "/AccessTokens", "Ttl=1")
                        .brief())
                .isEqualTo("404 20404");
        assertThat(rig.get(service + "/AccessTokens").brief()).isEqualTo("405 20004");
        assertThat(rig.delete(service + "/AccessTokens/" + sid).brief()).isEqualTo("405 20004");
    }

    @Test
    void itNeedsNoEntityButGoesWithThePersons() {
        String early = service + "/AccessTokens/" + create("Ttl=300").text("sid");
        assertThat(rig.get(ana).brief()).isEqualTo("404 20404");
        rig.post(service + "/Entities", "Identity=ana-0001");
        String late = service + "/AccessTokens/" + create("Ttl=300").text("sid");
        assertThat(rig.get(early).brief()).isEqualTo("200");
        rig.delete(ana);
        assertThat(rig.get(late).brief()).isEqualTo("404 20404");
        rig.post(service + "/Entities", "Identity=ana-0001");
        assertThat(rig.get(late).brief()).isEqualTo("404 20404");
        assertThat(rig.get(early).brief()).isEqualTo("404 20404");
        String last = service + "/AccessTokens/" + create("Ttl=300").text("sid");
        rig.delete(service);
        assertThat(rig.get(last).brief()).isEqualTo("404 20404");
    }
}
