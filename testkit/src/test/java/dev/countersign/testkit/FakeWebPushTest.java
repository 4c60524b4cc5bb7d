package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Json;
import dev.countersign.phone.Jws;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A push service takes a push that is sealed for the browser, by whom the subscription was made for, and no other. */
class FakeWebPushTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final KeyPair SERVER = P256.pair();
    private static final String KEY = key(SERVER);

    private final FakeWebPush service = FakeWebPush.start(() -> NOW);
    private final FakeWebPush.Subscription subscription = service.subscribe(KEY);
    private final Client client = new Client();

    @AfterEach
    void close() {
        client.close();
        service.close();
    }

    private static String key(KeyPair pair) {
        return Jws.part(P256.point((ECPublicKey) pair.getPublic()));
    }

    private Map<String, Object> claims() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("aud", service.origin());
        claims.put("exp", NOW.plus(Duration.ofHours(12)).getEpochSecond());
        claims.put("sub", "mailto:ops@example.com");
        return claims;
    }

    private static String vapid(Map<String, ? extends @Nullable Object> claims, KeyPair signer, String key) {
        String jwt = Client.jwt(
                Map.of("typ", "JWT", "alg", "ES256"), claims, signer.getPrivate(), "SHA256withECDSAinP1363Format");
        return "vapid t=" + jwt + ", k=" + key;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", vapid(claims(), SERVER, KEY));
        headers.put("TTL", "300");
        headers.put("Content-Encoding", "aes128gcm");
        headers.put("Urgency", "high");
        headers.put("Topic", "YC03-abc_DEF");
        return headers;
    }

    private static byte[] sealed(FakeWebPush.Subscription subscription, String text) {
        Map<String, @Nullable Object> json = Json.object(subscription.json());
        if (!(json.get("keys") instanceof Map<?, ?> keys)) {
            throw new AssertionError("no keys in " + json);
        }
        try {
            return new Sealer().seal(text, String.valueOf(keys.get("p256dh")), String.valueOf(keys.get("auth")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private int push(Map<String, String> headers) throws IOException {
        return push(subscription, headers);
    }

    private int push(FakeWebPush.Subscription to, Map<String, String> headers) throws IOException {
        return client.post(to.endpoint(), headers, sealed(to, "hello")).statusCode();
    }

    private int with(String header, @Nullable String value) throws IOException {
        Map<String, String> headers = headers();
        headers.remove(header);
        if (value != null) {
            headers.put(header, value);
        }
        return push(headers);
    }

    private int claiming(String claim, @Nullable Object value) throws IOException {
        return with("Authorization", vapid(Client.but(claims(), claim, value), SERVER, KEY));
    }

    @Test
    void aSubscriptionIsWhatABrowserHandsOn() {
        Map<String, @Nullable Object> json = Json.object(subscription.json());
        assertThat(json.keySet()).containsExactly("endpoint", "expirationTime", "keys");
        assertThat(json).containsEntry("endpoint", subscription.endpoint()).containsEntry("expirationTime", null);
        assertThat(subscription.endpoint()).startsWith(service.origin() + "/push/");
        assertThat(service.subscribe().json()).isNotEqualTo(subscription.json());
    }

    @Test
    void aPushIsOpenedAndRecorded() throws IOException {
        HttpResponse<String> answer =
                client.post(subscription.endpoint(), headers(), sealed(subscription, "hällo {\"a\":1}"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().firstValue("location")).get().asString().startsWith(service.origin());
        assertThat(service.pushes().await(1, Duration.ofSeconds(20)))
                .containsExactly(new FakeWebPush.Push(subscription, "hällo {\"a\":1}", 300, "high", "YC03-abc_DEF"));
    }

    @Test
    void theHeadersHaveTheirForms() throws IOException {
        assertThat(with("TTL", null)).isEqualTo(400);
        assertThat(with("TTL", "-1")).isEqualTo(400);
        assertThat(with("TTL", "soon")).isEqualTo(400);
        assertThat(with("TTL", "0")).isEqualTo(201);
        assertThat(with("Content-Encoding", null)).isEqualTo(400);
        assertThat(with("Content-Encoding", "aesgcm")).isEqualTo(400);
        assertThat(with("Urgency", "urgent")).isEqualTo(400);
        assertThat(with("Urgency", "very-low")).isEqualTo(201);
        assertThat(with("Urgency", null)).isEqualTo(201);
        assertThat(with("Topic", "a".repeat(33))).isEqualTo(400);
        assertThat(with("Topic", "a b")).isEqualTo(400);
        assertThat(with("Topic", null)).isEqualTo(201);
        assertThat(service.pushes().all())
                .extracting(push -> push.ttl() + push.urgency() + push.topic())
                .containsExactly(
                        "0highYC03-abc_DEF", "300very-lowYC03-abc_DEF", "300normalYC03-abc_DEF", "300highnull");
    }

    @Test
    void onlyTheApplicationServerOfTheSubscriptionMaySend() throws IOException {
        KeyPair other = P256.pair();
        HttpResponse<String> nobody = client.post(
                subscription.endpoint(), Map.of("TTL", "0", "Content-Encoding", "aes128gcm"), new byte[100]);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("www-authenticate")).hasValue("vapid");
        assertThat(with("Authorization", vapid(claims(), other, key(other)))).isEqualTo(403);
        assertThat(with("Authorization", vapid(claims(), other, KEY))).isEqualTo(403);
        assertThat(with("Authorization", "Bearer x")).isEqualTo(403);
        assertThat(with("Authorization", "vapid t=a.b.c, k=" + KEY)).isEqualTo(403);
        assertThat(with("Authorization", "vapid t=a.b.c, t=a.b.c")).isEqualTo(403);
        assertThat(with("Authorization", vapid(claims(), SERVER, KEY).replace(" k=", " k=AAAA")))
                .isEqualTo(403);
        assertThat(service.pushes().all()).isEmpty();
    }

    @Test
    void anUnboundSubscriptionTakesAnybodyButNoFalseToken() throws IOException {
        FakeWebPush.Subscription unbound = service.subscribe();
        Map<String, String> headers = headers();
        assertThat(push(unbound, headers)).isEqualTo(201);
        headers.put("Authorization", vapid(claims(), P256.pair(), KEY));
        assertThat(push(unbound, headers)).isEqualTo(403);
        headers.remove("Authorization");
        assertThat(push(unbound, headers)).isEqualTo(201);
    }

    @Test
    void theTokenSaysForWhomUntilWhenAndWhoToWriteTo() throws IOException {
        long now = NOW.getEpochSecond();
        assertThat(claiming("aud", service.origin() + "/")).isEqualTo(403);
        assertThat(claiming("aud", "https://push.example.com")).isEqualTo(403);
        assertThat(claiming("exp", null)).isEqualTo(403);
        assertThat(claiming("exp", now)).isEqualTo(403);
        assertThat(claiming("exp", now + 1)).isEqualTo(201);
        assertThat(claiming("exp", now + 86_400)).isEqualTo(201);
        assertThat(claiming("exp", now + 86_401)).isEqualTo(403);
        assertThat(claiming("sub", null)).isEqualTo(403);
        assertThat(claiming("sub", "ops@example.com")).isEqualTo(403);
        assertThat(claiming("sub", "https://example.com/contact")).isEqualTo(201);
    }

    @Test
    void aTokenIsSignedByEs256() throws IOException {
        String der = Client.jwt(Map.of("typ", "JWT", "alg", "ES256"), claims(), SERVER.getPrivate(), "SHA256withECDSA");
        assertThat(with("Authorization", "vapid t=" + der + ", k=" + KEY)).isEqualTo(403);
        String otherName = Client.jwt(
                Map.of("typ", "JWT", "alg", "none"), claims(), SERVER.getPrivate(), "SHA256withECDSAinP1363Format");
        assertThat(with("Authorization", "vapid t=" + otherName + ", k=" + KEY)).isEqualTo(403);
    }

    @Test
    void whatTheBrowserCannotOpenIsRefused() throws IOException {
        byte[] foreign = sealed(service.subscribe(), "hello");
        assertThat(client.post(subscription.endpoint(), headers(), foreign).statusCode())
                .isEqualTo(400);
        assertThat(client.post(subscription.endpoint(), headers(), Client.bytes("hello"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(service.objections().all()).allMatch(o -> o.startsWith("400 the browser could not open it"));
    }

    @Test
    void aBodyIsAtMost4096BytesLong() throws IOException {
        int overhead = sealed(subscription, "").length;
        byte[] most = sealed(subscription, "x".repeat(4096 - overhead));
        assertThat(client.post(subscription.endpoint(), headers(), most).statusCode())
                .isEqualTo(201);
        assertThat(client.post(subscription.endpoint(), headers(), Arrays.copyOf(most, 4097))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void aSubscriptionThatEndedIsGoneAndOneThatNeverWasIsNotFound() throws IOException {
        subscription.end();
        assertThat(push(headers())).isEqualTo(410);
        assertThat(client.post(service.url("/push/999").toString(), headers(), new byte[0])
                        .statusCode())
                .isEqualTo(404);
        assertThat(client.get(service.subscribe().endpoint()).statusCode()).isEqualTo(405);
    }

    @Test
    void itMisbehavesOnDemandAndBehindTlsToo() throws IOException {
        CertificateAuthority authority = new CertificateAuthority();
        try (FakeWebPush safe = FakeWebPush.start(() -> NOW, authority);
                Client trusting = new Client(authority.trusting())) {
            FakeWebPush.Subscription unbound = safe.subscribe();
            Map<String, String> headers = headers();
            headers.remove("Authorization");
            safe.behaviour().next(Misbehaviour.status(429, Duration.ofSeconds(30)));
            byte[] body = sealed(unbound, "hello");
            assertThat(trusting.post(unbound.endpoint(), headers, body).statusCode())
                    .isEqualTo(429);
            assertThat(safe.pushes().all()).isEmpty();
            assertThat(trusting.post(unbound.endpoint(), headers, body).statusCode())
                    .isEqualTo(201);
        }
    }
}
