package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Challenge;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Json;
import dev.countersign.testkit.Forgery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must be signed: all that was shown, as it was shown, and an answer; and no lie about any of it. */
@Tag("database")
class SignedFieldsTest {
    /** What has not the three parts of a JWS, or spells them in no way that counts, or has no header in JSON. */
    private static final Set<String> NO_JWS = Set.of(
            "nothing",
            "two dots",
            "two parts",
            "four parts",
            "an empty fourth part",
            "five parts",
            "an empty first part",
            "no header",
            "a word before it",
            "the JSON form",
            "a space before it",
            "a space behind it",
            "a line end behind it",
            "trailing padding",
            "padding throughout",
            "the other alphabet",
            "a line break within",
            "a letter of no alphabet",
            "escaped for a URL",
            "unused bits set",
            "a name twice in the header",
            "a name twice, escaped once",
            "something behind the header",
            "a header in a list");

    private Rig rig;
    private Hand ana;

    @BeforeEach
    void open() {
        rig = new Rig();
        ana = Hand.enrolled(rig, rig.service() + "/Entities/ana-0001");
        rig.post(service(), "Push.IncludeDate=true");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String service() {
        return ana.entity().substring(0, ana.entity().indexOf("/Entities"));
    }

    private Question ask() {
        return Question.to(
                ana,
                "&Details.Fields=%7B%22label%22:%22Action%22,%22value%22:%22Sign+in%22%7D"
                        + "&Details.Fields=%7B%22label%22:%22From%22,%22value%22:%22a/b%22%7D"
                        + "&HiddenDetails=%7B%22ip%22:%22::1%22,%22risk%22:%22low%22%7D");
    }

    private Challenge shown(Question question) {
        return Hand.does(() -> ana.phone().show(question.sid()));
    }

    @Test
    void whatIsNotTrueOfTheChallengeIsNoAnswerToIt() {
        for (Question asked : List.of(ask(), Question.to(ana))) {
            Map<String, String> lies = ana.forger().untrue(shown(asked));
            assertThat(lies).hasSizeGreaterThan(50);
            for (String name : Question.SIGNED) {
                assertThat(lies).containsKey("no " + name);
                assertThat(lies.keySet()).anyMatch(lie -> lie.startsWith(name));
            }
            lies.forEach((lie, text) ->
                    assertThat(asked.take(ana, text).brief()).as(lie).isEqualTo("403 60324"));
            assertThat(asked.status()).isEqualTo("pending");
            assertThat(asked.relay(asked.answer(ana.key(), "approved").text()).brief())
                    .isEqualTo("200");
        }
    }

    @Test
    void whatIsNotProvenIsNoAnswer() {
        Question asked = ask();
        Map<String, String> lies = ana.forger().unproven(ana.forger().answer(shown(asked), "approved"));
        assertThat(lies.keySet()).containsAll(NO_JWS);
        lies.forEach((lie, text) -> assertThat(asked.relay(text).brief())
                .as(lie)
                .isEqualTo(NO_JWS.contains(lie) ? "400 60306" : "403 60324"));
        assertThat(asked.status()).isEqualTo("pending");
        assertThat(asked.relay(asked.answer(ana.key(), "denied").text()).brief())
                .isEqualTo("200");
    }

    @Test
    void howTheTruthIsWrittenDoesNotMatter() {
        Map<String, String> kinds = ana.forger().truths(ana.forger().answer(shown(Question.to(ana)), "approved"));
        for (String kind : kinds.keySet()) {
            Question asked = ask();
            String text = ana.forger()
                    .truths(ana.forger().answer(shown(asked), "approved"))
                    .getOrDefault(kind, "");
            assertThat(asked.take(ana, text).brief()).as(kind).isEqualTo("200");
        }
        for (Habits habits : Habits.values()) {
            Question asked = ask();
            String payload =
                    Json.text(Json.object(asked.answer(ana.key(), "approved").payloadText()), habits);
            assertThat(payload.contains("a\\/b")).isEqualTo(habits != Habits.PLAIN);
            assertThat(asked.relay(asked.answer(ana.key(), "").payload(payload).text())
                            .brief())
                    .isEqualTo("200");
        }
    }

    @Test
    void whatIsNotAskedForMayBeSaidBesidesWhateverItIs() {
        Question asked = ask();
        String text = asked.answer(ana.key(), "approved")
                .claim("date_updated", "never")
                .claim("entity_sid", null)
                .claim("metadata", Map.of("x", List.of(1)))
                .claim("exp", 0)
                .header("kid", "CR" + "0".repeat(32))
                .header("cty", "anything")
                .text();
        assertThat(asked.take(ana, text).brief()).isEqualTo("200");
    }

    @Test
    void theStatusIsOneOfTwoWords() {
        Question asked = ask();
        Map<String, @Nullable Object> others = new LinkedHashMap<>();
        for (Object other : List.of("pending", "expired", "APPROVED", "Denied", "", "approved\u0000", 1, true)) {
            others.put(other.toString(), other);
        }
        others.put("null", null);
        others.put("a list", List.of("approved"));
        others.forEach((name, status) -> {
            String text = asked.answer(ana.key(), "").claim("status", status).text();
            assertThat(asked.relay(text).brief()).as(name).isEqualTo("403 60324");
        });
        assertThat(asked.relay(asked.answer(ana.key(), "x")
                                .withoutClaim("status")
                                .text())
                        .brief())
                .isEqualTo("403 60324");
        assertThat(asked.status()).isEqualTo("pending");
    }

    @Test
    void aDateThatIsShownOrNotFromNowOnChangesNothingForWhatWasAsked() {
        Question dated = ask();
        String early = dated.answer(ana.key(), "approved").text();
        rig.post(service(), "Push.IncludeDate=false");
        Question undated = ask();
        assertThat(undated.seen().json()).doesNotContain("\"date\"");
        assertThat(dated.seen().text("details", "date")).isEqualTo(dated.seen().text("date_created"));
        assertThat(dated.take(ana, early).brief()).isEqualTo("200");
        rig.post(service(), "Push.IncludeDate=true");
        rig.seconds(2);
        assertThat(Hand.does(() -> ana.phone().deny(undated.sid())).status()).isEqualTo(Challenge.Status.DENIED);
    }

    @Test
    void theLargestQuestionThereIsCanBeAnswered() {
        String emoji = "%F0%9F%98%80";
        StringBuilder form = new StringBuilder("FactorSid=" + ana.sid() + "&Details.Message=" + emoji.repeat(256));
        for (int i = 0; i < 20; i++) {
            form.append("&Details.Fields=%7B%22label%22:%22")
                    .append(emoji.repeat(36))
                    .append("%22,%22value%22:%22")
                    .append(emoji.repeat(128))
                    .append("%22%7D");
        }
        form.append("&HiddenDetails=%7B%22a%22:%22").append(emoji.repeat(1016)).append("%22%7D");
        Answer created = rig.post(ana.entity() + "/Challenges", form.toString());
        assertThat(created.brief()).isEqualTo("201");
        Question asked = new Question(rig, ana.entity() + "/Challenges/" + created.text("sid"));
        String text = asked.answer(ana.key(), "approved").text();
        assertThat(text.length()).isBetween(20_000, 30_000);
        String escaped = ana.forger()
                .truths(ana.forger().answer(shown(asked), "approved"))
                .getOrDefault("letters escaped", "");
        assertThat(asked.relay(asked.answer(ana.key(), "no").text()).brief()).isEqualTo("403 60324");
        assertThat(asked.take(ana, escaped).brief()).isEqualTo("200");
    }

    @Test
    void aPayloadOfMoreThan48KibIsABadRequest() {
        Question asked = ask();
        String text = asked.answer(ana.key(), "approved").text();
        String most = padded(asked, 49_152);
        assertThat(most).hasSize(49_152);
        assertThat(asked.relay(most + "A").brief()).isEqualTo("400 60306");
        assertThat(asked.relay(text + "A".repeat(60_000)).brief()).isEqualTo("400 60306");
        assertThat(asked.relay(most).brief()).isEqualTo("200");
    }

    /** A true answer of that many characters, of which four spell three. */
    private String padded(Question asked, int length) {
        Forgery truth = asked.answer(ana.key(), "approved").claim("pad", "");
        int more = (length - truth.text().length()) / 4 * 3;
        String text = truth.claim("pad", "x".repeat(more)).text();
        int rest = length - text.length();
        return rest == 0 ? text : truth.claim("pad", "x".repeat(more + rest)).text();
    }
}
