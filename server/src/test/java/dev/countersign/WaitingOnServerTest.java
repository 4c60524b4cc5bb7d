package dev.countersign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.JsonTree;
import dev.countersign.domain.AccountSid;
import dev.countersign.http.LogSink;
import dev.countersign.http.TimeAndChance;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Waiting at the whole server, wired as it is served, with clocks that go. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class WaitingOnServerTest {
    private static final String ACCOUNT = "AC" + "0".repeat(31) + "1";
    private static final String TOKEN = "t".repeat(32);
    private static final String SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    @TempDir
    private Path dir;

    private Countersign countersign;
    private Countersign.Serving serving;
    private HttpClient client;
    private String ana;
    private String factor;

    @BeforeEach
    void serve() throws Exception {
        Map<String, String> flags = Map.of("data", dir.resolve("data").toString(), "port", "0", "metrics-port", "-1");
        InstantSource clock = InstantSource.system();
        countersign = new Countersign(
                Settings.read(flags, Map.of()),
                new Given(
                        new TimeAndChance(clock, System::nanoTime, new Random(1)),
                        new Random(2),
                        new LogSink(OutputStream.nullOutputStream()),
                        () -> {}));
        countersign.accounts().settle(Objects.requireNonNull(AccountSid.parse(ACCOUNT)), TOKEN);
        serving = countersign.serve();
        client = HttpClient.newHttpClient();
        ana = "/v2/Services/" + text(post("/v2/Services", "FriendlyName=Acme"), "sid") + "/Entities/ana-0001";
        factor = text(
                post(ana + "/Factors", "FactorType=totp&FriendlyName=phone&Config.TimeStep=60&Binding.Secret=" + SEED),
                "sid");
        post(ana + "/Factors/" + factor, "AuthPayload=" + code(clock.instant(), -1));
    }

    @AfterEach
    void stop() {
        client.close();
        serving.close();
        countersign.close();
    }

    private static String code(Instant now, int stepsAway) {
        var seed = dev.countersign.crypto.Secret.of(Objects.requireNonNull(dev.countersign.crypto.Base32.decode(SEED)));
        var parameters =
                new dev.countersign.crypto.Totp.Parameters(dev.countersign.crypto.Totp.Algorithm.SHA1, 6, 60, 1);
        return dev.countersign.crypto.Totp.code(seed, parameters, now.getEpochSecond() + 60L * stepsAway);
    }

    private HttpRequest request(String method, String path, String form) {
        String basic = Base64.getEncoder().encodeToString((ACCOUNT + ":" + TOKEN).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(
                        URI.create("http://localhost:" + serving.http().port() + path))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(
                        method,
                        form.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(form))
                .build();
    }

    private String post(String path, String form) throws Exception {
        return client.send(request("POST", path, form), BodyHandlers.ofString()).body();
    }

    private static String text(String json, String name) {
        return String.valueOf(
                JsonTree.object(json.getBytes(StandardCharsets.UTF_8)).get(name));
    }

    private String challenge(Duration life) throws Exception {
        Instant expires = Instant.now().plus(life).truncatedTo(ChronoUnit.SECONDS);
        return ana + "/Challenges/"
                + text(post(ana + "/Challenges", "FactorSid=" + factor + "&ExpirationDate=" + expires), "sid");
    }

    /** Whoever reads its first line is known to listen: a stream's head goes out after that. */
    private Iterator<String> stream(String path) throws Exception {
        HttpResponse<Stream<String>> answer = client.send(request("GET", path + "/Events", ""), BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        Iterator<String> lines = answer.body().iterator();
        assertThat(lines.next()).isEqualTo(":");
        return lines;
    }

    private static List<String> rest(Iterator<String> lines) {
        return Stream.generate(() -> lines)
                .takeWhile(Iterator::hasNext)
                .map(Iterator::next)
                .filter(l -> !l.isEmpty())
                .toList();
    }

    @Test
    void anAnswerEndsAStreamAndAReplyThatIsWaitedFor() throws Exception {
        String sid = challenge(Duration.ofMinutes(2));
        Iterator<String> lines = stream(sid);
        CompletableFuture<HttpResponse<String>> waits =
                client.sendAsync(request("GET", sid + "?WaitSeconds=30", ""), BodyHandlers.ofString());
        String answered = post(sid, "AuthPayload=" + code(Instant.now(), 0));
        assertThat(text(answered, "status")).isEqualTo("approved");
        assertThat(rest(lines)).contains("event: challenge", "data: " + answered);
        assertThat(waits.get(10, TimeUnit.SECONDS).body()).isEqualTo(answered);
    }

    @Test
    void deletingTheFactorIsToldWithinASecond() throws Exception {
        String sid = challenge(Duration.ofMinutes(2));
        Iterator<String> lines = stream(sid);
        long before = System.nanoTime();
        client.send(request("DELETE", ana + "/Factors/" + factor, ""), BodyHandlers.discarding());
        assertThat(rest(lines)).contains("event: error").anyMatch(l -> l.startsWith("data: {\"code\":20404,"));
        assertThat(System.nanoTime() - before).isLessThan(1_000_000_000L);
    }

    @Test
    void expiryEndsAWaitOnTime() throws Exception {
        String sid = challenge(Duration.ofSeconds(3));
        HttpResponse<String> answer = client.send(request("GET", sid + "?WaitSeconds=30", ""), BodyHandlers.ofString());
        Duration late = Duration.between(Instant.parse(text(answer.body(), "expiration_date")), Instant.now());
        assertThat(text(answer.body(), "status")).isEqualTo("expired");
        assertThat(late).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    }

    @Test
    void whoWaitsForASecondHearsThatItIsPending() throws Exception {
        String sid = challenge(Duration.ofMinutes(2));
        long before = System.nanoTime();
        HttpResponse<String> answer = client.send(request("GET", sid + "?WaitSeconds=1", ""), BodyHandlers.ofString());
        assertThat(text(answer.body(), "status")).isEqualTo("pending");
        assertThat(System.nanoTime() - before).isBetween(1_000_000_000L, 3_000_000_000L);
    }
}
