package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.server.RejectionReason;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Apple's push service lets in whoever has the team's key or a certificate, and knows its devices. */
class FakeApnsTest {
    private static final String TOPIC = "com.example.app";
    private static final String TOKEN = "0123456789abcdef".repeat(4);
    private static final String PAYLOAD = "{\"aps\":{\"alert\":\"Login request\"},\"challenge_sid\":\"YC5\"}";
    private static final Instant EXPIRATION = Instant.parse("2026-01-01T00:05:00Z");
    private static final Instant SINCE = Instant.parse("2025-12-31T00:00:00Z");

    private final FakeApns apns = FakeApns.start();

    @AfterEach
    void close() {
        apns.close();
    }

    private ApnsClientBuilder towards() {
        return new ApnsClientBuilder()
                .setApnsServer(apns.host(), apns.port())
                .setTrustedServerCertificateChain(apns.authority().certificate());
    }

    private ApnsClient withKey(String pem) throws Exception {
        return towards()
                .setSigningKey(ApnsSigningKey.loadFromInputStream(
                        new ByteArrayInputStream(Client.bytes(pem)), apns.teamId(), apns.keyId()))
                .build();
    }

    private ApnsClient withCertificate(CertificateAuthority.Issued issued) throws Exception {
        return towards()
                .setClientCredentials(issued.certificate(), issued.key(), null)
                .build();
    }

    private static SimpleApnsPushNotification notification(String topic, String token) {
        return new SimpleApnsPushNotification(
                token, topic, PAYLOAD, EXPIRATION, DeliveryPriority.IMMEDIATE, PushType.ALERT, "YC5");
    }

    /** The reason why not, or {@code accepted}. */
    private static String sent(ApnsClient client, String topic, String token) throws Exception {
        PushNotificationResponse<?> response =
                client.sendNotification(notification(topic, token)).get(20, TimeUnit.SECONDS);
        return response.isAccepted()
                ? "accepted"
                : response.getRejectionReason().orElseThrow()
                        + response.getTokenInvalidationTimestamp()
                                .map(since -> " since " + since)
                                .orElse("");
    }

    private static void close(ApnsClient client) throws Exception {
        client.close().get(20, TimeUnit.SECONDS);
    }

    @Test
    void whoSignsWithTheTeamsKeyIsLetIn() throws Exception {
        apns.register(TOPIC, TOKEN);
        ApnsClient client = withKey(apns.signingKey());
        assertThat(sent(client, TOPIC, TOKEN)).isEqualTo("accepted");
        assertThat(apns.notifications().await(1, Duration.ofSeconds(20)))
                .containsExactly(new FakeApns.Notification(TOKEN, TOPIC, PAYLOAD, EXPIRATION, 10, "alert", "YC5"));
        close(client);
    }

    @Test
    void whoSignsWithAnotherKeyIsNot() throws Exception {
        apns.register(TOPIC, TOKEN);
        ApnsClient client =
                withKey(Pem.of("PRIVATE KEY", P256.pair().getPrivate().getEncoded()));
        assertThat(sent(client, TOPIC, TOKEN)).isEqualTo("InvalidProviderToken");
        assertThat(apns.notifications().all()).isEmpty();
        assertThat(apns.rejections().await(1, Duration.ofSeconds(20))).containsExactly("INVALID_PROVIDER_TOKEN");
        close(client);
    }

    @Test
    void whoComesWithACertificateSendsToItsTopicAlone() throws Exception {
        apns.register(TOPIC, TOKEN);
        apns.register("com.example.other", TOKEN);
        ApnsClient client = withCertificate(apns.clientCertificate(TOPIC));
        assertThat(sent(client, TOPIC, TOKEN)).isEqualTo("accepted");
        assertThat(sent(client, "com.example.other", TOKEN)).isEqualTo("BadTopic");
        close(client);
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotLetIn() throws Exception {
        apns.register(TOPIC, TOKEN);
        ApnsClient client = withCertificate(new CertificateAuthority().client(TOPIC));
        assertThatThrownBy(() -> sent(client, TOPIC, TOKEN)).isInstanceOf(ExecutionException.class);
        assertThat(apns.notifications().all()).isEmpty();
        close(client);
    }

    @Test
    void aDeviceIsOfItsTopicOrGoneOrNone() throws Exception {
        apns.register(TOPIC, TOKEN);
        apns.register("com.example.other", TOKEN.replace('0', 'f'));
        ApnsClient client = withKey(apns.signingKey());
        assertThat(sent(client, TOPIC, "no hex")).isEqualTo("BadDeviceToken");
        assertThat(sent(client, TOPIC, TOKEN.replace('0', 'f'))).isEqualTo("DeviceTokenNotForTopic");
        apns.unregister(TOKEN, SINCE);
        assertThat(sent(client, TOPIC, TOKEN)).isEqualTo("Unregistered since " + SINCE);
        apns.register(TOPIC, TOKEN);
        assertThat(sent(client, TOPIC, TOKEN)).isEqualTo("accepted");
        assertThat(apns.rejections().all())
                .containsExactly("BAD_DEVICE_TOKEN", "DEVICE_TOKEN_NOT_FOR_TOPIC", "UNREGISTERED");
        close(client);
    }

    @Test
    void itRejectsAsOftenAsItIsToldTo() throws Exception {
        apns.register(TOPIC, TOKEN);
        ApnsClient client = withKey(apns.signingKey());
        apns.rejectNext(2, RejectionReason.TOO_MANY_REQUESTS);
        apns.rejectNext(1, RejectionReason.INTERNAL_SERVER_ERROR);
        assertThat(sent(client, TOPIC, TOKEN)).isEqualTo("TooManyRequests");
        assertThat(sent(client, TOPIC, TOKEN)).isEqualTo("TooManyRequests");
        assertThat(sent(client, TOPIC, TOKEN)).isEqualTo("InternalServerError");
        assertThat(sent(client, TOPIC, TOKEN)).isEqualTo("accepted");
        close(client);
    }

    @Test
    void itHangsUntilItIsClosed() throws Exception {
        apns.register(TOPIC, TOKEN);
        ApnsClient client = withKey(apns.signingKey());
        apns.hang();
        CompletableFuture<?> sending = client.sendNotification(notification(TOPIC, TOKEN));
        assertThatThrownBy(() -> sending.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        apns.close();
        close(client);
    }
}
