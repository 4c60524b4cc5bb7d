package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP/1.1 as every counterpart speaks it, and every way in which it can be told to speak it badly. */
class HttpCounterpartTest {
    private static final String HELLO = "POST /hello HTTP/1.1\nHost: x\nContent-Length: 5\n\nhello";

    private @Nullable HttpCounterpart made;
    private final Client client = new Client();

    /** Says back what it heard. */
    private static final class Echo extends HttpCounterpart {
        Echo(@Nullable CertificateAuthority authority) {
            super(0, authority == null ? null : authority.serving());
            open();
        }

        @Override
        HttpAnswer answer(HttpAsked asked) throws Objection {
            if (asked.text().equals("rude")) {
                throw new Objection(422, "that was rude");
            }
            return HttpAnswer.text(200, asked.text());
        }
    }

    private Echo echo() {
        Echo echo = new Echo(null);
        made = echo;
        return echo;
    }

    private HttpResponse<String> hello(HttpCounterpart to) throws IOException {
        return client.post(to.url("/hello").toString(), Map.of(), Client.bytes("hello"));
    }

    @AfterEach
    void close() {
        client.close();
        if (made != null) {
            made.close();
        }
    }

    @Test
    void itAnswersAndRecords() throws IOException {
        Echo echo = echo();
        HttpResponse<String> answer = hello(echo);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello\n");
        assertThat(answer.version()).hasToString("HTTP_1_1");
        assertThat(echo.requests().all()).containsExactly("POST /hello");
        assertThat(echo.objections().all()).isEmpty();
    }

