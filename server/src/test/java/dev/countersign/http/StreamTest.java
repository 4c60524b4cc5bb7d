package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting on real sockets: for events. */
@Timeout(60)
class StreamTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String STREAM = "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static Rig rig(Gate gate, Duration heartbeat, Duration idle) throws Exception {
        return new Rig(Rig.with(Rig.waiting(2, 10, heartbeat, idle)), gate::answer);
    }

    @Test
    void eventsComeAsTheyHappenAndThenTheStreamEndsAndTheConnectionGoesOn() throws Exception {
        Gate gate = new Gate();
        Rig rig = rig(gate, LONG, LONG);
        try (Wire wire = rig.wire()) {
            Wire.Answer head = wire.send(STREAM).readHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(head.header("Cache-Control")).isEqualTo("no-store");
            assertThat(head.header("Twilio-Request-Id")).matches("RQ[0-9a-f]{32}");
            assertThat(wire.chunk()).isEqualTo(":\n\n");
            assertThat(rig.metric("countersign_http_waiting{kind=\"events\"}")).isEqualTo("1.0");
            gate.say("one");
            assertThat(wire.chunk()).isEqualTo("one");
            gate.say("two");
            assertThat(wire.chunk()).isEqualTo("two");
            gate.open();
            assertThat(wire.chunk()).isEqualTo("{\"open\":1}");
            assertThat(wire.chunk()).isEmpty();
            assertThat(wire.ask(Rig.GET).status()).isEqualTo(200);
        }
        assertThat(rig.log())
                .filteredOn(line -> line.contains("\"path\":\"/stream\""))
                .singleElement()
                .asString()
                .contains("\"status\":200", "\"ended\":\"answered\"");
    }

    @Test
    void aSilentStreamBeatsAndOutlivesTheSilenceOthersAreAllowed() throws Exception {
        try (Rig rig = rig(new Gate(), Duration.ofMillis(250), Duration.ofMillis(100));
                Wire wire = rig.wire()) {
            assertThat(wire.send(STREAM).readHead().status()).isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                assertThat(wire.chunk()).isEqualTo(":\n\n");
            }
        }
    }

    @Test
    void aStreamEndsWithTheCredentialsItWasAskedForWith() throws Exception {
        try (Rig rig = rig(new Gate(LONG, Rig.NOW), LONG, LONG);
                Wire wire = rig.wire()) {
            assertThat(wire.send(STREAM).readHead().status()).isEqualTo(200);
            assertThat(wire.chunk()).isEqualTo(":\n\n");
            assertThat(wire.chunk()).contains("CALLER");
            assertThat(wire.chunk()).isEmpty();
        }
    }

    @Test
    void whenWeStopStreamsEnd() throws Exception {
        Gate gate = new Gate();
        Rig rig = rig(gate, LONG, LONG);
        try (Wire wire = rig.wire()) {
            assertThat(wire.send(STREAM).readHead().status()).isEqualTo(200);
            assertThat(wire.chunk()).isEqualTo(":\n\n");
            rig.server.close();
            assertThat(wire.chunk()).contains("STOPPING");
            assertThat(wire.chunk()).isEmpty();
        }
        assertThat(rig.log()).anyMatch(line -> line.contains("\"ended\":\"stopping\""));
    }

    @Test
    void whoHangsUpFreesTheirPlace() throws Exception {
        Gate gate = new Gate();
        Rig rig = rig(gate, LONG, LONG);
        Wire wire = rig.wire();
        assertThat(wire.send(STREAM).readHead().status()).isEqualTo(200);
        wire.close();
        gate.awaitLeaving(1);
        assertThat(rig.log()).anyMatch(line -> line.contains("\"ended\":\"gone\""));
    }

    @Test
    void whoDoesNotReadIsLetGoByTheNextHeartbeatAndHoldsNobodyUp() throws Exception {
        Gate gate = new Gate();
        Rig rig = rig(gate, Duration.ofSeconds(1), LONG);
        try (Wire idle = rig.wire();
                Wire reader = rig.wire()) {
            idle.send(STREAM);
            assertThat(reader.send(STREAM).readHead().status()).isEqualTo(200);
            assertThat(reader.chunk()).isEqualTo(":\n\n");
            gate.awaitComing(2);
            String large = "x".repeat(16 << 20);
            gate.say(large);
            int got = 0;
            while (got < large.length()) {
                String more = reader.chunk();
                got += more.equals(":\n\n") ? 0 : more.length();
            }
            gate.awaitLeaving(1);
            gate.open();
            String chunk = reader.chunk();
            while (chunk.equals(":\n\n")) {
                chunk = reader.chunk();
            }
            assertThat(chunk).isEqualTo("{\"open\":1}");
        }
        assertThat(rig.log()).anyMatch(line -> line.contains("\"ended\":\"slow\""));
    }

    @Test
    void anUnforeseenFaultIsTheLastEvent() throws Exception {
        Gate gate = new Gate();
        try (Rig rig = rig(gate, LONG, LONG);
                Wire wire = rig.wire()) {
            assertThat(wire.send(STREAM).readHead().status()).isEqualTo(200);
            assertThat(wire.chunk()).isEqualTo(":\n\n");
            gate.breaks(new IllegalStateException("the hinge"));
            assertThat(wire.chunk())
                    .startsWith("event: error\ndata: {\"code\":20500,")
                    .endsWith("}\n\n")
                    .doesNotContain("hinge");
            assertThat(wire.chunk()).isEmpty();
        }
    }
}
