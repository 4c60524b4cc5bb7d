package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Tree;
import dev.countersign.crypto.PushIdentity;
import dev.countersign.delivery.Outcome.Accepted;
import dev.countersign.delivery.Outcome.Gone;
import dev.countersign.delivery.Outcome.Later;
import dev.countersign.delivery.Outcome.Rejected;
import dev.countersign.domain.PushConfig.Platform;
import dev.countersign.testkit.FakeFcm;
import dev.countersign.testkit.Misbehaviour;
import dev.countersign.testkit.WebhookReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a push to an Android device, whatever FCM says. */
class FcmCarrierTest {
    private static final String DEVICE = "device-token:APA91b";

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private final FakeFcm fcm = FakeFcm.start(time::get);
    private final Road road = open(Road.plan());

    private Road open(Road.Plan plan) {
        fcm.register(DEVICE);
        return plan.fcm(fcm.origin()).open().as(PushIdentity.Fcm.parse(fcm.serviceAccount()));
    }

    @AfterEach
    void close() {
        road.close();
        fcm.close();
    }

    private void pass(Duration time) {
        this.time.updateAndGet(now -> now.plus(time));
        road.now = this.time.get();
    }

    private Outcome carry() {
        return carry(DEVICE);
    }

    private Outcome carry(String token) {
        return road.carry(Road.push(Platform.FCM, token));
    }

    @Test
    void theDeviceIsToldWhatTheProtocolSaysAndNothingElse() {
        assertThat(carry()).isEqualTo(new Accepted("200"));
        assertThat(Tree.parse(fcm.messages().last().json())).isEqualTo(Tree.parse("""
                {"message": {"token": "device-token:APA91b",
                  "data": {"type": "verify_push_challenge", "challenge_sid": "YC00000000000000000000000000000005",
                    "factor_sid": "YF00000000000000000000000000000004", "message": "Login request"},
                  "android": {"priority": "HIGH", "ttl": "300s"}}}
                """));
        assertThat(road.carry(Road.push(Platform.FCM, DEVICE, null, Duration.ZERO, Road.CREDENTIAL)))
                .isEqualTo(new Accepted("200"));
        assertThat(Tree.parse(fcm.messages().last().json())).isEqualTo(Tree.parse("""
                {"message": {"token": "device-token:APA91b",
                  "data": {"type": "verify_push_challenge", "challenge_sid": "YC00000000000000000000000000000005",
                    "factor_sid": "YF00000000000000000000000000000004"},
                  "android": {"priority": "HIGH", "ttl": "0s"}}}
                """));
        assertThat(fcm.objections().all()).isEmpty();
    }

    @Test
    void whatFcmSaysOfATokenIsFinal() {
        fcm.unregister("gone");
        fcm.registerElsewhere("elsewhere");
        assertThat(carry("gone")).isEqualTo(new Gone(road.now, "HTTP 404 UNREGISTERED"));
        assertThat(carry("elsewhere")).isEqualTo(new Rejected("HTTP 403 SENDER_ID_MISMATCH"));
        assertThat(carry("unheard-of")).isEqualTo(new Rejected("HTTP 400 INVALID_ARGUMENT"));
    }

    @Test
    void somebodyElses404SaysNothingOfTheDevice() {
        try (WebhookReceiver mistyped = WebhookReceiver.start(Road.AUTH_TOKEN, "/");
                Road lost = Road.plan()
                        .fcm(mistyped.origin() + "/fcm/")
                        .open()
                        .as(PushIdentity.Fcm.parse(fcm.serviceAccount()))) {
            assertThat(lost.carry(Road.push(Platform.FCM, DEVICE))).isEqualTo(new Rejected("HTTP 404"));
            assertThat(mistyped.requests().last())
                    .contains(" /fcm/v1/projects/")
                    .endsWith("/messages:send");
        }
    }

