package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Reply;
import dev.countersign.contract.Wait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Waiting for an answer, and listening for questions, without a socket: what each look comes to. */
@Tag("database")
class WaitingTest {
    private Rig rig;
    private String service = "";
    private Hand ana;

    @BeforeEach
    void open() {
        rig = new Rig();
        service = rig.service();
        ana = Hand.enrolled(rig, service + "/Entities/ana-0001");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String path(String sid) {
        return ana.entity() + "/Challenges/" + sid;
    }

    private dev.countersign.contract.Answer ask(String user, String password, String target) {
        String basic =
                java.util.Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return rig.whatComesOf("Basic " + basic, "GET", target, "");
    }

    private Wait waits(String target) {
        return (Wait) ask(Rig.ANA, "token of " + Rig.ANA, target);
    }

    private Wait deviceWaits(String target) {
        return (Wait) ask("token", ana.jwt().text(), target);
    }

    private Answer answered(String target) {
        return Answer.of((Reply) ask(Rig.ANA, "token of " + Rig.ANA, target));
    }

    private static Answer over(Wait wait) {
        return Answer.of(((Wait.Turn.Over) wait.again()).reply());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String last(Wait wait) {
        return text(((Wait.Turn.Over) wait.again()).reply().body());
    }

    private static Wait.Turn.Still still(Wait wait) {
        return (Wait.Turn.Still) wait.again();
    }

    @Test
    void secondsAreAWholeNumberUpToFiftyFive() {
        String sid = ana.challenge();
        for (String bad : List.of("56", "-1", "1.5", "x", "9999999999")) {
            Answer no = answered(path(sid) + "?WaitSeconds=" + bad);
            assertThat(no.brief()).as(bad).isEqualTo("400 60306");
            assertThat(no.text("message")).contains("WaitSeconds");
        }
        assertThat(answered(path(sid) + "?WaitSeconds=0").text("status")).isEqualTo("pending");
        assertThat(answered(path(sid)).text("status")).isEqualTo("pending");
        Wait longest = waits(path(sid) + "?waitseconds=55");
        assertThat(longest.terms().patience()).isEqualTo(Duration.ofSeconds(55));
        assertThat(longest.terms().form()).isEqualTo(Wait.Form.REPLY);
        longest.close();
    }

    @Test
    void anAnswerWakesWhoWaitsAndTheyHearTheOrdinaryBodyAndHeaders() {
        String sid = ana.challenge();
        Wait wait = waits(path(sid) + "?WaitSeconds=25");
        AtomicInteger woken = new AtomicInteger();
        wait.wakes(woken::incrementAndGet);
        assertThat(still(wait).until()).isEqualTo(Instant.parse("2026-01-01T00:05:00Z"));
        assertThat(woken).hasValue(0);
        Hand.does(() -> ana.phone().approve(sid));
        assertThat(woken).hasValue(1);
        Answer answer = over(wait);
        Answer plain = answered(path(sid));
        assertThat(answer.json()).isEqualTo(plain.json()).contains("\"status\":\"approved\"");
        assertThat(answer.headers()).isEqualTo(plain.headers());
        wait.close();
        assertThat(answered(path(sid) + "?WaitSeconds=25").text("status"))
                .as("nothing to wait for")
                .isEqualTo("approved");
    }

    @Test
    void whatHappensBeforeAnybodyIsThereToBeWokenWakesThemWhenTheyAre() {
        String sid = ana.challenge();
        Wait wait = waits(path(sid) + "?WaitSeconds=25");
        Hand.does(() -> ana.phone().deny(sid));
        AtomicInteger woken = new AtomicInteger();
        wait.wakes(woken::incrementAndGet);
        assertThat(woken).hasValue(1);
        assertThat(over(wait).text("status")).isEqualTo("denied");
        wait.close();
    }

    @Test
    void expiryEndsAWaitAndSoDoesPatience() {
        String sid = ana.challenge();
        Wait wait = waits(path(sid) + "?WaitSeconds=25");
        assertThat(text(wait.last(Wait.Why.PATIENCE).body())).contains("\"status\":\"pending\"");
        assertThat(text(wait.last(Wait.Why.STOPPING).body())).contains("\"status\":\"pending\"");
        rig.seconds(300);
        assertThat(over(wait).text("status")).isEqualTo("expired");
        wait.close();
    }

    @Test
    void whatIsDeletedIsMissedByEverybodyWhoWaitsForIt() {
        for (String gone : List.of("factor", "entity", "service")) {
            Hand hand = Hand.enrolled(rig, rig.service() + "/Entities/ana-0001");
            String challenge = hand.entity() + "/Challenges/" + hand.challenge();
            Wait reply = waits(challenge + "?WaitSeconds=25");
            Wait stream = waits(challenge + "/Events");
            Wait factor = waits(hand.path() + "/Events");
            AtomicInteger woken = new AtomicInteger();
            List.of(reply, stream, factor).forEach(w -> w.wakes(woken::incrementAndGet));
            rig.delete(
                    switch (gone) {
                        case "factor" -> hand.path();
                        case "entity" -> hand.entity();
                        default -> hand.entity().substring(0, hand.entity().indexOf("/Entities"));
                    });
            assertThat(woken).as(gone).hasValue(3);
            assertThat(over(reply).brief()).as(gone).isEqualTo("404 20404");
            for (Wait events : List.of(stream, factor)) {
                assertThat(last(events))
                        .as(gone)
                        .startsWith("event: error\ndata: {\"code\":20404,")
                        .endsWith("}\n\n");
            }
            List.of(reply, stream, factor).forEach(Wait::close);
        }
    }

    @Test
    void aChallengesStreamHasOneEventAndEnds() {
        String sid = ana.challenge();
        Wait wait = waits(path(sid) + "/Events");
        assertThat(wait.terms().form()).isEqualTo(Wait.Form.EVENTS);
        assertThat(wait.terms().until()).isNull();
        assertThat(still(wait).events()).isEmpty();
        Hand.does(() -> ana.phone().approve(sid));
        assertThat(last(wait))
                .isEqualTo("event: challenge\nid: " + sid + "\ndata: "
                        + rig.get(path(sid)).json() + "\n\n");
        wait.close();
        Reply late = (Reply) ask(Rig.ANA, "token of " + Rig.ANA, path(sid) + "/Events");
        assertThat(late.headers()).contains(new Reply.Header("Content-Type", "text/event-stream"));
        assertThat(text(late.body())).startsWith("event: challenge\nid: " + sid);
    }

    @Test
    void aDeviceHearsItsPendingChallengesThenEachNewOneOnce() {
        String first = ana.challenge();
        rig.pass(Duration.ofMillis(1));
        String second = ana.challenge();
        Wait wait = deviceWaits(ana.path() + "/Events");
        assertThat(text(wait.first().events())).isEqualTo(asked(first) + asked(second));
        assertThat(still(wait).events()).isEmpty();
        Hand.does(() -> ana.phone().approve(first));
        assertThat(still(wait).events()).isEmpty();
        String third = ana.challenge();
        assertThat(text(still(wait).events())).isEqualTo(asked(third));
        wait.close();
    }

    private String asked(String sid) {
        return "event: challenge\nid: " + sid + "\ndata: {\"challenge_sid\":\"" + sid + "\",\"factor_sid\":\""
                + ana.sid() + "\",\"type\":\"verify_push_challenge\"}\n\n";
    }

    @Test
    void aDevicesStreamEndsWhenItsTokenWouldBeRefused() {
        Wait wait = deviceWaits(ana.path() + "/Events");
        Instant until = java.util.Objects.requireNonNull(wait.terms().until());
        String jwt = ana.jwt().text();
        rig.pass(Duration.between(rig.now(), until).minusSeconds(1));
        assertThat(rig.as("token", jwt, "GET", ana.path(), "").brief()).isEqualTo("200");
        rig.seconds(1);
        assertThat(rig.as("token", jwt, "GET", ana.path(), "").brief()).isEqualTo("401 20003");
        assertThat(text(wait.last(Wait.Why.CALLER).body())).startsWith("event: error\ndata: {\"code\":20003,");
        wait.close();
    }

    @Test
    void aDeviceWaitsForItsOwnFactorsThingsOnly() {
        Hand other = Hand.enrolled(rig, ana.entity());
        String others = path(other.challenge());
        for (String target : List.of(others + "?WaitSeconds=5", others + "/Events", other.path() + "/Events")) {
            assertThat(ana.ask("GET", target, "").brief()).as(target).isEqualTo("404 20404");
            assertThat(rig.as(Rig.BOB, "GET", target, "").brief()).as(target).isEqualTo("404 20404");
        }
        String totp = rig.enrol(ana.entity());
        assertThat(answered(ana.entity() + "/Factors/" + totp + "/Events").brief())
                .isEqualTo("400 60306");
    }

    @Test
    void nobodyIsLeftListeningWhoIsNotWaiting() {
        String sid = ana.challenge();
        Hand.does(() -> ana.phone().approve(sid));
        for (int i = 0; i < 100; i++) {
            assertThat(answered(path(sid) + "?WaitSeconds=5").brief()).isEqualTo("200");
            assertThat(answered(ana.entity() + "/Challenges/YC" + "0".repeat(32) + "?WaitSeconds=5")
                            .brief())
                    .isEqualTo("404 20404");
        }
    }

    @Test
    void theSixtyFifthWhoWaitsForOnePersonIsAskedToComeAgain() {
        String sid = ana.challenge();
        for (int i = 0; i < 64; i++) {
            assertThat(waits(path(sid) + "?WaitSeconds=5")).isNotNull();
        }
        Answer no = answered(path(sid) + "?WaitSeconds=5");
        assertThat(no.brief()).isEqualTo("429 20429");
        assertThat(no.header("Retry-After")).isEqualTo("1");
        assertThat(answered(path(sid)).brief()).isEqualTo("200");
    }
}
