package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A question to a phone: what it takes to put one, how often, and when it is over. */
@Tag("database")
class PushChallengeTest {
    private Rig rig;
    private Hand ana;

    @BeforeEach
    void open() {
        rig = new Rig();
        ana = Hand.enrolled(rig, rig.service() + "/Entities/ana-0001");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Answer create(String more) {
        return rig.post(ana.entity() + "/Challenges", "FactorSid=" + ana.sid() + more);
    }

    @Test
    void itNeedsAMessage() {
        for (String without : List.of(
                "",
                "&Details.Message=",
                "&Details.Fields=%7B%22label%22:%22a%22,%22value%22:%22b%22%7D",
                "&HiddenDetails=%7B%22a%22:%22b%22%7D")) {
            Answer no = create(without);
            assertThat(no.brief()).as(without).isEqualTo("400 60306");
            assertThat(no.text("message"))
                    .isEqualTo("Invalid parameter: Details.Message is required for a push factor");
        }
        assertThat(create("&Details.Message=x").brief()).isEqualTo("201");
    }

    @Test
    void itsDetailsAreAnObjectWithAMessageAndFields() {
        Answer bare = create("&Details.Message=Log+in%3F&Details.Fields=");
        assertThat(bare.json()).contains("\"details\":{\"message\":\"Log in?\",\"fields\":[]}");
        assertThat(bare.isNull("hidden_details")).isTrue();
        assertThat(bare.isNull("metadata")).isTrue();
        assertThat(bare.isNull("date_responded")).isTrue();
        assertThat(bare.text("factor_type")).isEqualTo("push");
        assertThat(bare.text("status")).isEqualTo("pending");
        assertThat(bare.text("expiration_date")).isEqualTo("2026-01-01T00:05:00Z");
    }

    @Test
    void aCodeThatComesWithItIsIgnoredWhateverItIs() {
        for (String code : List.of("123456", "1", "x".repeat(5000), "a.b.c", "")) {
            Answer created = create("&Details.Message=x&AuthPayload=" + code);
            assertThat(created.brief()).as(code).isEqualTo("201");
            assertThat(created.text("status")).isEqualTo("pending");
        }
        Question asked = Question.to(ana);
        String signed = asked.answer(ana.key(), "approved").text();
        assertThat(create("&Details.Message=x&" + Question.form(signed)).text("status"))
                .isEqualTo("pending");
    }

    @Test
    void itIsPutAsOftenAsAnybodyLikes() {
        for (int i = 0; i < 110; i++) {
            assertThat(create("&Details.Message=x").brief()).isEqualTo("201");
            rig.seconds(30);
        }
    }

    @Test
    void aDeviceThatIsNotVerifiedIsAskedNothing() {
        Hand bea = Hand.created(rig, ana.entity());
        Answer no = rig.post(ana.entity() + "/Challenges", "FactorSid=" + bea.sid() + "&Details.Message=x");
        assertThat(no.brief()).isEqualTo("403 60318");
        assertThat(rig.post(ana.entity() + "/Challenges", "FactorSid=" + bea.sid())
                        .brief())
                .isEqualTo("400 60306");
    }

    @Test
    void whatIsPendingEndsWithItsFactorAtOnce() {
        Hand stays = Hand.enrolled(rig, ana.entity());
        Question asked = Question.to(ana);
        Question seen = Question.to(stays);
        String signed = asked.answer(ana.key(), "approved").text();
        assertThat(rig.delete(ana.path()).brief()).isEqualTo("204");
        assertOver(asked, signed);
        assertThat(rig.get(ana.entity() + "/Challenges").sids("challenges")).containsExactly(seen.sid());
        assertThat(seen.take(stays, seen.answer(stays.key(), "denied").text()).brief())
                .isEqualTo("200");
    }

    @Test
    void whatIsPendingEndsWithItsEntityAtOnceAndDoesNotComeBack() {
        Question asked = Question.to(ana);
        String signed = asked.answer(ana.key(), "approved").text();
        assertThat(rig.delete(ana.entity()).brief()).isEqualTo("204");
        assertOver(asked, signed);
        rig.post(ana.entity().replace("/ana-0001", ""), "Identity=ana-0001");
        assertOver(asked, signed);
        assertThat(rig.get(ana.entity() + "/Challenges").sids("challenges")).isEmpty();
    }

    @Test
    void whatIsPendingEndsWithItsServiceAtOnce() {
        Question asked = Question.to(ana);
        String signed = asked.answer(ana.key(), "approved").text();
        assertThat(rig.delete(ana.entity().substring(0, ana.entity().indexOf("/Entities")))
                        .brief())
                .isEqualTo("204");
        assertOver(asked, signed);
    }

    private void assertOver(Question asked, String signed) {
        assertThat(asked.relay(signed).brief()).isEqualTo("404 20404");
        assertThat(asked.seen().brief()).isEqualTo("404 20404");
        assertThat(asked.take(ana, signed).brief()).isEqualTo("401 20003");
        assertThat(ana.ask("GET", asked.path(), "").brief()).isEqualTo("401 20003");
    }
}
