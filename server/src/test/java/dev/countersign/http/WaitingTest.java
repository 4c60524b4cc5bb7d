package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting on real sockets: for one reply. */
@Timeout(60)
class WaitingTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String WAIT = "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String WAITING = "countersign_http_waiting{kind=\"reply\"}";

    private static Rig rig(Gate gate, int most, Duration idle) throws Exception {
        return new Rig(Rig.with(Rig.waiting(500, most, LONG, idle)), gate::answer);
    }

    private static Rig rig(Gate gate) throws Exception {
        return rig(gate, 100, LONG);
    }

    /** Whoever has come sits down a moment later. */
    private static void awaitSeated(Rig rig) throws Exception {
        long until = System.nanoTime() + LONG.toNanos();
        while (!rig.metric(WAITING).equals("1.0")) {
            assertThat(System.nanoTime()).as("nobody sits down").isLessThan(until);
        }
    }

    @Test
    void theReplyComesWhenItIsThereAndTheConnectionGoesOn() throws Exception {
        Gate gate = new Gate();
        Rig rig = new Rig(Rig.with(Rig.waiting(1, 100, LONG, LONG)), gate::answer);
        try (Wire wire = rig.wire()) {
            wire.send(WAIT);
            gate.awaitComing(1);
            awaitSeated(rig);
            assertThat(rig.ask(Rig.GET).status())
                    .as("who waits holds no place of those who are served")
                    .isEqualTo(200);
            gate.open();
            Wire.Answer answer = wire.read();
            assertThat(answer.json()).containsEntry("open", "1");
            assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
            assertThat(answer.header("Twilio-Request-Id")).matches("RQ[0-9a-f]{32}");
            assertThat(wire.ask(Rig.GET).status()).isEqualTo(200);
            assertThat(rig.metric(WAITING)).isEqualTo("0.0");
        }
        assertThat(rig.log())
                .filteredOn(line -> line.contains("\"path\":\"/wait\""))
                .singleElement()
                .asString()
                .contains("\"status\":200", "\"ended\":\"answered\"");
    }

    @Test
    void whatIsThereAlreadyIsNotWaitedFor() throws Exception {
        Gate gate = new Gate();
        gate.open();
        try (Rig rig = rig(gate, 0, LONG)) {
            assertThat(rig.ask(WAIT).json()).containsEntry("open", "1");
            gate.awaitLeaving(1);
        }
    }

    @Test
    void whoHasWaitedLongEnoughHearsHowThingsStand() throws Exception {
        Gate gate = new Gate(Duration.ofMillis(20), null);
        try (Rig rig = rig(gate)) {
            assertThat(rig.ask(WAIT).json()).containsEntry("why", "PATIENCE");
        }
    }

    @Test
    void aConnectionMayBeSilentForLongerThanOthersWhileSomebodyWaits() throws Exception {
        Gate gate = new Gate(Duration.ofMillis(900), null);
        try (Rig rig = rig(gate, 1, Duration.ofMillis(100));
                Wire wire = rig.wire()) {
            assertThat(wire.ask(WAIT).json()).containsEntry("why", "PATIENCE");
            assertThat(wire.closed()).as("and afterwards it may not").isTrue();
        }
    }

    @Test
    void whoHangsUpFreesTheirPlaceAndIsNotSaidToHaveBeenAnswered() throws Exception {
        Gate gate = new Gate();
        Rig rig = rig(gate, 1, LONG);
        Wire wire = rig.wire();
        wire.send(WAIT);
        gate.awaitComing(1);
        wire.close();
        gate.awaitLeaving(1);
        try (Wire next = rig.wire()) {
            next.send(WAIT);
            gate.awaitComing(1);
            gate.open();
            assertThat(next.read().status()).isEqualTo(200);
        }
        assertThat(rig.log()).anyMatch(line -> line.contains("\"status\":499") && line.contains("\"ended\":\"gone\""));
    }

