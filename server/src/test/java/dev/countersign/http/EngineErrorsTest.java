package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the engine refuses by itself, on a raw socket: always the protocol's error, never the application. */
class EngineErrorsTest {
    private static final String HOST = "Host: localhost\r\n";

    @SuppressWarnings("NullAway.Init")
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(
                Rig.with(Rig.limits(8, Duration.ofMillis(150), Duration.ofMillis(300))),
                request -> Rig.ok("{\"size\":" + request.body().length + "}"));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            GET\\r\\n\\r\\n; 400
            G(T / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n; 400
            GET / HTTP/3.7\\r\\nHost: localhost\\r\\n\\r\\n; 400
            GET / HTTP/1.1\\r\\n\\r\\n; 400
            GET / HTTP/1.1\\r\\nHost:\\r\\n\\r\\n; 400
            GET / HTTP/1.0\\r\\n\\r\\n; 400
            GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n; 400
            GET / HTTP/1.1\\r\\nHost: a@b\\r\\n\\r\\n; 400
            GET / HTTP/1.1\\r\\nHost: a"b\\r\\n\\r\\n; 400
            GET / HTTP/1.1\\r\\nHost: a:99999\\r\\n\\r\\n; 400
            GET http://b/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400
            GET / HTTP/1.1\\r\\nHost: localhost\\r\\nBad Name: x\\r\\n\\r\\n; 400
            GET / HTTP/1.1\\r\\nHost: localhost\\r\\nX : x\\r\\n\\r\\n; 400
            GET / HTTP/1.1\\r\\nHost: localhost\\r\\nX: a\\r\\n b\\r\\n\\r\\n; 400
            GET / HTTP/1.1\\nHost: localhost\\n\\n; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 3\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 3\\r\\n\\r\\n0\\r\\n\\r\\n; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 3\\r\\nContent-Length: 3\\r\\n\\r\\nabc; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 3\\r\\nContent-Length: 4\\r\\n\\r\\nabc; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: -3\\r\\n\\r\\n; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 3x\\r\\n\\r\\n; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\n; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\n; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding: chunked, identity\\r\\n\\r\\n; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n; 400
            POST / HTTP/1.1\\r\\nHost: localhost\\r\\nExpect: tea\\r\\n\\r\\n; 400
            GET /a/../b HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n; 200
            GET /a/%2e%2e/b HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n; 400
            GET /a%2Fb HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n; 400
            GET /a%00b HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n; 400
            GET /a%zz HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n; 400
            PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n; 400
            """)
    void isTheProtocolsErrorAndTheConnectionEndsWhereTheNextRequestCannotBeFound(String text, int status)
            throws Exception {
        try (Wire wire = rig.wire()) {
            Wire.Answer answer = wire.ask(text.replace("\\r", "\r").replace("\\n", "\n"));
            assertThat(answer.status()).isEqualTo(status);
            if (status == 400) {
                refusal(answer, 20400, 400);
            }
        }
    }

    @Test
    void afterALengthBesideATransferCodingTheConnectionIsClosed() throws Exception {
        try (Wire wire = rig.wire()) {
            Wire.Answer answer = wire.ask("POST / HTTP/1.1\r\n" + HOST
                    + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n"
                    + HOST
                    + "\r\n");
            refusal(answer, 20400, 400);
            assertThat(wire.closed()).isTrue();
        }
    }

    @Test
    void headersOfEightKilobytesAreReadAndEndlessOnesRefused() throws Exception {
        String eight = "x".repeat(8 * 1024);
        assertThat(rig.ask("GET / HTTP/1.1\r\n" + HOST + "Authorization: Basic " + eight + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
        refusal(rig.ask("GET / HTTP/1.1\r\n" + HOST + "X: " + eight + eight + "\r\n\r\n"), 20431, 431);
        refusal(rig.ask("GET /" + eight + eight + " HTTP/1.1\r\n" + HOST + "\r\n"), 20431, 431);
    }

    @Test
    void aBodyAtTheLimitIsReadAndOneByteMoreRefusedHoweverItIsSent() throws Exception {
        int most = 128 * 1024;
        String body = "x".repeat(most);
        try (Wire wire = rig.wire()) {
            String head = "POST / HTTP/1.1\r\n" + HOST;
            assertThat(wire.ask(head + "Content-Length: " + most + "\r\n\r\n" + body)
                            .json())
                    .containsEntry("size", "" + most);
            String chunk = Integer.toHexString(most) + "\r\n" + body + "\r\n";
            assertThat(wire.ask(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n")
                            .json())
                    .containsEntry("size", "" + most);
            refusal(wire.ask(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "1\r\nx\r\n0\r\n\r\n"), 20413, 413);
        }
        try (Wire wire = rig.wire()) {
            Wire.Answer answer = wire.ask("POST / HTTP/1.1\r\n" + HOST + "Content-Length: " + (most + 1) + "\r\n\r\n");
            refusal(answer, 20413, 413);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void aBodyThatDoesNotComeIsGivenUpAndTheConnectionClosed() throws Exception {
        try (Wire wire = rig.wire()) {
            Wire.Answer answer = wire.ask("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 10\r\n\r\nabc");
            refusal(answer, 20408, 408);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(wire.closed()).isTrue();
        }
        assertThat(rig.log()).noneMatch(line -> line.contains("Read pending"));
    }

    @Test
    void headersThatComeByDropsEndTheConnection() throws Exception {
        try (Wire wire = rig.wire()) {
            assertThat(wire.ask(Rig.GET).status()).isEqualTo(200);
            wire.send("GET / HTTP/1.1\r\n" + HOST + "X: ");
            long drops = trickle(wire);
            assertThat(drops).isPositive();
        }
    }

    /** Sends a byte now and then until the server has had enough; the idle timeout of 30 s never does. */
    private static long trickle(Wire wire) throws InterruptedException {
        for (long drops = 0; drops < 500; drops++) {
            try {
                wire.send("x");
            } catch (IOException gone) {
                return drops;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("still listening after ten seconds");
    }

    @Test
    void aConnectionAtRestIsNotTakenForASlowOne() throws Exception {
        try (Wire wire = rig.wire()) {
            assertThat(wire.ask(Rig.GET).status()).isEqualTo(200);
            try (Wire slow = rig.wire()) {
                slow.send("GET / HTTP/1.1\r\n");
                assertThat(slow.closed()).as("as long as a slow one lasts").isTrue();
            }
            assertThat(wire.ask(Rig.GET).status()).isEqualTo(200);
        }
    }

    private static void refusal(Wire.Answer answer, int code, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json())
                .containsEntry("code", "" + code)
                .containsEntry("status", "" + status)
                .containsEntry("more_info", "https://www.twilio.com/docs/errors/" + code)
                .hasSize(4);
        assertThat(answer.all("Date")).hasSize(1);
        assertThat(answer.header("Twilio-Request-Id")).matches("RQ[0-9a-f]{32}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.all("Server")).isEmpty();
    }
}