    @Test
    void whatItObjectsToIsRecordedWithTheReason() throws IOException {
        Echo echo = echo();
        assertThat(client.post(echo.url("/").toString(), Map.of(), Client.bytes("rude"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(echo.objections().all()).containsExactly("422 that was rude");
    }

    @Test
    void aConnectionIsKeptUntilItIsToldToClose() throws IOException {
        Echo echo = echo();
        try (RawHttp raw = new RawHttp("127.0.0.1", echo.port())) {
            assertThat(raw.ask(HELLO).body()).isEqualTo("hello\n");
            assertThat(raw.ask(HELLO.replace("Host", "Upgrade: h2c\nConnection: Upgrade, HTTP2-Settings\nHost"))
                            .status())
                    .isEqualTo(200);
            assertThat(raw.ask(HELLO.replace("Host", "Connection: close\nHost")).status())
                    .isEqualTo(200);
            assertThatThrownBy(() -> raw.ask(HELLO)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNoHttpIsRefused() throws IOException {
        Echo echo = echo();
        Map<String, Integer> refused = Map.of(
                "nonsense\n\n",
                400,
                "GET / HTTP/1.0\n\n",
                400,
                "GET http://x/ HTTP/1.1\n\n",
                400,
                "GET / HTTP/1.1\nnonsense\n\n",
                400,
                "POST / HTTP/1.1\nContent-Length: -1\n\n",
                400,
                "POST / HTTP/1.1\nContent-Length: 1\nContent-Length: 1\n\nx",
                400,
                "POST / HTTP/1.1\nContent-Length: 9999999\n\n",
                413,
                "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\n\n",
                411,
                "GET / HTTP/1.1\n" + "A: b\n".repeat(200) + "\n",
                431,
                "GET /" + "x".repeat(20_000) + " HTTP/1.1\n\n",
                431);
        for (var one : refused.entrySet()) {
            try (RawHttp raw = new RawHttp("127.0.0.1", echo.port())) {
                assertThat(raw.ask(one.getKey()).status()).as(one.getKey()).isEqualTo(one.getValue());
            }
        }
        assertThat(echo.objections().count()).isEqualTo(refused.size());
        assertThat(echo.requests().all()).isEmpty();
    }

    @Test
    void itMisbehavesAsOftenAsItIsToldTo() throws IOException {
        Echo echo = echo();
        echo.behaviour().next(2, Misbehaviour.status(500));
        echo.behaviour().next(Misbehaviour.none(), Misbehaviour.status(404));
        assertThat(new int[] {
                    hello(echo).statusCode(),
                    hello(echo).statusCode(),
                    hello(echo).statusCode(),
                    hello(echo).statusCode(),
                    hello(echo).statusCode()
                })
                .containsExactly(500, 500, 200, 404, 200);
        echo.behaviour().always(Misbehaviour.status(503));
        assertThat(hello(echo).statusCode()).isEqualTo(503);
        assertThat(hello(echo).statusCode()).isEqualTo(503);
        echo.behaviour().well();
        assertThat(hello(echo).statusCode()).isEqualTo(200);
        assertThat(echo.objections().all()).isEmpty();
    }

    @Test
    void itSaysWhenToComeAgainOrWhereToGo() throws IOException {
        Echo echo = echo();
        echo.behaviour().next(Misbehaviour.status(429, Duration.ofMinutes(2)));
        assertThat(hello(echo).headers().firstValue("retry-after")).hasValue("120");
        echo.behaviour().next(Misbehaviour.redirect(URI.create("http://127.0.0.1:1/else")));
        HttpResponse<String> sentOn = hello(echo);
        assertThat(sentOn.statusCode()).isEqualTo(307);
        assertThat(sentOn.headers().firstValue("location")).hasValue("http://127.0.0.1:1/else");
    }

    @Test
    void anotherStatusOfTheGoodOnesKeepsTheAnswer() throws IOException {
        Echo echo = echo();
        echo.behaviour().next(Misbehaviour.status(202), Misbehaviour.status(204));
        assertThat(hello(echo).body()).isEqualTo("hello\n");
        assertThat(hello(echo).body()).isEmpty();
    }

    @Test
    void itHangsUntilWhoAskedHasGone() {
        Echo echo = echo();
        echo.behaviour().next(Misbehaviour.hang());
        assertThatThrownBy(() -> client.post(echo.origin() + "/", Map.of(), Client.bytes("x"), Duration.ofMillis(300)))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(echo.requests().await(1, Duration.ofSeconds(20))).containsExactly("POST /");
    }

    @Test
    void closingItLetsGoOfWhoIsHanging() throws IOException {
        Echo echo = echo();
        echo.behaviour().next(Misbehaviour.hang());
        try (RawHttp raw = new RawHttp("127.0.0.1", echo.port())) {
            raw.send(HELLO);
            echo.requests().await(1, Duration.ofSeconds(20));
            echo.close();
            assertThatThrownBy(raw::read).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), echo.port()).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void itResetsOrHangsUp() throws IOException {
        Echo echo = echo();
        echo.behaviour().next(Misbehaviour.reset(), Misbehaviour.hangUp());
        try (RawHttp raw = new RawHttp("127.0.0.1", echo.port())) {
            assertThatThrownBy(() -> raw.ask(HELLO)).isInstanceOf(SocketException.class);
        }
        try (RawHttp raw = new RawHttp("127.0.0.1", echo.port())) {
            assertThatThrownBy(() -> raw.ask(HELLO)).hasMessageStartingWith("hung up after");
        }
    }

    @Test
    void itCutsAnAnswerShort() throws IOException {
        Echo echo = echo();
        echo.behaviour().next(Misbehaviour.cutShort());
        try (RawHttp raw = new RawHttp("127.0.0.1", echo.port())) {
            RawHttp.Answer half = raw.ask(HELLO);
            assertThat(half.header("content-length")).isEqualTo("6");
            assertThat(half.body()).isEqualTo("hel");
        }
        echo.behaviour().next(Misbehaviour.cutShort());
        assertThatThrownBy(() -> hello(echo)).isInstanceOf(IOException.class);
    }

    @Test
    void itDripsAnAnswer() throws IOException {
        Echo echo = echo();
        echo.behaviour().next(Misbehaviour.drip(Duration.ofMillis(1)));
        assertThat(hello(echo).body()).isEqualTo("hello\n");
        echo.behaviour().next(Misbehaviour.drip(Duration.ofHours(1)));
        assertThatThrownBy(() -> client.post(echo.origin() + "/", Map.of(), Client.bytes("x"), Duration.ofMillis(300)))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void itAnswersWithMoreThanAnybodyWants() throws IOException {
        Echo echo = echo();
        echo.behaviour().next(Misbehaviour.huge(3_000_001));
        assertThat(hello(echo).body()).hasSize(3_000_001);
    }

    @Test
    void behindTlsItIsTheSame() throws IOException {
        CertificateAuthority authority = new CertificateAuthority();
        try (Echo echo = new Echo(authority);
                Client trusting = new Client(authority.trusting());
                Client strange = new Client(new CertificateAuthority().trusting())) {
            String url = echo.url("/hello").toString();
            assertThat(url).startsWith("https://");
            assertThat(trusting.post(url, Map.of(), Client.bytes("hello")).body())
                    .isEqualTo("hello\n");
            assertThat(trusting.post(url.replace("127.0.0.1", "localhost"), Map.of(), Client.bytes("x"))
                            .statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> strange.post(url, Map.of(), Client.bytes("hello")))
                    .isInstanceOf(IOException.class);
            echo.behaviour().next(Misbehaviour.reset());
            assertThatThrownBy(() -> trusting.post(url, Map.of(), Client.bytes("hello")))
                    .isInstanceOf(IOException.class);
        }
    }
}
