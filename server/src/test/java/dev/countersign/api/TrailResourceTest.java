package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Tree;
import dev.countersign.phone.Challenge.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happened to a person, as an operator reads it. */
@Tag("database")
class TrailResourceTest {
    private Rig rig;
    private Window window;
    private String service = "";
    private String ana = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        window = Window.of(rig);
        service = rig.service().substring("/v2".length());
        ana = service + "/Entities/ana-0001";
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** Type and details of each mark, the first first. */
    private List<String> trail(String more) {
        List<String> all = new ArrayList<>();
        for (Object mark :
                Tree.array(Tree.parse(window.get(ana + "/Trail" + more).json()), "trail")) {
            String details = Tree.object(mark, "details").toString();
            all.addFirst(Tree.text(mark, "type") + (details.equals("{}") ? "" : " " + details));
        }
        return all;
    }

    private String ask(String factor, String more) {
        return rig.post("/v2" + ana + "/Challenges", "FactorSid=" + factor + more)
                .text("sid");
    }

    private Answer answer(String challenge, String payload) {
        return rig.post("/v2" + ana + "/Challenges/" + challenge, "AuthPayload=" + payload);
    }

    @Test
    void aLoginWithCodesIsToldFromItsBeginningToItsEnd() {
        String factor = rig.enrol("/v2" + ana);
        rig.seconds(60);
        String challenge = ask(factor, "");
        answer(challenge, rig.code("/v2" + ana, factor, -5));
        answer(challenge, rig.wrong("/v2" + ana, factor));
        rig.seconds(1);
        answer(challenge, rig.code("/v2" + ana, factor, 0));
        rig.seconds(1);
        assertThat(answer(challenge, rig.code("/v2" + ana, factor, 1)).brief()).isEqualTo("403 60322");
        rig.post("/v2" + ana + "/Factors/" + factor, "FriendlyName=tablet");
        rig.seconds(1);
        rig.delete("/v2" + ana + "/Factors/" + factor);
        assertThat(trail(""))
                .containsExactly(
                        "entity.created",
                        "factor.created",
                        "factor.verified",
                        "challenge.created",
                        "challenge.wrong_code {drift_steps=-5}",
                        "challenge.wrong_code {drift_steps=null}",
                        "challenge.approved",
                        "factor.updated",
                        "challenge.refused {code=60322, message=Challenge already responded}",
                        "factor.deleted");
        assertThat(trail("?ChallengeSid=" + challenge)).hasSize(5).first().isEqualTo("challenge.created");
        assertThat(trail("?FactorSid=" + factor)).hasSize(9);
        assertThat(trail("?FactorSid=YF" + "0".repeat(32))).isEmpty();
    }

    @Test
    void aCodeThatComesWithItsChallengeIsTold() {
        String factor = rig.enrol("/v2" + ana);
        rig.seconds(60);
        ask(factor, "&AuthPayload=" + rig.code("/v2" + ana, factor, 0));
        rig.seconds(1);
        ask(factor, "&AuthPayload=" + rig.code("/v2" + ana, factor, 0));
        assertThat(trail("").subList(3, 7))
                .containsExactly(
                        "challenge.created",
                        "challenge.approved",
                        "challenge.created",
                        "challenge.wrong_code {drift_steps=0}");
    }

    @Test
    void whatAPhoneAnswersAndWhatItIsRefusedIsTold() {
        Hand hand = Hand.enrolled(rig, "/v2" + ana);
        String first = hand.challenge();
        String second = hand.challenge();
        rig.seconds(1);
        Hand.does(() -> hand.phone().approve(first));
        rig.seconds(1);
        Hand.does(() -> hand.phone().deny(second));
        rig.seconds(1);
        String third = hand.challenge();
        String stale = Hand.does(() -> hand.phone().sign(hand.phone().show(third), Status.APPROVED));
        assertThat(answer(hand.challenge(), stale).brief()).isEqualTo("403 60324");
        rig.seconds(301);
        assertThat(answer(third, stale).brief()).isEqualTo("403 60323");
        List<String> trail = trail("");
        assertThat(trail.subList(trail.indexOf("challenge.approved"), trail.size()))
                .containsExactly(
                        "challenge.approved",
                        "challenge.denied",
                        "challenge.created",
                        "challenge.created",
                        "challenge.refused {code=60324, message=Challenge verification failed}",
                        "challenge.refused {code=60323, message=Challenge expired}");
    }

