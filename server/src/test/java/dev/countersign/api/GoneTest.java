package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is deleted is gone at once, with everything below it, before anybody clears it away. */
@Tag("database")
class GoneTest {
    private Rig rig;
    private String service = "";
    private String ana = "";
    private String factor = "";
    private String challenge = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        service = rig.service();
        ana = service + "/Entities/ana-0001";
        factor = ana + "/Factors/" + rig.enrol(ana);
        challenge = ana + "/Challenges/"
                + rig.post(ana + "/Challenges", "FactorSid=" + sid(factor)).text("sid");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static String sid(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void assertMissing(String... paths) {
        for (String path : paths) {
            assertThat(rig.get(path).brief()).as(path).isEqualTo("404 20404");
            assertThat(rig.delete(path).brief()).as(path).isIn("404 20404", "405 20004");
            assertThat(rig.post(path, "AuthPayload=000000").brief()).as(path).isIn("404 20404", "405 20004");
        }
    }

    @Test
    void aFactorTakesItsChallengesWithIt() {
        assertThat(rig.delete(factor).status()).isEqualTo(204);
        assertMissing(factor, challenge);
        assertThat(rig.get(ana + "/Challenges").sids("challenges")).isEmpty();
        assertThat(rig.get(ana + "/Factors").sids("factors")).isEmpty();
        assertThat(rig.post(ana + "/Challenges", "FactorSid=" + sid(factor)).brief())
                .isEqualTo("404 20404");
        assertThat(rig.get(ana).status()).isEqualTo(200);
        assertThat(rig.enrol(ana)).isNotEqualTo(sid(factor));
    }

    @Test
    void anEntityThatIsCreatedAgainShowsNothingOfTheOld() {
        String old = rig.get(ana).text("sid");
        assertThat(rig.delete(ana).status()).isEqualTo(204);
        assertMissing(ana, factor, challenge);
        for (String list : List.of(ana + "/Factors", ana + "/Challenges")) {
            assertThat(rig.get(list).brief()).isEqualTo("404 20404");
        }
        rig.seconds(1);
        Answer anew = rig.post(service + "/Entities", "Identity=ana-0001");
        assertThat(anew.text("sid")).isNotEqualTo(old);
        assertThat(anew.text("date_created")).isEqualTo("2026-01-01T00:00:01Z");
        assertMissing(factor, challenge);
        assertThat(rig.get(ana + "/Factors").sids("factors")).isEmpty();
        assertThat(rig.get(ana + "/Challenges").sids("challenges")).isEmpty();
        assertThat(rig.get(ana + "/Challenges?FactorSid=" + sid(factor)).sids("challenges"))
                .isEmpty();
        assertThat(rig.enrol(ana)).isNotEqualTo(sid(factor));
        assertThat(rig.get(service + "/Entities").sids("entities")).containsExactly(anew.text("sid"));
    }

    @Test
    void aServiceTakesEverythingWithIt() {
        assertThat(rig.delete(service).status()).isEqualTo(204);
        assertMissing(service, ana, factor, challenge);
        for (String list : List.of(service + "/Entities", ana + "/Factors", ana + "/Challenges")) {
            assertThat(rig.get(list).brief()).isEqualTo("404 20404");
        }
        assertThat(rig.post(service + "/Entities", "Identity=ana-0001").brief()).isEqualTo("404 20404");
        assertThat(rig.post(ana + "/Factors", "FactorType=totp&FriendlyName=x").brief())
                .isEqualTo("404 20404");
        assertThat(rig.get("/v2/Services").sids("services")).isEmpty();
        assertThat(rig.delete(service).brief()).isEqualTo("404 20404");
    }
}