    @Test
    void whatIsForTheMomentIsTriedAgain() {
        fcm.behaviour().next(Misbehaviour.status(429, Duration.ofSeconds(9)));
        assertThat(carry()).isInstanceOfSatisfying(Later.class, later -> {
            assertThat(later.pause()).isEqualTo(Duration.ofSeconds(9));
            assertThat(later.answer()).startsWith("HTTP 429");
        });
        for (int status : new int[] {500, 502, 503}) {
            fcm.behaviour().next(Misbehaviour.status(status));
            assertThat(carry()).isInstanceOfSatisfying(Later.class, later -> assertThat(later.answer())
                    .startsWith("HTTP " + status));
        }
        fcm.behaviour().next(Misbehaviour.reset());
        assertThat(carry()).isEqualTo(new Later(null, "the connection was closed before an answer came"));
    }

    @Test
    void aTokenIsAskedForOnceAndAgainShortlyBeforeItEnds() {
        fcm.tokensLast(Duration.ofMinutes(10));
        carry();
        pass(Duration.ofMinutes(8));
        carry();
        assertThat(fcm.tokensIssued()).isEqualTo(1);
        pass(Duration.ofMinutes(1));
        assertThat(carry()).isInstanceOf(Accepted.class);
        assertThat(fcm.tokensIssued()).isEqualTo(2);
    }

    @Test
    void aTokenThatIsNotTakenIsRenewedOnce() {
        carry();
        fcm.revokeTokens();
        assertThat(carry()).isEqualTo(new Accepted("200"));
        assertThat(fcm.tokensIssued()).isEqualTo(2);
        int before = fcm.requests().count();
        fcm.behaviour().always(Misbehaviour.status(401));
        assertThat(carry()).isInstanceOfSatisfying(Later.class, later -> assertThat(later.answer())
                .startsWith("HTTP 401"));
        assertThat(fcm.requests().count() - before).isEqualTo(3);
        assertThat(fcm.tokensIssued()).isEqualTo(3);
    }

    @Test
    void aHundredAtOnceAskForOneToken() throws Exception {
        List<Callable<Outcome>> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(this::carry);
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Outcome> outcome : threads.invokeAll(hundred)) {
                assertThat(outcome.get()).isEqualTo(new Accepted("200"));
            }
            assertThat(fcm.tokensIssued()).isEqualTo(1);
            fcm.revokeTokens();
            for (Future<Outcome> outcome : threads.invokeAll(hundred)) {
                assertThat(outcome.get()).isEqualTo(new Accepted("200"));
            }
            assertThat(fcm.tokensIssued()).isEqualTo(2);
        }
    }

    @Test
    void whereThereIsNoTokenNothingIsSent() {
        fcm.tokenBehaviour().next(Misbehaviour.status(503, Duration.ofSeconds(3)));
        assertThat(carry()).isInstanceOfSatisfying(Later.class, later -> {
            assertThat(later.pause()).isEqualTo(Duration.ofSeconds(3));
            assertThat(later.answer()).startsWith("OAuth: HTTP 503");
        });
        fcm.tokenBehaviour().next(Misbehaviour.status(400));
        assertThat(carry()).isInstanceOfSatisfying(Rejected.class, no -> assertThat(no.answer())
                .startsWith("OAuth: HTTP 400"));
        fcm.tokenBehaviour().next(Misbehaviour.hangUp());
        assertThat(carry()).isEqualTo(new Later(null, "OAuth: the connection was closed before an answer came"));
        assertThat(carry()).isInstanceOf(Accepted.class);
    }

    @Test
    void nobodyIsWaitedForBeyondTheLimit() {
        try (Road impatient = open(Road.plan().impatient())) {
            fcm.tokenBehaviour().next(Misbehaviour.hang());
            assertThat(impatient.carry(Road.push(Platform.FCM, DEVICE)))
                    .isEqualTo(new Later(null, "OAuth: no answer within 800 ms"));
            fcm.behaviour().next(Misbehaviour.hang());
            assertThat(impatient.carry(Road.push(Platform.FCM, DEVICE)))
                    .isEqualTo(new Later(null, "no answer within 800 ms"));
        }
    }

    @Test
    void aServiceAccountLeadsNobodyInside() {
        try (Road guarded = open(Road.plan().allow())) {
            assertThat(guarded.carry(Road.push(Platform.FCM, DEVICE)).answer())
                    .isEqualTo("OAuth: the address 127.0.0.1 is not allowed");
            assertThat(fcm.requests().all()).isEmpty();
        }
    }
}