    @Test
    void aReadLeavesNothingAndNorDoesWhatIsNotThere() {
        String factor = rig.enrol("/v2" + ana);
        String challenge = ask(factor, "");
        int before = trail("").size();
        rig.seconds(400);
        rig.get("/v2" + ana + "/Challenges/" + challenge);
        rig.get("/v2" + ana + "/Challenges?Status=expired");
        answer("YC" + "0".repeat(32), "123456");
        answer(challenge, "x");
        rig.post("/v2" + ana + "/Challenges", "FactorSid=YF" + "0".repeat(32));
        rig.post("/v2" + service + "/Entities/bob-0001/Challenges", "FactorSid=" + factor);
        assertThat(trail("")).hasSize(before);
        assertThat(window.get(service + "/Entities/bob-0001/Trail").brief()).isEqualTo("404 20404");
    }

    @Test
    void whoIsRefusedOverAndOverHasAFewMarksAMinute() {
        String factor = rig.enrol("/v2" + ana);
        String challenge = ask(factor, "");
        answer(challenge, rig.code("/v2" + ana, factor, 1));
        int before = trail("").size();
        for (int i = 0; i < 40; i++) {
            rig.pass(java.time.Duration.ofMillis(10));
            answer(challenge, "123456");
        }
        assertThat(trail("")).hasSize(before + 5);
        rig.seconds(60);
        answer(challenge, "123456");
        assertThat(trail("")).hasSize(before + 6);
    }

    @Test
    void itIsWalkedFromItsEndPageByPage() {
        String factor = rig.enrol("/v2" + ana);
        for (int i = 0; i < 8; i++) {
            rig.seconds(1);
            ask(factor, "");
        }
        List<String> all = window.get(ana + "/Trail").sids("trail");
        assertThat(all).hasSize(11).allMatch(sid -> sid.matches("TR[0-9a-f]{32}"));
        assertThat(window.walk(ana + "/Trail?PageSize=4", "trail")).isEqualTo(all);
        assertThat(trail("").getFirst()).isEqualTo("entity.created");
        assertThat(Window.of(rig, Rig.BOB, "token of " + Rig.BOB)
                        .get(ana + "/Trail")
                        .brief())
                .isEqualTo("404 20404");
    }

    @Test
    void whoComesBackHasNoPast() {
        rig.enrol("/v2" + ana);
        rig.seconds(1);
        rig.delete("/v2" + ana);
        assertThat(window.get(ana + "/Trail").brief()).isEqualTo("404 20404");
        rig.seconds(1);
        rig.post("/v2" + service + "/Entities", "Identity=ana-0001");
        assertThat(trail("")).containsExactly("entity.created");
    }

    @Test
    void aFactorThatIsTriedToDeathIsTold() {
        String factor = rig.enrol("/v2" + ana);
        rig.write("UPDATE factor SET wrong_in_a_row = 99");
        String challenge = ask(factor, "");
        answer(challenge, rig.wrong("/v2" + ana, factor));
        List<String> trail = trail("");
        assertThat(trail.subList(trail.size() - 2, trail.size()))
                .containsExactly("challenge.wrong_code {drift_steps=null}", "factor.disabled");
        rig.seconds(1);
        rig.post("/v2" + ana + "/Challenges", "FactorSid=" + factor);
        assertThat(trail("").getLast()).startsWith("challenge.refused {code=60318");
    }
}
