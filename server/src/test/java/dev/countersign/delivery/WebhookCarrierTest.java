package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.delivery.Outcome.Accepted;
import dev.countersign.delivery.Outcome.Later;
import dev.countersign.delivery.Outcome.Rejected;
import dev.countersign.domain.AccountSid;
import dev.countersign.testkit.Misbehaviour;
import dev.countersign.testkit.WebhookReceiver;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
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
    void nothingIsUnpacked() {
        receiver.behaviour().next(new Misbehaviour.Status(200, Map.of("Content-Encoding", "gzip")));
        assertThat(carry()).isEqualTo(new Accepted("200"));
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
