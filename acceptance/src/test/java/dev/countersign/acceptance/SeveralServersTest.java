package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Habits;
import dev.countersign.testkit.Misbehaviour;
import dev.countersign.testkit.Postgres;
import dev.countersign.testkit.WebhookReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several servers on one database: what is done at one is so at all of them, and soon known there. */
@Timeout(240)
@Tag(Engine.POSTGRESQL_ALONE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the servers are started before the first test
class SeveralServersTest {
    private static final String TOKEN = "a0token0of0more0than0thirty0two0characters";
    private static final Map<String, String> SHARED = Map.of(
            "COUNTERSIGN_MASTER_KEY",
            "5e".repeat(32),
            "COUNTERSIGN_ACCOUNT_SID",
            "AC" + "0a".repeat(16),
            "COUNTERSIGN_AUTH_TOKEN",
            "a0token0of0more0than0thirty0two0characters");

    /** Far longer than anything here takes, unless nobody is woken. */
    private static final String WAIT = "?WaitSeconds=55";

    private final String database = Postgres.shared().url(Postgres.shared().create());
    private final List<Product> servers = new ArrayList<>();
    private Path folder;
    private Product here;
    private Product there;

    @BeforeAll
    void startTwo(@TempDir Path folder) {
        this.folder = folder;
        here = server();
        there = server();
    }

    private Product server(String... flags) {
        List<String> all = new ArrayList<>(List.of("--database", database, "--webhook-allow", Product.LOOPBACK));
        all.addAll(List.of(flags));
        Product server = Product.start(folder.resolve("server" + servers.size()), SHARED, all.toArray(String[]::new));
        servers.add(server);
        return server;
    }

    @AfterAll
    void stop() {
        servers.forEach(Product::close);
    }

    /** Somebody waits there from now on; what they are told, and when. */
    private static CompletableFuture<Long> waiting(Product at, PhoneOwner owner, String challenge) {
        CompletableFuture<Long> told = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Answer answer = owner.by(at.api()).backend().get(owner.challenge(challenge) + WAIT);
                assertThat(answer.mustBe(200).text("status")).isEqualTo("approved");
                told.complete(System.nanoTime());
            } catch (RuntimeException | AssertionError e) {
                told.completeExceptionally(e);
            }
        });
        Eventually.holds("somebody waits", () -> WaitingTest.held(at, "reply") > 0 || told.isDone());
        assertThat(told).isNotDone();
        return told;
    }

    /** How long after the phone's own reply somebody at {@code there} hears that it approved at {@code here}. */
    private static Duration heard(Product here, Product there) throws Exception {
        PhoneOwner owner = PhoneShop.of(here.api()).enrolled(Habits.PLAIN);
        String sid = owner.asked();
        CompletableFuture<Long> told = waiting(there, owner, sid);
        owner.phone().approve(sid);
        long replied = System.nanoTime();
        return Duration.ofNanos(Math.max(0, told.get(60, TimeUnit.SECONDS) - replied));
    }

    @Test
    void whoWaitsAtOneServerHearsWhatIsAnsweredAtAnother() throws Exception {
        List<Duration> all = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            all.add(heard(here, there));
        }
        all.sort(null);
        System.out.println("Heard across servers after " + all.get(5).toMillis() + " ms, at most "
                + all.getLast().toMillis() + " ms");
        assertThat(all.get(5)).isLessThan(Duration.ofMillis(250));
        assertThat(all.getLast()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void theLastWordOfAServerThatIsKilledIsNotMissed() throws Exception {
        Product doomed = server();
        PhoneOwner owner = PhoneShop.of(doomed.api()).enrolled(Habits.PLAIN);
        String sid = owner.asked();
        CompletableFuture<Long> told = waiting(there, owner, sid);
        owner.phone().approve(sid);
        doomed.kill();
        long killed = System.nanoTime();
        assertThat(Duration.ofNanos(told.get(60, TimeUnit.SECONDS) - killed)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void withoutAnyWordThoseWhoWaitLookOnceASecond() throws Exception {
        Product deaf = server("--database-listen", "false");
        Product deafToo = server("--database-listen", "false");
        assertThat(heard(deaf, deafToo)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aKeyThatIsRevokedAtOneServerIsRefusedAtTheOtherWithinFiveSeconds() {
        Launcher.Ran made = here.administer("key", "create", here.account(), "--name", "ci", "--database", database);
        assertThat(made.exit()).as(made.err()).isZero();
        String key = made.value("API key SID");
        Api api = there.api().as(key, made.value("Secret"));
        api.get("/v2/Services").mustBe(200);
        assertThat(here.administer("key", "revoke", key, "--database", database).exit())
                .isZero();
        long revoked = System.nanoTime();
        Eventually.holds("it is refused", () -> api.get("/v2/Services").status() == 401);
        assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aFactorThatIsDeletedAtOneServerIsGoneAtTheOtherAtOnce() throws Exception {
        PhoneOwner owner = PhoneShop.of(here.api()).enrolled(Habits.PLAIN);
        PhoneOwner elsewhere = owner.by(there.api());
        elsewhere.device().get(owner.challenges()).mustBe(200);
        here.api().delete(owner.factorPath()).mustBe(204);
        elsewhere.device().get(owner.challenges()).mustBe(401, 20003);
        elsewhere.challenged().mustBe(404, 20404);
    }

    @Test
    void whatAServerOwedWhenItDiedIsSentByAnother() throws IOException, InterruptedException {
        Product doomed = server();
        try (WebhookReceiver receiver = WebhookReceiver.start(TOKEN, "/events")) {
            PhoneShop shop = PhoneShop.of(doomed.api());
            PhoneOwner owner = shop.enrolled(Habits.PLAIN);
            doomed.api()
                    .post(
                            "/v2/Services/" + shop.service() + "/Webhooks",
                            "FriendlyName",
                            "all",
                            "EventTypes",
                            "*",
                            "WebhookUrl",
                            receiver.url())
                    .mustBe(201);
            receiver.behaviour().always(Misbehaviour.status(503));
            String sid = owner.asked();
            owner.phone().approve(sid);
            doomed.kill();
            receiver.behaviour().always(Misbehaviour.none());
            Eventually.holds("another server tells of it", () -> receiver.events().all().stream()
                    .anyMatch(event -> sid.equals(event.parameter("challenge_sid"))));
        }
    }
}
