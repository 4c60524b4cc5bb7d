package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Habits;
import dev.countersign.phone.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** FCM lets in the account whose key signs, and takes messages of one shape for devices that it knows. */
class FakeFcmTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String MESSAGE = """
            {"message": {"token": "device", "data": {"type": "verify_push_challenge", "challenge_sid": "YC5",
             "factor_sid": "YF4", "message": "Login request"}, "android": {"priority": "HIGH", "ttl": "300s"}}}""";

    private volatile Instant now = START;
    private final FakeFcm fcm = FakeFcm.start(() -> now);
    private final Client client = new Client();
    private final Map<String, String> account = new LinkedHashMap<>();

    @BeforeEach
    void read() {
        Json.object(fcm.serviceAccount()).forEach((name, value) -> account.put(name, String.valueOf(value)));
        fcm.register("device");
    }

    @AfterEach
    void close() {
        client.close();
        fcm.close();
    }

    private String said(String name) {
        return account.getOrDefault(name, "");
    }

    private PrivateKey key() {
        String base64 = said("private_key").replaceAll("-----[A-Z ]+-----|\n", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> header() {
        return Map.of("alg", "RS256", "typ", "JWT", "kid", said("private_key_id"));
    }

    private Map<String, Object> claims() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", said("client_email"));
        claims.put("scope", SCOPE);
        claims.put("aud", said("token_uri"));
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + 3600);
        return claims;
    }

    private HttpResponse<String> grant(
            Map<String, ? extends @Nullable Object> header, Map<String, ? extends @Nullable Object> claims)
            throws IOException {
        return grant(GRANT, Client.jwt(header, claims, key(), "SHA256withRSA"));
    }

    private HttpResponse<String> grant(String type, String assertion) throws IOException {
        return client.post(
                said("token_uri"),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                Client.bytes(
                        "grant_type=" + URLEncoder.encode(type, StandardCharsets.UTF_8) + "&assertion=" + assertion));
    }

    private String token() throws IOException {
        HttpResponse<String> answer = grant(header(), claims());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, @Nullable Object> tree = Json.object(answer.body());
        assertThat(tree.keySet()).containsExactly("access_token", "expires_in", "token_type");
        assertThat(tree.get("token_type")).isEqualTo("Bearer");
        return String.valueOf(tree.get("access_token"));
    }

    private HttpResponse<String> send(String token, String message) throws IOException {
        return client.post(
                fcm.origin() + "/v1/projects/" + said("project_id") + "/messages:send",
                Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json; charset=UTF-8"),
                Client.bytes(message));
    }

    /** The status in words and FCM's own word, where there is one. */
    private static String error(HttpResponse<String> answer) {
        if (!(Json.object(answer.body()).get("error") instanceof Map<?, ?> error)) {
            throw new AssertionError(answer.body());
        }
        assertThat(error.get("code")).hasToString("" + answer.statusCode());
        String code = error.get("details") instanceof List<?> details
                        && details.getFirst() instanceof Map<?, ?> detail
                        && "type.googleapis.com/google.firebase.fcm.v1.FcmError".equals(detail.get("@type"))
                ? " " + detail.get("errorCode")
                : "";
        return answer.statusCode() + " " + error.get("status") + code;
    }

    @Test
    void aMessageIsTakenAndRecorded() throws IOException {
        HttpResponse<String> answer = send(token(), MESSAGE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        FcmMessage message = fcm.messages().await(1, Duration.ofSeconds(20)).getFirst();
        assertThat(Json.object(answer.body())).containsExactly(Map.entry("name", message.name()));
        assertThat(message.name()).startsWith("projects/" + said("project_id") + "/messages/");
        assertThat(message.token()).isEqualTo("device");
        assertThat(message.ttl()).isEqualTo(Duration.ofMinutes(5));
        assertThat(message.json()).isEqualTo(MESSAGE);
        assertThat(message.data())
                .containsExactly(
                        Map.entry("type", "verify_push_challenge"),
                        Map.entry("challenge_sid", "YC5"),
                        Map.entry("factor_sid", "YF4"),
                        Map.entry("message", "Login request"));
    }

    @Test
    void theAccountsFileIsWhatGoogleHandsOut() {
        assertThat(account)
                .containsEntry("type", "service_account")
                .containsEntry("token_uri", fcm.origin() + "/token")
                .containsKeys("project_id", "client_email", "private_key_id");
        assertThat(said("private_key"))
                .startsWith("-----BEGIN PRIVATE KEY-----\n")
                .endsWith("-----END PRIVATE KEY-----\n");
    }

    @Test
    void anAssertionSaysWhoWhatForWhomAndUntilWhen() throws IOException {
        long second = now.getEpochSecond();
        Map<String, Map<String, @Nullable Object>> wrong = new LinkedHashMap<>();
        wrong.put("iss", Client.but(claims(), "iss", "somebody@example.com"));
        wrong.put("aud", Client.but(claims(), "aud", "https://oauth2.googleapis.com/token"));
        wrong.put("no aud", Client.but(claims(), "aud", null));
        wrong.put("more than an hour", Client.but(claims(), "exp", second + 3601));
        wrong.put("past", Client.but(Client.but(claims(), "iat", second - 3600), "exp", second));
        wrong.put("iat ahead", Client.but(claims(), "iat", second + 301));
        wrong.put("no iat", Client.but(claims(), "iat", null));
        wrong.put("no exp", Client.but(claims(), "exp", null));
        for (var one : wrong.entrySet()) {
            HttpResponse<String> answer = grant(header(), one.getValue());
            assertThat(answer.statusCode()).as(one.getKey()).isEqualTo(400);
            assertThat(Json.object(answer.body())).as(one.getKey()).containsEntry("error", "invalid_grant");
        }
        assertThat(grant(header(), Client.but(claims(), "scope", SCOPE + ".else"))
                        .body())
                .contains("invalid_scope");
        assertThat(fcm.tokensIssued()).isZero();
        assertThat(fcm.objections().count()).isEqualTo(wrong.size() + 1);
    }

    @Test
    void anAssertionIsSignedByTheAccountsKeyWithRs256() throws IOException {
        assertThat(grant(Client.but(header(), "alg", "RS512"), claims()).body()).contains("invalid_grant");
        assertThat(grant(Client.but(header(), "kid", "another"), claims()).body())
                .contains("invalid_grant");
        assertThat(grant(Client.but(header(), "kid", null), claims()).body()).contains("invalid_grant");
        try (FakeFcm other = FakeFcm.start(() -> now)) {
            String foreign = String.valueOf(Json.object(other.serviceAccount()).get("private_key"));
            String own = account.put("private_key", foreign);
            assertThat(grant(header(), claims()).body()).contains("invalid_grant");
            account.put("private_key", String.valueOf(own));
        }
        assertThat(grant(GRANT, "nonsense").body()).contains("invalid_grant");
        assertThat(grant("client_credentials", "x").body()).contains("unsupported_grant_type");
        assertThat(fcm.tokensIssued()).isZero();
    }

    @Test
    void anAccessTokenIsGoodUntilItExpiresOrIsRevoked() throws IOException {
        assertThat(error(send("ya29.made-up", MESSAGE))).isEqualTo("401 UNAUTHENTICATED");
        fcm.tokensLast(Duration.ofMinutes(10));
        String token = token();
        now = START.plusSeconds(599);
        assertThat(send(token, MESSAGE).statusCode()).isEqualTo(200);
        now = START.plusSeconds(600);
        assertThat(error(send(token, MESSAGE))).isEqualTo("401 UNAUTHENTICATED");
        String next = token();
        assertThat(send(next, MESSAGE).statusCode()).isEqualTo(200);
        fcm.revokeTokens();
        assertThat(error(send(next, MESSAGE))).isEqualTo("401 UNAUTHENTICATED");
        assertThat(fcm.tokensIssued()).isEqualTo(2);
        assertThat(fcm.messages().count()).isEqualTo(2);
    }

    @Test
    void aDeviceIsKnownGoneAnothersOrNone() throws IOException {
        String token = token();
        fcm.unregister("device");
        assertThat(error(send(token, MESSAGE))).isEqualTo("404 NOT_FOUND UNREGISTERED");
        fcm.registerElsewhere("device");
        assertThat(error(send(token, MESSAGE))).isEqualTo("403 PERMISSION_DENIED SENDER_ID_MISMATCH");
        assertThat(error(send(token, MESSAGE.replace("\"device\"", "\"nonsense\""))))
                .isEqualTo("400 INVALID_ARGUMENT INVALID_ARGUMENT");
        fcm.register("device");
        assertThat(send(token, MESSAGE).statusCode()).isEqualTo(200);
    }

    @Test
    void aMessageOfAnotherShapeIsRefused() throws IOException {
        String token = token();
        String android = "\"android\": {\"priority\": \"HIGH\", \"ttl\": \"300s\"}";
        for (String wrong : List.of(
                "nonsense",
                "[]",
                "{}",
                MESSAGE + "{}",
                MESSAGE.replace("\"message\": {", "\"validate\": true, \"message\": {"),
                MESSAGE.replace("\"data\"", "\"notification\": {\"title\": \"x\"}, \"data\""),
                MESSAGE.replace("\"data\"", "\"apns\": {}, \"data\""),
                MESSAGE.replace("\"data\"", "\"datum\""),
                MESSAGE.replace("\"YF4\"", "4"),
                MESSAGE.replace("\"YF4\"", "null"),
                MESSAGE.replace("\"YF4\"", "{}"),
                MESSAGE.replace("factor_sid", "from"),
                MESSAGE.replace("factor_sid", "google.x"),
                MESSAGE.replace("\"token\": \"device\"", "\"token\": \"\""),
                MESSAGE.replace("\"token\": \"device\", ", ""),
                MESSAGE.replace(", " + android, ""),
                MESSAGE.replace(android, "\"android\": {\"ttl\": \"300s\"}"),
                MESSAGE.replace("HIGH", "NORMAL"),
                MESSAGE.replace("\"300s\"", "300"),
                MESSAGE.replace("300s", "300"),
                MESSAGE.replace("300s", "-1s"),
                MESSAGE.replace("300s", "2419201s"),
                MESSAGE.replace("\"priority\"", "\"collapse\": \"x\", \"priority\""))) {
            assertThat(error(send(token, wrong))).as(wrong).isEqualTo("400 INVALID_ARGUMENT INVALID_ARGUMENT");
        }
        assertThat(send(token, MESSAGE.replace("300s", "0s")).statusCode()).isEqualTo(200);
        assertThat(fcm.messages().last().ttl()).isZero();
    }

    @Test
    void dataIsAtMost4096BytesLong() throws IOException {
        String token = token();
        int others = "type".length() + "verify_push_challenge".length() + "message".length();
        Map<String, String> data = new LinkedHashMap<>();
        data.put("type", "verify_push_challenge");
        data.put("message", "é".repeat((4096 - others) / 2));
        assertThat(send(token, message(data)).statusCode()).isEqualTo(200);
        data.put("message", "é".repeat((4096 - others) / 2 + 1));
        assertThat(error(send(token, message(data)))).isEqualTo("400 INVALID_ARGUMENT INVALID_ARGUMENT");
    }

    private static String message(Map<String, String> data) {
        return Json.text(
                Map.of(
                        "message",
                        Map.of("token", "device", "data", data, "android", Map.of("priority", "HIGH", "ttl", "300s"))),
                Habits.PLAIN);
    }

    @Test
    void whatIsNotAskedAsItShouldBeIsRefused() throws IOException {
        String token = token();
        String url = fcm.origin() + "/v1/projects/" + said("project_id") + "/messages:send";
        Map<String, String> headers = Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
        assertThat(error(client.post(
                        url,
                        Map.of("Authorization", "Bearer " + token, "Content-Type", "text/plain"),
                        Client.bytes(MESSAGE))))
                .isEqualTo("400 INVALID_ARGUMENT INVALID_ARGUMENT");
        assertThat(error(client.post(url.replace("/countersign", "/x"), headers, Client.bytes(MESSAGE))))
                .isEqualTo("403 PERMISSION_DENIED");
        assertThat(error(client.post(fcm.origin() + "/v2", headers, Client.bytes(MESSAGE))))
                .isEqualTo("404 NOT_FOUND");
        assertThat(client.get(url).statusCode()).isEqualTo(404);
        assertThat(fcm.messages().all()).isEmpty();
    }

    @Test
    void itMisbehavesInItsOwnWordsAtEitherDoor() throws IOException {
        String token = token();
        fcm.behaviour()
                .next(
                        Misbehaviour.status(429, Duration.ofSeconds(60)),
                        Misbehaviour.status(500),
                        Misbehaviour.status(503));
        HttpResponse<String> tooMany = send(token, MESSAGE);
        assertThat(error(tooMany)).isEqualTo("429 RESOURCE_EXHAUSTED QUOTA_EXCEEDED");
        assertThat(tooMany.headers().firstValue("retry-after")).hasValue("60");
        assertThat(error(send(token, MESSAGE))).isEqualTo("500 INTERNAL INTERNAL");
        assertThat(error(send(token, MESSAGE))).isEqualTo("503 UNAVAILABLE UNAVAILABLE");
        assertThat(fcm.messages().all()).isEmpty();
        fcm.tokenBehaviour().next(Misbehaviour.status(503));
        assertThat(send(token, MESSAGE).statusCode()).isEqualTo(200);
        assertThat(grant(header(), claims()).statusCode()).isEqualTo(503);
        assertThat(grant(header(), claims()).statusCode()).isEqualTo(200);
    }

    @Test
    void behindTlsItIsTheSame() throws IOException {
        CertificateAuthority authority = new CertificateAuthority();
        try (FakeFcm safe = FakeFcm.start(() -> now, authority);
                Client trusting = new Client(authority.trusting())) {
            assertThat(trusting.post(safe.origin() + "/token", Map.of(), new byte[0])
                            .statusCode())
                    .isEqualTo(400);
            assertThat(safe.serviceAccount()).contains("https://127.0.0.1:");
        }
    }
}
