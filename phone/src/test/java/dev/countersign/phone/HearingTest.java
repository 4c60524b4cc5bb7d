package dev.countersign.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a phone makes of its factor's stream of events. */
class HearingTest {
    private static final String ASKED = "event: challenge\nid: " + Rig.YC + "\ndata: {\"challenge_sid\":\"" + Rig.YC
            + "\",\"factor_sid\":\"YF\",\"type\":\"verify_push_challenge\"}\n\n";

    private Rig rig;

    @BeforeEach
    void enrol() throws Exception {
        rig = new Rig(Habits.PLAIN);
    }

    private static String error(int status) {
        return "event: error\ndata: {\"code\":20000,\"message\":\"So it is\",\"status\":" + status + "}\n\n";
    }

    @Test
    void challengesAreHeardOneByOneBetweenHeartbeats() throws Exception {
        rig.script.then(
                200, ":\n\n" + ASKED + ":\n\nevent: news\ndata: 1\n\n" + ASKED.replace(": ", ":") + "event: cha");
        try (Hearing hearing = rig.phone.listen()) {
            assertThat(hearing.next()).isEqualTo(Rig.YC);
            assertThat(hearing.next()).isEqualTo(Rig.YC);
            assertThat(hearing.next()).isNull();
        }
        Transport.Request asked = rig.script.last();
        assertThat(asked.toString())
                .isEqualTo("GET https://verify.example.com/v2/Services/VA00000000000000000000000000000002/Entities/ana"
                        + "/Factors/YF00000000000000000000000000000004/Events");
        assertThat(asked.headers()).containsEntry("Accept", "text/event-stream");
        assertThat(Rig.signed(Rig.password(asked), rig.key.publicKey())).isTrue();
    }

    @Test
    void itIsOverWhenTheTokensTimeIsAndRefusedWhenTheFactorIsGone() throws Exception {
        rig.script.then(200, ASKED + error(401)).then(200, error(404)).refuse(404, 20404, "not found");
        Hearing first = rig.phone.listen();
        assertThat(first.next()).isEqualTo(Rig.YC);
        assertThat(first.next()).isNull();
        Hearing second = rig.phone.listen();
        assertThatThrownBy(second::next)
                .isInstanceOfSatisfying(
                        Refused.class, no -> assertThat(no.status()).isEqualTo(404))
                .hasMessage("So it is");
        assertThatThrownBy(() -> rig.phone.listen()).isInstanceOf(Refused.class).hasMessage("not found");
    }

    @Test
    void aWrongClockIsSetRight() throws Exception {
        rig.script
                .refuse(401, 20003, "Authenticate", "Date", "Thu, 01 Jan 2026 01:00:00 GMT")
                .then(200, ASKED);
        assertThat(rig.phone.listen().next()).isEqualTo(Rig.YC);
        assertThat(Rig.payload(Rig.password(rig.script.last())).get("nbf"))
                .isEqualTo(BigInteger.valueOf(1_767_225_600 + 3600));
    }

    @Test
    void aLineThatBreaksIsNoEndOfTheStory() {
        IOException broken = new IOException("broken");
        Stream<String> lines = Stream.of("event: challenge", "data: {}").peek(line -> {
            if (line.startsWith("data")) {
                throw new UncheckedIOException(broken);
            }
        });
        Transport.Answer head = new Transport.Answer(200, Map.of(), "");
        Hearing hearing = new Hearing(new Transport.Ongoing(head, lines), Habits.PLAIN);
        assertThatThrownBy(hearing::next).isSameAs(broken);
    }

    @Test
    void whoeverListensNoMoreLeaves() {
        List<String> left = new ArrayList<>();
        Transport.Answer head = new Transport.Answer(200, Map.of(), "");
        Stream<String> lines = Stream.of("x").onClose(() -> left.add("left"));
        new Hearing(new Transport.Ongoing(head, lines), Habits.PLAIN).close();
        assertThat(left).containsExactly("left");
    }
}