    @Test
    void whatIsSentMeanwhileIsTheNextRequest() throws Exception {
        Gate gate = new Gate();
        try (Rig rig = rig(gate);
                Wire wire = rig.wire()) {
            wire.send(WAIT);
            gate.awaitComing(1);
            for (String piece :
                    List.of("GET /a HT", "TP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(600), "\r\n\r\n")) {
                wire.send(piece);
                // Another connection's turn takes longer than noticing this one's.
                assertThat(rig.ask(Rig.GET).status()).isEqualTo(200);
            }
            gate.open();
            assertThat(wire.read().json()).containsEntry("open", "1");
            assertThat(wire.read().body()).isEqualTo("{}");
            assertThat(wire.ask(Rig.GET).body()).isEqualTo("{}");
        }
    }

    @Test
    void whatWasSentTogetherWithItIsTheNextRequest() throws Exception {
        Gate gate = new Gate();
        try (Rig rig = rig(gate);
                Wire wire = rig.wire()) {
            wire.send(WAIT + Rig.GET + Rig.GET);
            gate.awaitComing(1);
            gate.open();
            assertThat(wire.read().json()).containsEntry("open", "1");
            assertThat(wire.read().body()).isEqualTo("{}");
            assertThat(wire.read().body()).isEqualTo("{}");
            assertThat(wire.ask(Rig.GET).body()).isEqualTo("{}");
        }
    }

    @Test
    void beyondTheMostThatMayWaitOneIsAskedToComeAgain() throws Exception {
        Gate gate = new Gate();
        try (Rig rig = rig(gate, 1, LONG);
                Wire first = rig.wire();
                Wire second = rig.wire()) {
            first.send(WAIT);
            gate.awaitComing(1);
            awaitSeated(rig);
            Wire.Answer refused = second.ask(WAIT);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json()).containsEntry("code", "20503");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            gate.awaitLeaving(1);
            gate.open();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.ask(WAIT).status()).isEqualTo(200);
        }
    }

    @Test
    void whenWeStopEverybodyHearsHowThingsStand() throws Exception {
        Gate gate = new Gate();
        Rig rig = rig(gate);
        try (Wire one = rig.wire();
                Wire other = rig.wire()) {
            one.send(WAIT);
            other.send(WAIT);
            gate.awaitComing(2);
            rig.server.close();
            assertThat(one.read().json()).containsEntry("why", "STOPPING");
            assertThat(other.read().json()).containsEntry("why", "STOPPING");
        }
        assertThat(rig.log())
                .filteredOn(line -> line.contains("\"ended\":\"stopping\""))
                .hasSize(2);
    }

    @Test
    void anUnforeseenFaultIsToldAsOne() throws Exception {
        Gate gate = new Gate();
        Rig rig = rig(gate);
        try (Wire wire = rig.wire()) {
            wire.send(WAIT);
            gate.awaitComing(1);
            gate.breaks(new IllegalStateException("the hinge"));
            Wire.Answer answer = wire.read();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.json()).containsEntry("code", "20500");
            assertThat(answer.body()).doesNotContain("hinge");
        }
        assertThat(rig.log())
                .anyMatch(line -> line.contains("\"event\":\"fault\"") && line.contains("IllegalStateException"));
    }

    @Test
    void thousandsWaitOnNoThreadOfTheirOwn() throws Exception {
        int people = 2000;
        Gate gate = new Gate();
        List<Wire> wires = new ArrayList<>();
        try (Rig rig = rig(gate, people, LONG)) {
            assertThat(rig.ask(Rig.GET).status()).isEqualTo(200);
            int before = Thread.getAllStackTraces().size();
            for (int i = 0; i < people; i++) {
                wires.add(rig.wire().send(WAIT));
            }
            gate.awaitComing(people);
            // The engine has a fixed few, and starts them when they are first needed.
            assertThat(Thread.getAllStackTraces().size() - before).isLessThan(20);
            gate.open();
            for (Wire wire : wires) {
                assertThat(wire.read().status()).isEqualTo(200);
            }
            assertThat(Thread.getAllStackTraces().size() - before).isLessThan(20);
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }
}
