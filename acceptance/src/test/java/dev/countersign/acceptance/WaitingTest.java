package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Habits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Being told the moment somebody answers, in place of asking again and again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
@Timeout(120)
class WaitingTest {
    /** Far longer than anything here takes, unless nobody is woken. */
    private static final String WAIT = "?WaitSeconds=50";

    private static final Duration SOON = Duration.ofSeconds(20);

    private Product product;

    @BeforeAll
    void start(@TempDir Path folder) {
        product = Product.start(folder.resolve("data"), "--drain-seconds", "5");
    }

    @AfterAll
    void stop() {
        product.close();
    }

    private record Waited(Answer answer, Duration elapsed) {}

    private PhoneOwner owner() throws IOException, InterruptedException {
        return PhoneShop.of(product.api()).enrolled(Habits.PLAIN);
    }

    /** Somebody waits from now on. */
    private CompletableFuture<Waited> waiting(Api api, String path) {
        long waiting = held(product, "reply");
        CompletableFuture<Waited> waited = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            long start = System.nanoTime();
            try {
                Answer answer = api.get(path);
                waited.complete(new Waited(answer, Duration.ofNanos(System.nanoTime() - start)));
            } catch (RuntimeException | AssertionError e) {
                waited.completeExceptionally(e);
            }
        });
        Eventually.holds("one more waits", () -> held(product, "reply") > waiting || waited.isDone());
        assertThat(waited).isNotDone();
        return waited;
    }

    static long held(Product product, String kind) {
        String name = "countersign_http_waiting{kind=\"" + kind + "\"} ";
        return Api.send(HttpRequest.newBuilder(product.metrics()).build())
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(0);
    }

    @Test
    void whoWaitsForAnAnswerIsToldWhenItComes() throws Exception {
        PhoneOwner owner = owner();
        String sid = owner.asked();
        CompletableFuture<Waited> backend = waiting(product.api(), owner.challenge(sid) + WAIT);
        CompletableFuture<Waited> device = waiting(owner.device(), owner.challenge(sid) + WAIT);

        owner.phone().approve(sid);

        for (Waited waited : List.of(backend.get(60, TimeUnit.SECONDS), device.get(60, TimeUnit.SECONDS))) {
            assertThat(waited.answer().mustBe(200).text("status")).isEqualTo("approved");
            assertThat(waited.elapsed()).isLessThan(SOON);
        }
        assertThat(backend.get().answer().json())
                .isEqualTo(product.api().get(owner.challenge(sid)).json());
    }

    @Test
    void whoWaitsInVainIsToldHowThingsStand() throws Exception {
        PhoneOwner owner = owner();
        String sid = owner.asked();

        Waited waited =
                waiting(product.api(), owner.challenge(sid) + "?WaitSeconds=2").get(60, TimeUnit.SECONDS);

        assertThat(waited.answer().mustBe(200).text("status")).isEqualTo("pending");
        assertThat(waited.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theEndOfTheFactorOrOfTheEntityEndsTheWait() throws Exception {
        PhoneOwner one = owner();
        PhoneOwner other = owner();
        CompletableFuture<Waited> first = waiting(product.api(), one.challenge(one.asked()) + WAIT);
        CompletableFuture<Waited> second = waiting(product.api(), other.challenge(other.asked()) + WAIT);

        product.api().delete(one.factorPath()).mustBe(204);
        product.api().delete(other.path()).mustBe(204);

        for (Waited waited : List.of(first.get(60, TimeUnit.SECONDS), second.get(60, TimeUnit.SECONDS))) {
            waited.answer().mustBe(404, 20404);
            assertThat(waited.elapsed()).isLessThan(SOON);
        }
    }

    /** A stream of events as its reader sees it. */
    private static final class Stream implements AutoCloseable {
        private final HttpResponse<InputStream> response;
        private final BufferedReader lines;

        Stream(Api api, String path) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(api.base().resolve(path))
                    .header("Authorization", api.authorization())
                    .build();
            response = Api.CLIENT.send(request, BodyHandlers.ofInputStream());
            lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        }

        /** The lines of the next event; none at the end. */
        // spec HTML 9.2: an empty line ends an event, and a line that begins with a colon says nothing
        List<String> next() throws IOException {
            List<String> event = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !event.isEmpty()) {
                    return event;
                }
                if (!line.isEmpty() && !line.startsWith(":")) {
                    event.add(line);
                }
            }
            assertThat(event).as("an event cut short").isEmpty();
            return event;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private static String data(List<String> event) {
        return event.stream()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .findFirst()
                .orElseThrow(() -> new AssertionError(event.toString()));
    }

    @Test
    void aChallengesStreamHasTheAnswerAndEnds() throws Exception {
        PhoneOwner owner = owner();
        String sid = owner.asked();
        try (Stream stream = new Stream(product.api(), owner.challenge(sid) + "/Events")) {
            owner.phone().deny(sid);

            List<String> event = stream.next();
            assertThat(event).contains("event: challenge", "id: " + sid);
            assertThat(Answer.parse(data(event)))
                    .isEqualTo(product.api().get(owner.challenge(sid)).json());
            assertThat(Answer.parse(data(event)).get("status").asText()).isEqualTo("denied");
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    void aFactorsStreamHasItsChallengesAndEndsWithIt() throws Exception {
        PhoneOwner owner = owner();
        String before = owner.asked();
        try (Stream stream = new Stream(owner.device(), owner.factorPath() + "/Events")) {
            assertThat(data(stream.next())).contains(before);
            String after = owner.asked();
            assertThat(Answer.parse(data(stream.next())))
                    .isEqualTo(Answer.parse("""
                    {"challenge_sid": "%s", "factor_sid": "%s", "type": "verify_push_challenge"}
                    """.formatted(after, owner.factor().sid())));

            product.api().delete(owner.factorPath()).mustBe(204);

            assertThat(stream.next()).contains("event: error");
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    void askedToStopItAnswersWhoWaitsAndIsGone() throws Exception {
        PhoneOwner owner = owner();
        String sid = owner.asked();
        CompletableFuture<Waited> waited = waiting(product.api(), owner.challenge(sid) + WAIT);
        try (Stream stream = new Stream(product.api(), owner.challenge(sid) + "/Events")) {
            long start = System.nanoTime();

            int exit = product.stop();

            Duration took = Duration.ofNanos(System.nanoTime() - start);
            Waited answered = waited.get(60, TimeUnit.SECONDS);
            assertThat(answered.answer().mustBe(200).text("status")).isEqualTo("pending");
            assertThat(answered.elapsed()).isLessThan(Duration.ofSeconds(50));
            assertThat(stream.next()).isEmpty();
            assertThat(exit).isIn(0, 143);
            assertThat(took)
                    .as("within the drain, and what a busy machine adds")
                    .isLessThan(SOON);
        } finally {
            product = product.startAgain();
        }
    }
}
