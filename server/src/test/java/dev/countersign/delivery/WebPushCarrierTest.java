package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Tree;
import dev.countersign.crypto.PushIdentity;
import dev.countersign.delivery.Outcome.Accepted;
import dev.countersign.delivery.Outcome.Gone;
import dev.countersign.delivery.Outcome.Later;
import dev.countersign.delivery.Outcome.Rejected;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.PushConfig.Platform;
import dev.countersign.domain.Subscription;
import dev.countersign.testkit.FakeWebPush;
import dev.countersign.testkit.Misbehaviour;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a push to a browser, whatever its push service says; distributors of UnifiedPush are no different. */
class WebPushCarrierTest {
    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private final FakeWebPush service = FakeWebPush.start(time::get);
    private final PushIdentity.Vapid us = PushIdentity.Vapid.draw("mailto:ops@example.com", new Random(3));
    private final Road road = Road.plan().open().as(us);

    @AfterEach
    void close() {
        road.close();
        service.close();
    }

    /** As the record keeps it. */
    private static String kept(FakeWebPush.Subscription browser) {
        Object json = Tree.parse(browser.json());
        return new Subscription(
                        Tree.text(json, "endpoint"), Tree.text(json, "keys", "p256dh"), Tree.text(json, "keys", "auth"))
                .text();
    }

    private Outcome carry(FakeWebPush.Subscription browser, @Nullable CredentialSid credential) {
        return road.carry(
                Road.push(Platform.WEBPUSH, kept(browser), "Login request", Duration.ofMinutes(5), credential));
    }

    private Outcome carry(FakeWebPush.Subscription browser) {
        return carry(browser, Road.CREDENTIAL);
    }

    @Test
    void theBrowserOpensWhatItIsToldAndNothingElseIsSaid() {
        FakeWebPush.Subscription browser = service.subscribe(us.publicKey());
        assertThat(carry(browser)).isEqualTo(new Accepted("201"));
        FakeWebPush.Push told = service.pushes().last();
        assertThat(Tree.parse(told.text())).isEqualTo(Tree.parse("""
                {"type": "verify_push_challenge", "challenge_sid": "YC00000000000000000000000000000005",
                 "factor_sid": "YF00000000000000000000000000000004", "message": "Login request"}
                """));
        assertThat(told.ttl()).isEqualTo(300);
        assertThat(told.urgency()).isEqualTo("high");
        assertThat(told.topic()).isEqualTo("00000000000000000000000000000005");
        assertThat(road.carry(Road.push(Platform.WEBPUSH, kept(browser), null, Duration.ZERO, Road.CREDENTIAL)))
                .isEqualTo(new Accepted("201"));
        assertThat(Tree.object(Tree.parse(service.pushes().last().text()))).doesNotContainKey("message");
        assertThat(service.objections().all()).isEmpty();
    }

    @Test
    void aDistributorNeedNotKnowWhoWeAre() {
        assertThat(carry(service.subscribe(), null)).isEqualTo(new Accepted("201"));
        assertThat(carry(service.subscribe(us.publicKey()), null)).isEqualTo(new Rejected("HTTP 401"));
        PushIdentity.Vapid another = PushIdentity.Vapid.draw("mailto:a@example.com", new Random(4));
        assertThat(carry(service.subscribe(another.publicKey()))).isEqualTo(new Rejected("HTTP 403"));
    }

    @Test
    void whatWeShowIsMadeAnewBeforeItEnds() {
        FakeWebPush.Subscription browser = service.subscribe(us.publicKey());
        for (int hours = 0; hours < 48; hours += 5) {
            assertThat(carry(browser)).as("after %d h", hours).isEqualTo(new Accepted("201"));
            time.updateAndGet(now -> now.plus(Duration.ofHours(5)));
            road.now = time.get();
        }
    }

    @Test
    void aSubscriptionThatHasEndedIsGone() {
        FakeWebPush.Subscription browser = service.subscribe();
        browser.end();
        assertThat(carry(browser)).isEqualTo(new Gone(road.now, "HTTP 410"));
        service.behaviour().next(Misbehaviour.status(404));
        assertThat(carry(service.subscribe())).isEqualTo(new Gone(road.now, "HTTP 404"));
    }

    @Test
    void successesAndRefusalsAreFinalAndTheRestIsTriedAgain() {
        FakeWebPush.Subscription browser = service.subscribe();
        for (int status : new int[] {200, 201, 202, 204}) {
            service.behaviour().next(Misbehaviour.status(status));
            assertThat(carry(browser)).isEqualTo(new Accepted(Integer.toString(status)));
        }
        for (int status : new int[] {400, 401, 403, 413}) {
            service.behaviour().next(Misbehaviour.status(status));
            assertThat(carry(browser)).isEqualTo(new Rejected("HTTP " + status));
        }
        service.behaviour().next(Misbehaviour.status(429, Duration.ofMinutes(2)));
        assertThat(carry(browser)).isEqualTo(new Later(Duration.ofMinutes(2), "HTTP 429"));
        for (int status : new int[] {500, 503}) {
            service.behaviour().next(Misbehaviour.status(status));
            assertThat(carry(browser)).isEqualTo(new Later(null, "HTTP " + status));
        }
        service.behaviour().next(Misbehaviour.redirect(service.url("/elsewhere")));
        assertThat(carry(browser)).isInstanceOf(Later.class);
        service.behaviour().next(Misbehaviour.reset());
        assertThat(carry(browser)).isInstanceOf(Later.class);
    }

    @Test
    void aDeviceLeadsNobodyInside() {
        try (Road guarded = Road.plan().allow().open()) {
            Parcel.Push push = Road.push(Platform.WEBPUSH, kept(service.subscribe()), "m", Duration.ofSeconds(9), null);
            assertThat(guarded.carry(push)).isEqualTo(new Later(null, "the address 127.0.0.1 is not allowed"));
            assertThat(service.requests().all()).isEmpty();
        }
    }

    @Test
    void whatIsNoSubscriptionIsNotSentTo() {
        Subscription good = java.util.Objects.requireNonNull(Subscription.parse(kept(service.subscribe())));
        for (String token : new String[] {
            "token",
            new Subscription("mailto:a@b.example", good.p256dh(), good.auth()).text(),
            new Subscription(good.endpoint(), good.auth(), good.auth()).text(),
            new Subscription(good.endpoint(), good.p256dh(), good.p256dh()).text()
        }) {
            assertThat(road.carry(Road.push(Platform.WEBPUSH, token))).as(token).isInstanceOf(Rejected.class);
        }
        assertThat(service.requests().all()).isEmpty();
    }
}
