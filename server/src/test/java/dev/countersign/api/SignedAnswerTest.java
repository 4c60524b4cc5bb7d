package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A signed answer on the wire: who may bring it, what comes back, and what is said to those who come too late. */
@Tag("database")
class SignedAnswerTest {
    private static final String FIELDS = "Twilio-Verify-Signature-Fields";

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

    @ParameterizedTest
    @EnumSource(Habits.class)
    void aPhoneOfEitherSdkApprovesAndDenies(Habits habits) {
        Hand bea = Hand.created(rig, rig.service() + "/Entities/bea-0001", Handset.of(habits), Duration.ZERO);
        Hand.does(bea.phone()::verify);
        String more = "&HiddenDetails=%7B%22path%22:%22a/b%22%7D"
                + "&Details.Fields=%7B%22label%22:%22w/o%22,%22value%22:%22%C3%A9/%F0%9F%98%80%22%7D";
        Question first = Question.to(bea, more);
        assertThat(Hand.does(() -> bea.phone().approve(first.sid())).status()).isEqualTo(Status.APPROVED);
        assertThat(first.status()).isEqualTo("approved");
        Question second = Question.to(bea, more);
        assertThat(Hand.does(() -> bea.phone().deny(second.sid())).status()).isEqualTo(Status.DENIED);
        assertThat(second.status()).isEqualTo("denied");
    }

    @Test
    void theAnswerIsTheChallengeAsEverybodySeesItFromThenOn() {
        for (String word : List.of("approved", "denied")) {
            Question asked = Question.to(ana);
            rig.pass(Duration.ofMillis(7_500));
            Answer answered = asked.take(ana, asked.answer(ana.key(), word).text());
            assertThat(answered.brief()).isEqualTo("200");
            assertThat(answered.text("status")).isEqualTo(word);
            assertThat(answered.text("responded_reason")).isEqualTo("none");
            assertThat(answered.text("date_responded")).isEqualTo(answered.text("date_updated"));
            assertThat(answered.text("date_updated")).isNotEqualTo(answered.text("date_created"));
            assertThat(answered.isNull("metadata")).isTrue();
            assertThat(answered.object()).isEqualTo(asked.seen().object());
            assertThat(answered.object())
                    .isEqualTo(ana.ask("GET", asked.path(), "").object());
            assertThat(answered.told().more()).containsEntry("outcome", word).containsEntry("factor_type", "push");
        }
    }

    @Test
    void aBackendMayPassItOnWithItsNotes() {
        Question asked = Question.to(ana);
        String payload = asked.answer(ana.key(), "denied").text();
        Answer answered = rig.post(asked.path(), Question.form(payload) + "&Metadata=%7B%22ip%22:%22%3A%3A1%22%7D");
        assertThat(answered.text("status")).isEqualTo("denied");
        assertThat(answered.at("metadata")).hasToString("{ip=::1}");
        assertThat(asked.seen().at("metadata")).hasToString("{ip=::1}");
    }

    @Test
    void badNotesSpoilTheAnswerAndARefusedAnswerKeepsNoNotes() {
        Question asked = Question.to(ana);
        String good = Question.form(asked.answer(ana.key(), "approved").text());
        for (String bad : List.of("x", "[]", "%7B%22a%22:1%7D", "%7B%22a%22:%22" + "x".repeat(1017) + "%22%7D")) {
            assertThat(rig.post(asked.path(), good + "&Metadata=" + bad).brief())
                    .isEqualTo("400 60306");
        }
        String lie = Question.form(asked.answer(ana.key(), "perhaps").text());
        assertThat(rig.post(asked.path(), lie + "&Metadata=%7B%22a%22:%22b%22%7D")
                        .brief())
                .isEqualTo("403 60324");
        assertThat(asked.seen().isNull("metadata")).isTrue();
        assertThat(ana.ask("POST", asked.path(), good + "&Metadata=%7B%22a%22:%22b%22%7D")
                        .at("metadata"))
                .hasToString("{a=b}");
    }

