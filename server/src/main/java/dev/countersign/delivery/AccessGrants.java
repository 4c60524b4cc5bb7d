package dev.countersign.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.crypto.Jwt;
import dev.countersign.crypto.PushIdentity;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Gets access tokens for one service account and keeps the last until shortly before it ends. However many ask at once,
 * one request is made.
 */
final class AccessGrants {
    private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final Duration ASSERTED = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration EARLY = Duration.ofMinutes(1);

    /** What comes of asking for a token. */
    sealed interface Grant {
        record Given(String token, Instant until) implements Grant {
            /** Without the token, which is as good as we are. */
            @Override
            public String toString() {
                return "Given until " + until;
            }
        }

        record Refused(Outcome outcome) implements Grant {}
    }

    private final PushIdentity.Fcm account;
    private final GuardedHttp http;
    private final InstantSource clock;
    private @Nullable CompletableFuture<Grant> last;

    AccessGrants(PushIdentity.Fcm account, GuardedHttp http, InstantSource clock) {
        this.account = account;
        this.http = http;
        this.clock = clock;
    }

    /** The token that is kept, or a new one. */
    Grant token(Deadline deadline) {
        CompletableFuture<Grant> mine = new CompletableFuture<>();
        CompletableFuture<Grant> others = others(mine);
        if (others == null) {
            try {
                mine.complete(ask(deadline));
            } finally {
                mine.complete(refused(new Outcome.Later(null, "OAuth: failed")));
            }
        }
        try {
            return (others == null ? mine : others).get(Math.max(0, deadline.left()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return refused(new Outcome.Later(null, "OAuth: " + deadline.missed()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused(new Outcome.Later(null, "stopped"));
        }
    }

    /** What others asked for and is good or under way; null where there is none, and the caller is to complete this. */
    private synchronized @Nullable CompletableFuture<Grant> others(CompletableFuture<Grant> mine) {
        CompletableFuture<Grant> known = last;
        if (known != null && (!known.isDone() || good(known.join()))) {
            return known;
        }
        last = mine;
        return null;
    }

    private boolean good(Grant grant) {
        return grant instanceof Grant.Given given && clock.instant().isBefore(given.until.minus(EARLY));
    }

    /** Keeps that token no longer: it was not taken. One that somebody got since is kept. */
    synchronized void discard(String token) {
        CompletableFuture<Grant> known = last;
        if (known != null && known.isDone() && known.join() instanceof Grant.Given given && given.token.equals(token)) {
            last = null;
        }
    }

    private Grant ask(Deadline deadline) {
        // spec RFC 7523 2.1: the assertion is the grant
        String form = "grant_type=" + URLEncoder.encode(GRANT, UTF_8) + "&assertion=" + assertion();
        Map<String, String> headers = Map.of("Content-Type", "application/x-www-form-urlencoded");
        return switch (http.post(account.tokenUri().toString(), headers, form.getBytes(UTF_8), deadline)) {
            case Reply.Unanswered(String why) -> refused(new Outcome.Later(null, "OAuth: " + why));
            case Reply.Answered answered when answered.good() -> granted(answered);
            case Reply.Answered answered -> refused(refusal(answered));
        };
    }

    // spec RFC 7523 3: who says so, to whom, until when
    private String assertion() {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", account.clientEmail());
        claims.put("scope", SCOPE);
        claims.put("aud", account.tokenUri().toString());
        claims.put("iat", now);
        claims.put("exp", now + ASSERTED.toSeconds());
        return Jwt.rs256(account.key(), account.keyId(), claims);
    }

    private Grant granted(Reply.Answered answered) {
        JsonWords words = JsonWords.read(answered.text());
        String token = words.get("access_token");
        String seconds = words.get("expires_in");
        if (token == null || !token.matches("[!-~]+") || seconds == null || !seconds.matches("\\d{1,9}")) {
            return refused(new Outcome.Later(null, "OAuth: the answer has no access token"));
        }
        Duration good = Duration.ofSeconds(Long.parseLong(seconds));
        return new Grant.Given(token, clock.instant().plus(good.compareTo(LONGEST) > 0 ? LONGEST : good));
    }

    // spec RFC 6749 5.2: an error that names itself; who is refused by one would be again
    private static Outcome refusal(Reply.Answered answered) {
        String words =
                "OAuth: " + answered.words(JsonWords.read(answered.text()).get("error"));
        return switch (answered.status()) {
            case 400, 401, 403 -> new Outcome.Rejected(words);
            default -> new Outcome.Later(answered.pause(), words);
        };
    }

    private static Grant refused(Outcome outcome) {
        return new Grant.Refused(outcome);
    }
}
