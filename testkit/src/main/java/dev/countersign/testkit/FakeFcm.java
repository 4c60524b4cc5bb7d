package dev.countersign.testkit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Firebase Cloud Messaging with one project and one service account: issues access tokens to whoever signs with the
 * account's key, and takes messages for the devices that are registered with it.
 */
public final class FakeFcm extends HttpCounterpart {
    private static final String PROJECT = "countersign-test";
    private static final String SEND = "/v1/projects/" + PROJECT + "/messages:send";
    private static final String TOKEN = "/token";

    private enum Device {
        REGISTERED,
        UNREGISTERED,
        REGISTERED_ELSEWHERE
    }

    private final OAuthTokens tokens;
    private final Behaviour tokenBehaviour = new Behaviour();
    private final Map<String, Device> devices = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private final Arrivals<FcmMessage> messages = new Arrivals<>("messages");

    private FakeFcm(InstantSource clock, @Nullable SSLContext tls) {
        super(0, tls);
        tokens = new OAuthTokens(clock, PROJECT, origin() + TOKEN);
    }

    /** @param clock by which access tokens expire */
    public static FakeFcm start(InstantSource clock) {
        return opened(new FakeFcm(clock, null));
    }

    /** Behind TLS, with a certificate of that authority. */
    public static FakeFcm start(InstantSource clock, CertificateAuthority authority) {
        return opened(new FakeFcm(clock, authority.serving()));
    }

    private static FakeFcm opened(FakeFcm fcm) {
        fcm.open();
        return fcm;
    }

    /** The service account's file, whose {@code token_uri} leads here. Messages go to {@link #origin()}. */
    public String serviceAccount() {
        return tokens.serviceAccount();
    }

    /** That token is an app's on a device. Any token that was never heard of is no token. */
    public void register(String token) {
        devices.put(token, Device.REGISTERED);
    }

    /** The app is gone from the device of that token. */
    public void unregister(String token) {
        devices.put(token, Device.UNREGISTERED);
    }

    /** That token is of an app that another sender's messages go to. */
    public void registerElsewhere(String token) {
        devices.put(token, Device.REGISTERED_ELSEWHERE);
    }

    /** What it accepted, in order. */
    public Arrivals<FcmMessage> messages() {
        return messages;
    }

    /** How it treats whoever asks for an access token; {@link #behaviour()} is for messages alone. */
    public Behaviour tokenBehaviour() {
        return tokenBehaviour;
    }

    /** How many access tokens it has issued. */
    public int tokensIssued() {
        return tokens.issued();
    }

    /** No access token that was issued so far is good any longer. */
    public void revokeTokens() {
        tokens.revoke();
    }

    /** Access tokens issued from now on are good for so long. */
    public void tokensLast(Duration lifetime) {
        tokens.last(lifetime);
    }

    @Override
    Behaviour behaviour(HttpAsked asked) {
        return asked.target().equals(TOKEN) ? tokenBehaviour : behaviour();
    }

    @Override
    HttpAnswer answer(HttpAsked asked) throws Objection {
        if (!asked.method().equals("POST")) {
            throw new Objection(404, "nothing is at " + asked);
        }
        if (asked.target().equals(TOKEN)) {
            return tokens.grant(asked);
        }
        tokens.authorize(asked);
        if (!asked.target().equals(SEND)) {
            boolean another = asked.target().startsWith("/v1/projects/");
            throw new Objection(another ? 403 : 404, "nothing of this account is at " + asked);
        }
        return send(asked);
    }

    private HttpAnswer send(HttpAsked asked) throws Objection {
        if (!asked.required("content-type").toLowerCase(Locale.ROOT).matches("application/json(; ?charset=utf-8)?")) {
            throw new Objection(400, "INVALID_ARGUMENT", "this is no JSON: " + asked.header("content-type"));
        }
        String name = "projects/" + PROJECT + "/messages/0:" + number.incrementAndGet();
        FcmMessage message = FcmMessage.read(name, asked.text());
        switch (devices.get(message.token())) {
            case REGISTERED -> messages.add(message);
            case UNREGISTERED -> throw new Objection(404, "UNREGISTERED", "Requested entity was not found.");
            case REGISTERED_ELSEWHERE -> throw new Objection(403, "SENDER_ID_MISMATCH", "SenderId mismatch");
            case null ->
                throw new Objection(
                        400, "INVALID_ARGUMENT", "The registration token is not a valid FCM registration token");
        }
        return HttpAnswer.json(200, Map.of("name", name));
    }

    @Override
    HttpAnswer refusal(HttpAsked asked, Objection objection) {
        return asked.target().equals(TOKEN) ? oauthError(objection) : googleError(objection);
    }

    // spec RFC 6749 5.2: a code, and words for whoever looks
    private static HttpAnswer oauthError(Objection objection) {
        Map<String, String> error = new LinkedHashMap<>();
        error.put("error", objection.code().isEmpty() ? oauthCode(objection.status()) : objection.code());
        error.put("error_description", objection.why());
        return HttpAnswer.json(objection.status(), error);
    }

    private static String oauthCode(int status) {
        return status >= 500 ? "internal_failure" : "invalid_request";
    }

    /** Google's APIs say no by a status in words, and FCM adds its own word among the details. */
    private static HttpAnswer googleError(Objection objection) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", objection.status());
        error.put("message", objection.why());
        error.put("status", status(objection.status()));
        String code = objection.code().isEmpty() ? code(objection.status()) : objection.code();
        List<Object> details = new ArrayList<>();
        if (!code.isEmpty()) {
            Map<String, String> detail = new LinkedHashMap<>();
            detail.put("@type", "type.googleapis.com/google.firebase.fcm.v1.FcmError");
            detail.put("errorCode", code);
            details.add(detail);
            error.put("details", details);
        }
        return HttpAnswer.json(objection.status(), Map.of("error", error));
    }

    private static String status(int status) {
        return switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 500 -> "INTERNAL";
            case 503 -> "UNAVAILABLE";
            default -> "UNKNOWN";
        };
    }

    private static String code(int status) {
        return switch (status) {
            case 429 -> "QUOTA_EXCEEDED";
            case 500 -> "INTERNAL";
            case 503 -> "UNAVAILABLE";
            default -> "";
        };
    }
}