    @Test
    void itIsTakenOnceWhateverComesAfterIt() {
        Question asked = Question.to(ana);
        String approved = asked.answer(ana.key(), "approved").text();
        String denied = asked.answer(ana.key(), "denied").text();
        assertThat(asked.take(ana, approved).brief()).isEqualTo("200");
        Answer seen = asked.seen();
        rig.seconds(1);
        for (String late : List.of(approved, denied, "a.b.c", "eyJ9.e30.AA")) {
            String expected = late.startsWith("eyJ") && late.length() > 20 ? "403 60322" : "400 60306";
            assertThat(asked.take(ana, late).brief()).isEqualTo(expected);
            assertThat(asked.relay(late).brief()).isEqualTo(expected);
        }
        rig.seconds(300);
        assertThat(asked.relay(denied).brief()).isEqualTo("403 60322");
        assertThat(asked.seen().object()).isEqualTo(seen.object());
    }

    @Test
    void itIsInTimeToTheMillisecond() {
        Question last = Question.to(ana);
        Question late = Question.to(ana);
        rig.pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(last.relay(last.answer(ana.key(), "approved").text()).brief())
                .isEqualTo("200");
        String signed = late.answer(ana.key(), "approved").text();
        rig.pass(Duration.ofMillis(1));
        assertThat(late.take(ana, signed).brief()).isEqualTo("403 60323");
        Answer expired = ana.ask("GET", late.path(), "");
        assertThat(expired.text("status")).isEqualTo("expired");
        assertThat(expired.isNull("date_responded")).isTrue();
        assertThat(expired.header(FIELDS)).isNotNull();
        String list = ana.entity() + "/Challenges?Status=";
        assertThat(ana.ask("GET", list + "pending", "").sids("challenges")).isEmpty();
        assertThat(ana.ask("GET", list + "expired", "").sids("challenges")).containsExactly(late.sid());
    }

    @Test
    void theNamesOfWhatIsSignedComeWithOnePushChallengeAndWithNothingElse() {
        Question asked = Question.to(ana);
        Answer one = ana.ask("GET", asked.path(), "");
        String names = one.header(FIELDS);
        assertThat(names)
                .isEqualTo(
                        "account_sid,service_sid,identity,factor_sid,sid,date_created,expiration_date,status,details,"
                                + "hidden_details");
        assertThat(one.object().keySet())
                .containsAll(List.of(String.valueOf(names).split(",", -1)));
        assertThat(asked.seen().header(FIELDS)).isEqualTo(names);
        String totp = rig.enrol(ana.entity());
        Answer created = rig.post(ana.entity() + "/Challenges", "FactorSid=" + totp + "&Details.Message=x");
        for (Answer other : List.of(
                created,
                rig.get(ana.entity() + "/Challenges/" + created.text("sid")),
                rig.get(ana.entity() + "/Challenges"),
                ana.ask("GET", ana.entity() + "/Challenges", ""),
                rig.post(ana.entity() + "/Challenges", "FactorSid=" + ana.sid() + "&Details.Message=x"),
                asked.take(ana, asked.answer(ana.key(), "approved").text()),
                ana.ask("GET", ana.path(), ""))) {
            assertThat(other.status()).isIn(200, 201);
            assertThat(other.header(FIELDS)).isNull();
        }
        assertThat(asked.seen().header(FIELDS)).as("when it is answered, too").isEqualTo(names);
    }

    @Test
    void whatIsNoSignedAnswerIsABadRequest() {
        Question asked = Question.to(ana);
        assertThat(rig.post(asked.path(), "").text("message")).isEqualTo("Invalid parameter: AuthPayload is required");
        for (String bad : List.of("", "AuthPayload=", "Metadata=%7B%7D", "AuthPayload=123456", "AuthPayload=12")) {
            assertThat(rig.post(asked.path(), bad).brief()).as(bad).isEqualTo("400 60306");
            assertThat(ana.ask("POST", asked.path(), bad).brief()).as(bad).isEqualTo("400 60306");
        }
        String totp = rig.enrol(ana.entity());
        String path = ana.entity() + "/Challenges/"
                + rig.post(ana.entity() + "/Challenges", "FactorSid=" + totp).text("sid");
        String signed = asked.answer(ana.key(), "approved").text();
        assertThat(rig.post(path, Question.form(signed)).brief()).isEqualTo("400 60306");
        assertThat(ana.ask("POST", path, Question.form(signed)).brief())
                .as("another factor's")
                .isEqualTo("404 20404");
        assertThat(asked.status()).isEqualTo("pending");
    }
}
