package dev.countersign.testkit;

import dev.countersign.phone.Habits;
import dev.countersign.phone.Json;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The one service account of a fake FCM, and the access tokens issued to it. */
final class OAuthTokens {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
    private static final String KEY_ID = "0123456789abcdef0123456789abcdef01234567";
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final long LONGEST = 3600;

    private final InstantSource clock;
    private final String project;
    private final String tokenUri;
    private final KeyPair keys = rsa();
    private final Map<String, Instant> expiries = new HashMap<>();
    private Duration lifetime = Duration.ofSeconds(3599);
    private int issued;

    OAuthTokens(InstantSource clock, String project, String tokenUri) {
        this.clock = clock;
        this.project = project;
        this.tokenUri = tokenUri;
    }

    private static KeyPair rsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The file that Google hands to whoever makes a key of a service account. */
    String serviceAccount() {
        Map<String, String> file = new LinkedHashMap<>();
        file.put("type", "service_account");
        file.put("project_id", project);
        file.put("private_key_id", KEY_ID);
        file.put("private_key", Pem.of("PRIVATE KEY", keys.getPrivate().getEncoded()));
        file.put("client_email", email());
        file.put("client_id", "100000000000000000001");
        file.put("auth_uri", tokenUri.replaceFirst("/token$", "/auth"));
        file.put("token_uri", tokenUri);
        file.put("universe_domain", "googleapis.com");
        return Json.text(file, Habits.PLAIN);
    }

    private String email() {
        return "countersign@" + project + ".iam.gserviceaccount.com";
    }

    // spec RFC 7523 2.1: a grant by an assertion, in a form
    synchronized HttpAnswer grant(HttpAsked asked) throws Objection {
        FormBody.requireForm(asked.required("content-type"));
        FormBody form = FormBody.read(asked.text());
        if (!GRANT.equals(form.only("grant_type"))) {
            throw new Objection(400, "unsupported_grant_type", "no grant by a JWT");
        }
        check(form.only("assertion"));
        String token = "ya29.countersign-" + ++issued;
        expiries.put(token, clock.instant().plus(lifetime));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", token);
        answer.put("expires_in", lifetime.toSeconds());
        answer.put("token_type", "Bearer");
        return HttpAnswer.json(200, answer);
    }

    private void check(String assertion) throws Objection {
        SignedToken jwt;
        try {
            jwt = SignedToken.read(assertion);
        } catch (GeneralSecurityException e) {
            throw invalid("the assertion is no JWT");
        }
        require(KEY_ID.equals(jwt.header().get("kid")), "a kid of no key of the account");
        require(jwt.verifies(SignedToken.Algorithm.RS256, keys.getPublic()), "Invalid JWT Signature.");
        require(email().equals(jwt.claims().get("iss")), "iss is not the account's address");
        // spec RFC 7523 3: the audience is whom the assertion is handed to
        require(tokenUri.equals(jwt.claims().get("aud")), "aud is not " + tokenUri);
        Instant now = clock.instant();
        long issuedAt = jwt.seconds("iat");
        long expiry = jwt.seconds("exp");
        require(issuedAt >= 0 && issuedAt <= now.plus(SKEW).getEpochSecond(), "iat is missing or in the future");
        require(expiry > now.getEpochSecond(), "exp is missing or past");
        require(expiry > issuedAt && expiry - issuedAt <= LONGEST, "exp is not within the hour after iat");
        Object scope = jwt.claims().get("scope");
        if (!(scope instanceof String scopes && List.of(scopes.split(" ", -1)).contains(SCOPE))) {
            throw new Objection(400, "invalid_scope", "scope does not name " + SCOPE);
        }
    }

    private static void require(boolean holds, String otherwise) throws Objection {
        if (!holds) {
            throw invalid(otherwise);
        }
    }

    private static Objection invalid(String why) {
        return new Objection(400, "invalid_grant", why);
    }

    /** Whether that is a header with a token that was issued here and is good still. */
    synchronized void authorize(HttpAsked asked) throws Objection {
        String header = asked.header("authorization");
        String token = header != null && header.startsWith("Bearer ") ? header.substring(7) : "";
        if (!clock.instant().isBefore(expiries.getOrDefault(token, Instant.MIN))) {
            throw new Objection(401, "the request has no access token that was issued here and is good still");
        }
    }

    synchronized void revoke() {
        expiries.clear();
    }

    synchronized void last(Duration fromNowOn) {
        lifetime = fromNowOn;
    }

    synchronized int issued() {
        return issued;
    }
}
