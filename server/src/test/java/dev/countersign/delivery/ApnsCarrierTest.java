package dev.countersign.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.pushy.apns.server.RejectionReason;
import dev.countersign.contract.Tree;
import dev.countersign.crypto.PushIdentity;
import dev.countersign.crypto.PushIdentity.ApnsCertificate;
import dev.countersign.crypto.PushIdentity.ApnsToken;
import dev.countersign.delivery.Outcome.Accepted;
import dev.countersign.delivery.Outcome.Gone;
import dev.countersign.delivery.Outcome.Later;
import dev.countersign.delivery.Outcome.Rejected;
import dev.countersign.domain.PushConfig.Platform;
import dev.countersign.testkit.CertificateAuthority;
import dev.countersign.testkit.FakeApns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a push to an iOS device, whatever Apple says. */
class ApnsCarrierTest {
    private static final String DEVICE = "0a".repeat(32);

    private final FakeApns apns = FakeApns.start();
    private final Road road = open(Road.plan());

    private Road open(Road.Plan plan) {
        apns.register(Road.APP, DEVICE);
        return plan.apns(apns.host(), apns.port())
                .trusting(apns.authority().certificate())
                .open()
                .as(team());
    }

    private PushIdentity team() {
        return ApnsToken.parse(apns.teamId(), apns.keyId(), apns.signingKey(), true);
    }

    @AfterEach
    void close() {
        road.close();
        apns.close();
    }

    private Outcome carry(String token) {
        return road.carry(Road.push(Platform.APN, token));
    }

    @Test
    void theDeviceIsToldWhatTheProtocolSaysAndNothingElse() {
        assertThat(carry(DEVICE)).isEqualTo(new Accepted("200"));
        FakeApns.Notification told = apns.notifications().last();
        assertThat(Tree.parse(told.payload())).isEqualTo(Tree.parse("""
                {"aps": {"alert": "Login request", "sound": "default", "category": "verify_push_challenge",
                    "mutable-content": 1},
                 "type": "verify_push_challenge", "challenge_sid": "YC00000000000000000000000000000005",
                 "factor_sid": "YF00000000000000000000000000000004"}
                """));
        assertThat(told.topic()).isEqualTo(Road.APP);
        assertThat(told.pushType()).isEqualTo("alert");
        assertThat(told.priority()).isEqualTo(10);
        assertThat(told.expiration()).isEqualTo(road.now.plusSeconds(300));
        assertThat(told.collapseId()).isNull();
    }

    @Test
    void withoutAMessageThePhoneStillHasSomethingToShow() {
        try (Road plain = open(Road.plan().immutable())) {
            assertThat(plain.carry(Road.push(Platform.APN, DEVICE, null, Duration.ZERO, Road.CREDENTIAL)))
                    .isEqualTo(new Accepted("200"));
        }
        FakeApns.Notification told = apns.notifications().last();
        assertThat(Tree.at(Tree.parse(told.payload()), "aps")).isEqualTo(Tree.parse("""
                {"alert": "Verification request", "sound": "default", "category": "verify_push_challenge"}
                """));
        assertThat(told.expiration()).isIn(null, Instant.EPOCH);
    }

    @Test
    void anAppsCertificateWillDo() {
        CertificateAuthority.Issued app = apns.clientCertificate(Road.APP);
        road.as(ApnsCertificate.parse(app.certificatePem(), app.keyPem(), false));
        assertThat(carry(DEVICE)).isEqualTo(new Accepted("200"));
    }

    @Test
    void whatAppleSaysOfATokenIsFinal() {
        Instant since = Instant.parse("2026-11-20T08:00:00Z");
        apns.unregister(DEVICE, since);
        assertThat(carry(DEVICE)).isEqualTo(new Gone(since, "HTTP 410 Unregistered"));
        assertThat(carry("0b".repeat(32))).isInstanceOf(Rejected.class);
        apns.register(Road.APP, DEVICE);
        for (RejectionReason reason : List.of(
                RejectionReason.BAD_DEVICE_TOKEN,
                RejectionReason.DEVICE_TOKEN_NOT_FOR_TOPIC,
                RejectionReason.TOPIC_DISALLOWED,
                RejectionReason.BAD_TOPIC,
                RejectionReason.INVALID_PROVIDER_TOKEN,
                RejectionReason.PAYLOAD_TOO_LARGE)) {
            apns.rejectNext(1, reason);
            assertThat(carry(DEVICE)).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void whatIsForTheMomentIsTriedAgain() {
        for (RejectionReason reason : List.of(
                RejectionReason.TOO_MANY_REQUESTS,
                RejectionReason.TOO_MANY_PROVIDER_TOKEN_UPDATES,
                RejectionReason.INTERNAL_SERVER_ERROR,
                RejectionReason.SERVICE_UNAVAILABLE,
                RejectionReason.SHUTDOWN)) {
            apns.rejectNext(1, reason);
            assertThat(carry(DEVICE)).as(reason.name()).isInstanceOf(Later.class);
        }
        // Pushy makes a new token and sends once more by itself
        apns.rejectNext(1, RejectionReason.EXPIRED_PROVIDER_TOKEN);
        assertThat(carry(DEVICE)).isNotInstanceOf(Rejected.class);
        assertThat(carry(DEVICE)).isEqualTo(new Accepted("200"));
    }

    @Test
    void whatIsNoTokenOfApplesIsNotSent() {
        for (String token : List.of("", "xyz", "0a/../0b", "0a\r\n", "0a".repeat(300))) {
            assertThat(carry(token)).as(token).isInstanceOf(Rejected.class);
        }
        assertThat(apns.rejections().all()).isEmpty();
    }

    @Test
    void anotherIdentityGetsAConnectionOfItsOwn() {
        assertThat(carry(DEVICE)).isEqualTo(new Accepted("200"));
        try (FakeApns another = FakeApns.start()) {
            road.as(ApnsToken.parse(another.teamId(), another.keyId(), another.signingKey(), true));
            assertThat(carry(DEVICE)).isInstanceOf(Rejected.class);
            road.as(team());
            assertThat(carry(DEVICE)).isEqualTo(new Accepted("200"));
        }
    }

    @Test
    void nobodyIsWaitedForBeyondTheLimit() {
        try (Road impatient = open(Road.plan().impatient())) {
            apns.hang();
            assertThat(impatient.carry(Road.push(Platform.APN, DEVICE)))
                    .isEqualTo(new Later(null, "no answer within 800 ms"));
        }
    }

    @Test
    void aServerThatIsGoneOrIsSomebodyElseIsTriedAgain() {
        try (Road wary = Road.plan().apns(apns.host(), apns.port()).open().as(team())) {
            assertThat(wary.carry(Road.push(Platform.APN, DEVICE)))
                    .isInstanceOfSatisfying(
                            Later.class, later -> assertThat(later.answer()).startsWith("TLS: "));
        }
        apns.close();
        assertThat(carry(DEVICE)).isInstanceOf(Later.class);
    }
}
