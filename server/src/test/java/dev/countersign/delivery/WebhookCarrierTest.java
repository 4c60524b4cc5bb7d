package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.crypto.Secret;
import dev.countersign.crypto.WebhookSignature;
import dev.countersign.delivery.Outcome.Accepted;
import dev.countersign.delivery.Outcome.Later;
import dev.countersign.delivery.Outcome.Rejected;
import dev.countersign.domain.AccountSid;
import dev.countersign.testkit.Misbehaviour;
import dev.countersign.testkit.WebhookReceiver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of an event, whatever its receiver does. */
class WebhookCarrierTest {
    private final WebhookReceiver receiver =
            WebhookReceiver.start(Road.AUTH_TOKEN, "/hooks/verify?tenant=7&name=%C3%A4");
    private final Road road = Road.plan().open();

    @AfterEach
    void close() {
        road.close();
        receiver.close();
    }

    private Outcome carry() {
        return road.carry(Road.event(receiver.url()));
    }

    @Test
    void aReceiverThatChecksTheSignatureTakesWhatIsSent() {
        assertThat(road.carry(Road.event(receiver.url(), "uuid=u-1&type=challenge.approved&a=%C3%A9+%26&a=b")))
                .isEqualTo(new Accepted("200"));
        assertThat(receiver.events().last().parameter("a")).isEqualTo("é &");
        assertThat(receiver.objections().all()).isEmpty();
    }

    @Test
    void anySuccessIsASuccess() {
        for (int status : new int[] {200, 201, 202, 204}) {
            receiver.behaviour().next(Misbehaviour.status(status));
            assertThat(carry()).isEqualTo(new Accepted(Integer.toString(status)));
        }
    }

    @Test
    void everythingElseIsTriedAgain() {
        for (int status : new int[] {400, 401, 403, 404, 410, 500, 502}) {
            receiver.behaviour().next(Misbehaviour.status(status));
            assertThat(carry()).isEqualTo(new Later(null, "HTTP " + status));
        }
    }

    @Test
    void whoeverAsksForAPauseGetsIt() {
        receiver.behaviour().next(Misbehaviour.status(429, Duration.ofSeconds(7)));
        assertThat(carry()).isEqualTo(new Later(Duration.ofSeconds(7), "HTTP 429"));
        receiver.behaviour().next(Misbehaviour.status(503, "Sun, 22 Nov 2026 12:01:00 GMT"));
        assertThat(carry()).isEqualTo(new Later(Duration.ofMinutes(1), "HTTP 503"));
        receiver.behaviour().next(Misbehaviour.status(404, Duration.ofSeconds(7)));
        assertThat(carry()).isEqualTo(new Later(null, "HTTP 404"));
    }

    @Test
    void redirectsAreNotFollowed() {
        try (WebhookReceiver other = WebhookReceiver.start(Road.AUTH_TOKEN, "/")) {
            receiver.behaviour().next(Misbehaviour.redirect(other.url("/")));
            assertThat(carry()).isInstanceOfSatisfying(Later.class, later -> assertThat(later.answer())
                    .matches("HTTP 30[1278]: redirects are not followed"));
            assertThat(other.requests().all()).isEmpty();
        }
    }

    @Test
    void aChallengeToSignInIsAnAnswerAndNothingIsDoneAboutIt() {
        receiver.behaviour().next(new Misbehaviour.Status(401, Map.of("WWW-Authenticate", "Basic realm=x")));
        assertThat(carry()).isEqualTo(new Later(null, "HTTP 401"));
        assertThat(receiver.requests().all()).hasSize(1);
    }

    @Test
    void whoeverHangsUpInsteadOfAnsweringIsAskedAgainLater() {
        for (Misbehaviour end :
                new Misbehaviour[] {Misbehaviour.hangUp(), Misbehaviour.reset(), Misbehaviour.cutShort()}) {
            receiver.behaviour().next(end);
            assertThat(carry())
                    .as(end.toString())
                    .isEqualTo(new Later(null, "the connection was closed before an answer came"));
        }
    }

    @Test
    void nobodyIsWaitedForBeyondTheLimit() {
        try (Road impatient = Road.plan().impatient().open()) {
            for (Misbehaviour slow :
                    new Misbehaviour[] {Misbehaviour.hang(), Misbehaviour.drip(Duration.ofMillis(100))}) {
                receiver.behaviour().next(slow);
                assertThat(impatient.carry(Road.event(receiver.url())))
                        .as(slow.toString())
                        .isEqualTo(new Later(null, "no answer within 800 ms"));
            }
        }
    }

    @Test
    void ofAnAnswerWithoutAnEndTheBeginningIsEnough() {
        receiver.behaviour().next(Misbehaviour.huge(1L << 40));
        assertThat(carry()).isEqualTo(new Accepted("200"));
        assertThat(carry()).isEqualTo(new Accepted("200"));
    }

    @Test
    void theRequestSaysWhatItHasToAndWhatComesBackPackedIsNotUnpacked() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<String> heard = thread.submit(() -> {
                try (Socket caller = door.accept()) {
                    StringBuilder head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        head.append((char) caller.getInputStream().read());
                    }
                    // It is no gzip: whoever unpacks stumbles
                    caller.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"
                                    .getBytes(StandardCharsets.US_ASCII));
                    return head.toString();
                }
            });
            String url = "http://127.0.0.1:" + door.getLocalPort() + "/a?b=%20c";
            assertThat(road.carry(Road.event(url, "uuid=u-1"))).isEqualTo(new Accepted("200"));
            String signature = WebhookSignature.sign(
                    Secret.of(Road.AUTH_TOKEN.getBytes(StandardCharsets.US_ASCII)), url, "uuid=u-1");
            assertThat(heard.get().strip().split("\r\n"))
                    .containsExactlyInAnyOrder(
                            "POST /a?b=%20c HTTP/1.1",
                            "Host: 127.0.0.1:" + door.getLocalPort(),
                            "User-Agent: Countersign",
                            "Content-Type: application/x-www-form-urlencoded; charset=utf-8",
                            "Content-Length: 8",
                            "X-Twilio-Signature: " + signature,
                            "I-Twilio-Idempotency-Token: u-1");
        }
    }

    @Test
    void whereNobodyListensTheConnectionIsRefused() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(road.carry(Road.event("http://127.0.0.1:" + port + "/")))
                .isEqualTo(new Later(null, "connection refused"));
    }

    @Test
    void anAccountThatIsGoneSignsNothing() {
        AccountSid gone = Objects.requireNonNull(AccountSid.parse("AC00000000000000000000000000000002"));
        assertThat(road.carry(new Parcel.Event(receiver.url(), "uuid=u-1", gone)))
                .isEqualTo(new Rejected("the account is not there"));
    }
}
