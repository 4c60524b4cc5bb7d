package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happened in a Service, hour by hour, and who it happens to too often. */
@Tag("database")
class CountResourceTest {
    private Rig rig;
    private Window window;
    private String service = "";
    private String ana = "";

    @BeforeEach
    void open() {
        rig = new Rig();
        window = Window.of(rig);
        service = rig.service();
        ana = service + "/Entities/ana-0001";
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String path(String last) {
        return service.substring("/v2".length()) + last;
    }

    private Answer counts(String span) {
        window = Window.of(rig);
        return window.get(path("/Counts" + span));
    }

    /** What is not zero in each hour, of a day and a little more. */
    private Map<String, String> hours() {
        Instant now = rig.now();
        Map<String, String> all = new TreeMap<>();
        for (Object hour : Tree.array(
                Tree.parse(counts("?Since=" + now.minus(Duration.ofHours(30))).json()), "hours")) {
            Map<String, @Nullable Object> some = new TreeMap<>();
            Tree.object(hour).forEach((name, value) -> put(some, name, value));
            Tree.object(hour, "answer_seconds").forEach((name, value) -> put(some, name, value));
            if (!some.isEmpty()) {
                all.put(Tree.text(hour, "hour").substring(8, 13), some.toString());
            }
        }
        return all;
    }

    private static void put(Map<String, @Nullable Object> some, String name, @Nullable Object value) {
        if (value instanceof Long number && number > 0) {
            some.put(name, value);
        }
    }

    private String ask(String factor) {
        return rig.post(ana + "/Challenges", "FactorSid=" + factor).text("sid");
    }

    private void answer(String challenge, String factor) {
        rig.post(ana + "/Challenges/" + challenge, "AuthPayload=" + rig.code(ana, factor, 0));
    }

    @Test
    void whatHappenedIsInTheHourInWhichItDid() {
        String factor = rig.enrol(ana);
        rig.seconds(60);
        String first = ask(factor);
        rig.seconds(10);
        answer(first, factor);
        ask(factor); // is never answered
        rig.seconds(58 * 60);
        String second = ask(factor);
        rig.seconds(65);
        rig.post(ana + "/Challenges/" + second, "AuthPayload=" + rig.wrong(ana, factor));
        answer(second, factor);
        rig.tally();
        Map<String, String> now = hours();
        assertThat(now)
                .containsExactly(
                        Map.entry("01T00", "{approved=1, created=3, expired=1, le_15=1}"),
                        Map.entry("01T01", "{approved=1, le_120=1, wrong_codes=1}"));
        rig.tally();
        assertThat(hours()).as("counted twice is counted once").isEqualTo(now);
        rig.pass(Duration.ofHours(20));
        rig.tally();
        assertThat(hours()).isEqualTo(now);
        rig.pass(Duration.ofHours(11));
        rig.tally();
        assertThat(hours()).hasSize(0);
    }

    @Test
    void whatWentWithItsFactorIsCountedAllTheSame() {
        Hand hand = Hand.enrolled(rig, ana);
        String first = hand.challenge();
        String second = hand.challenge();
        Hand.does(() -> hand.phone().approve(first));
        Hand.does(() -> hand.phone().deny(second));
        rig.delete(hand.path());
        rig.seconds(1);
        rig.tally();
        assertThat(hours()).containsExactly(Map.entry("01T00", "{approved=1, created=2, denied=1, le_5=2}"));
    }

    @Test
    void aDayIsShownWhereNothingIsAskedForAndEveryHourOfIt() {
        Answer day = counts("");
        assertThat(day.text("until")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(day.text("since")).isEqualTo("2025-12-31T00:00:00Z");
        assertThat(Tree.array(Tree.parse(day.json()), "hours")).hasSize(24);
        rig.seconds(1);
        assertThat(Tree.array(Tree.parse(counts("").json()), "hours")).hasSize(25);
        for (String span : List.of(
                "?Since=2026-01-02T00:00:00Z",
                "?Since=2025-11-01T00:00:00Z",
                "?Since=x",
                "?Since=-999999999-01-01T00:00:00Z&Until=-999999999-01-02T00:00:00Z",
                "?Until=-999999999-01-01T00:00:00Z",
                "?Since=%2B999999999-12-30T00:00:00Z&Until=%2B999999999-12-31T00:00:00Z",
                "?Since=9999-12-31T23:59:59Z&Until=%2B10000-01-01T00:00:00Z",
                "?Since=2025-12-01T00:00:00Z&Until=2025-12-01T00:00:00Z")) {
            assertThat(counts(span).brief()).as(span).isEqualTo("400 60306");
        }
        assertThat(Window.of(rig, Rig.BOB, "token of " + Rig.BOB)
                        .get(path("/Counts"))
                        .brief())
                .isEqualTo("404 20404");
    }

    private List<String> alarms() {
        rig.seconds(5);
        return Tree.array(Tree.parse(window.get(path("/Alarms")).json()), "alarms").stream()
                .map(a -> Tree.text(a, "identity") + " " + Tree.object(a).get("denied") + " "
                        + Tree.object(a).get("unanswered") + " " + Tree.text(a, "since"))
                .toList();
    }

    @Test
    void whoDeniesOrDoesNotAnswerOverAndOverIsPointedOut() {
        Hand hand = Hand.enrolled(rig, ana);
        Hand other = Hand.enrolled(rig, service + "/Entities/bob-0001");
        for (int i = 0; i < 2; i++) {
            String challenge = hand.challenge();
            Hand.does(() -> hand.phone().deny(challenge));
            other.challenge();
        }
        assertThat(alarms()).isEmpty();
        hand.challenge();
        assertThat(alarms()).as("there is time to answer").isEmpty();
        rig.seconds(30);
        assertThat(alarms()).containsExactly("ana-0001 2 1 2026-01-01T00:00:00Z");
        assertThat(Window.of(rig, Rig.BOB, "token of " + Rig.BOB)
                        .get(path("/Alarms"))
                        .brief())
                .isEqualTo("404 20404");
        rig.seconds(15 * 60);
        assertThat(alarms()).isEmpty();
    }
}
