package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.DeviceKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An answer is good for the one question it was given to, though everywhere else the same key may be enrolled. */
@Tag("database")
class ForeignAnswerTest {
    private Rig rig;
    private Hand ana;
    private Question asked;

    @BeforeEach
    void open() {
        rig = new Rig();
        ana = Hand.enrolled(rig, rig.service() + "/Entities/ana-0001");
        asked = Question.to(ana);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void assertForeign(String payload, String why) {
        assertThat(asked.relay(payload).brief()).as(why).isEqualTo("403 60324");
        assertThat(asked.take(ana, payload).brief()).as(why).isEqualTo("403 60324");
        assertThat(asked.status()).isEqualTo("pending");
    }

    /** The SID of a verified factor of that person's with that key, made by their backend. */
    private String enrol(String account, String entity, DeviceKey key) {
        String sid =
                rig.as(account, "POST", entity + "/Factors", Hand.form(key)).text("sid");
        byte[] proof = key.der(sid.getBytes(StandardCharsets.US_ASCII));
        String text = URLEncoder.encode(Base64.getEncoder().encodeToString(proof), StandardCharsets.UTF_8);
        assertThat(rig.as(account, "POST", entity + "/Factors/" + sid, "AuthPayload=" + text)
                        .text("status"))
                .isEqualTo("verified");
        return sid;
    }

    @Test
    void anotherChallengesAnswerIsNotThisOnes() {
        Question twin = Question.to(ana);
        String theirs = twin.answer(ana.key(), "approved").text();
        assertForeign(theirs, "of the same factor");
        assertThat(twin.take(ana, theirs).brief()).isEqualTo("200");
        assertForeign(theirs, "after it was used");
        rig.seconds(300);
        assertThat(asked.relay(theirs).brief()).isEqualTo("403 60323");
    }

    @Test
    void anotherFactorsKeySignsNothingHere() {
        Hand other = Hand.enrolled(rig, ana.entity());
        assertForeign(asked.answer(other.key(), "approved").text(), "another device of hers");
        Hand bea = Hand.enrolled(rig, rig.service() + "/Entities/bea-0001");
        assertForeign(asked.answer(bea.key(), "approved").text(), "somebody else's device");
        String theirs = Question.to(other).answer(other.key(), "approved").text();
        assertForeign(theirs, "another device's answer to its own");
    }

    @Test
    void theSameKeyElsewhereAnswersElsewhere() {
        String service = rig.service();
        for (String entity : List.of(
                ana.entity().replace("ana-0001", "bea-0001"),
                service + "/Entities/ana-0001",
                service + "/Entities/bea-0001")) {
            Question theirs = Question.to(rig, entity, enrol(Rig.ANA, entity, ana.key()), "");
            assertForeign(theirs.answer(ana.key(), "approved").text(), entity);
        }
        String bobs = "/v2/Services/"
                + rig.as(Rig.BOB, "POST", "/v2/Services", "FriendlyName=Bob").text("sid") + "/Entities/ana-0001";
        String factor = enrol(Rig.BOB, bobs, ana.key());
        Answer created =
                rig.as(Rig.BOB, "POST", bobs + "/Challenges", "FactorSid=" + factor + "&Details.Message=Log+in%3F");
        Map<String, String> changes = Map.of(
                "account_sid", created.text("account_sid"),
                "service_sid", created.text("service_sid"),
                "factor_sid", created.text("factor_sid"),
                "sid", created.text("sid"),
                "identity", "bea-0001");
        changes.forEach((name, value) -> assertForeign(
                asked.answer(ana.key(), "approved").claim(name, value).text(), name));
        assertThat(rig.as(Rig.BOB, "POST", asked.path(), Question.form("a.b.c")).brief())
                .isEqualTo("404 20404");
    }

    @Test
    void theSameKeyEnrolledAnewAnswersNothingOfBefore() {
        String before = asked.answer(ana.key(), "approved").text();
        assertThat(rig.delete(ana.path()).brief()).isEqualTo("204");
        String factor = enrol(Rig.ANA, ana.entity(), ana.key());
        assertThat(asked.relay(before).brief()).isEqualTo("404 20404");
        Question again = Question.to(rig, ana.entity(), factor, "");
        assertThat(again.relay(before).brief()).isEqualTo("403 60324");
        assertThat(again.relay(again.answer(ana.key(), "approved").text()).brief())
                .isEqualTo("200");
    }

    @Test
    void aDeviceSeesNothingOfAnothersQuestions() {
        Hand other = Hand.enrolled(rig, ana.entity());
        String good = asked.answer(ana.key(), "approved").text();
        for (String payload :
                List.of(good, asked.answer(other.key(), "approved").text(), "a.b.c", "123456")) {
            assertThat(asked.take(other, payload).brief()).isEqualTo("404 20404");
        }
        assertThat(other.ask("GET", asked.path(), "").brief()).isEqualTo("404 20404");
        assertThat(asked.status()).isEqualTo("pending");
    }

    @Test
    void aDeviceListsItsOwnQuestionsAndAsksForNoOthers() {
        Hand other = Hand.enrolled(rig, ana.entity());
        Question theirs = Question.to(other);
        String list = ana.entity() + "/Challenges";
        assertThat(rig.get(list).sids("challenges")).containsExactlyInAnyOrder(asked.sid(), theirs.sid());
        assertThat(ana.ask("GET", list, "").sids("challenges")).containsExactly(asked.sid());
        assertThat(ana.ask("GET", list + "?FactorSid=" + ana.sid(), "").sids("challenges"))
                .containsExactly(asked.sid());
        assertThat(ana.ask("GET", list + "?FactorSid=" + other.sid(), "").brief())
                .isEqualTo("404 20404");
        assertThat(ana.ask("GET", list + "?FactorSid=YF" + "0".repeat(32), "").brief())
                .isEqualTo("404 20404");
        assertThat(rig.get(list + "?FactorSid=YF" + "0".repeat(32)).sids("challenges"))
                .isEmpty();
    }

    @Test
    void nobodyHasAKeyByChanceThatAnswers() {
        DeviceKey stranger = DeviceKey.draw(new Random(77));
        assertForeign(asked.answer(stranger, "approved").text(), "a stranger's");
        assertForeign(asked.answer(stranger, "denied").text(), "a stranger's");
    }
}
