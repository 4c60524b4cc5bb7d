package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Administrative commands, beside a server that goes on serving. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
class OperatorTest {
    /** How long a change made by another process may go unnoticed. */
    private static final Duration NOTICED = Duration.ofSeconds(5);

    private Product product;

    @BeforeAll
    void start(@TempDir Path folder) {
        product = Product.start(folder.resolve("data"));
    }

    @AfterAll
    void stop() {
        product.close();
    }

    private Launcher.Ran administer(String... command) {
        Launcher.Ran ran = product.administer(command);
        assertThat(ran.exit()).as(ran.toString()).isZero();
        return ran;
    }

    private Api account(String name) {
        Launcher.Ran created = administer("account", "create", "--name", name);
        return product.api().as(created.value("Account SID"), created.value("Auth token"));
    }

    /** Asks until it is answered like that. */
    private static Answer within(Api api, int status) {
        long end = System.nanoTime() + NOTICED.toNanos();
        Answer answer = api.get("/v2/Services");
        while (answer.status() != status && System.nanoTime() < end) {
            Api.pause(50);
            answer = api.get("/v2/Services");
        }
        return answer.mustBe(status);
    }

    @Test
    void anAccountIsCreatedListedSuspendedAndResumed() {
        Api other = account("Another one");
        other.get("/v2/Services").mustBe(200);
        assertThat(administer("account", "list").out())
                .contains(product.account())
                .containsPattern(other.user() + " +active .* Another one")
                .doesNotContain(other.password());

        administer("account", "suspend", other.user());
        within(other, 403).mustBe(403, 20005);
        assertThat(administer("account", "list").out()).containsPattern(other.user() + " +suspended ");
        product.api().get("/v2/Services").mustBe(200);
        other.as(other.user(), "wrong").get("/v2/Services").mustBe(401, 20003);

        administer("account", "resume", other.user());
        within(other, 200);
    }

    @Test
    void accountsSeeNothingOfEachOther() {
        Api other = account("sees nothing");
        String mine = product.api().service();

        assertThat(other.get("/v2/Services").all("services", "sid")).isEmpty();
        other.get("/v2/Services/" + mine).mustBe(404, 20404);
    }

    @Test
    void anAccountsRequestsAreLimitedWhereTheOperatorSaysSo() {
        Api other = account("limited");
        administer("account", "limit", other.user(), "--requests-per-second", "2");

        Answer refused = within(flooding(other), 429).mustBe(429, 20429);
        assertThat(refused.text("message")).isEqualTo("Too many requests");
        product.api().get("/v2/Services").mustBe(200);

        administer("account", "limit", other.user(), "--requests-per-second", "none");
        long end = System.nanoTime() + NOTICED.toNanos();
        while (!tenPass(other)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Api.pause(50);
        }
    }

    private static boolean tenPass(Api api) {
        return java.util.stream.IntStream.range(0, 10)
                .allMatch(_ -> api.get("/v2/Services").status() == 200);
    }

    private static Api flooding(Api api) {
        for (int i = 0; i < 5; i++) {
            api.get("/v2/Services");
        }
        return api;
    }

    @Test
    void twoTokensOverlapSoThatChangingThemIsNoOutage() {
        Api old = account("changing its token");
        Launcher.Ran added = administer("account", "token", "add", old.user());
        Api fresh = old.as(old.user(), added.value("Secondary auth token"));
        within(fresh, 200);
        old.get("/v2/Services").mustBe(200);
        assertThat(product.administer("account", "token", "add", old.user()))
                .as("a third one")
                .matches(OperatorTest::refusedInOneSentence);

        administer("account", "token", "promote", old.user());
        fresh.get("/v2/Services").mustBe(200);
        old.get("/v2/Services").mustBe(200);

        administer("account", "token", "revoke", old.user());
        within(old, 401);
        fresh.get("/v2/Services").mustBe(200);
        assertThat(product.administer("account", "token", "revoke", old.user()))
                .as("the last one")
                .matches(OperatorTest::refusedInOneSentence);
    }

    @Test
    void anApiKeyIsCreatedListedAndRevokedBesideTheRunningServer() {
        Launcher.Ran created = administer("key", "create", product.account(), "--name", "backend");
        Api key = product.api().as(created.value("API key SID"), created.value("Secret"));
        assertThat(key.user()).matches("^SK[0-9a-f]{32}$");
        Person person = Person.enrolled(key);
        assertThat(product.api().get(person.factorPath()).mustBe(200).text("account_sid"))
                .as("a key is its account's")
                .isEqualTo(product.account());
        assertThat(administer("key", "list").out())
                .containsPattern(key.user() + " +" + product.account() + " +backend")
                .doesNotContain(key.password());
        product.api().as(key.user(), product.token()).get("/v2/Services").mustBe(401, 20003);

        administer("key", "revoke", key.user());
        within(key, 401);
        product.api().get("/v2/Services").mustBe(200);
        assertThat(product.administer("key", "revoke", key.user())).matches(OperatorTest::refusedInOneSentence);
    }

    @Test
    void aSecondServerOnTheSameFolderRefuses() {
        assertThat(product.administer("serve", "--port", "0", "--metrics-port", "0"))
                .matches(OperatorTest::refusedInOneSentence);
        product.api().get("/v2/Services").mustBe(200);
    }

    @Test
    void theMasterKeyIsChangedUnderLoad(@TempDir Path folder) throws IOException, InterruptedException {
        // Where others may share the database each change waits for them, and a second one is the first over again.
        int rotations = Engine.ofThisRun() == Engine.SQLITE ? 2 : 1;
        Product busy = Product.start(folder.resolve("data"));
        try {
            Api api = busy.api();
            Person before = Person.enrolled(api);
            String key = Files.readString(busy.data().resolve("master.key"));
            AtomicBoolean done = new AtomicBoolean();
            ConcurrentLinkedQueue<Person> people = new ConcurrentLinkedQueue<>();
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            List<Thread> load = Stream.generate(() -> Thread.ofPlatform().start(() -> {
                        try {
                            while (!done.get()) {
                                Person person = Person.enrolled(api);
                                assertThat(person.challenged(
                                                        "AuthPayload",
                                                        person.app().code(api.now()))
                                                .mustBe(201)
                                                .text("status"))
                                        .isEqualTo("approved");
                                people.add(person);
                            }
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                    }))
                    .limit(4)
                    .toList();

            for (int i = 0; i < rotations; i++) {
                Launcher.Ran rotated = busy.administer("master-key", "rotate");
                assertThat(rotated.exit()).as(rotated.toString()).isZero();
            }
            done.set(true);
            for (Thread thread : load) {
                thread.join();
            }

            assertThat(failures).isEmpty();
            assertThat(people).isNotEmpty();
            assertThat(Files.readString(busy.data().resolve("master.key"))).isNotEqualTo(key);
            busy.kill();
            busy = busy.startAgain();
            Api later = busy.api();
            for (Person person :
                    Stream.concat(people.stream().limit(20), Stream.of(before)).toList()) {
                Person now = person.by(later);
                String challenge = now.challenged().mustBe(201).sid();
                assertThat(now.answer(challenge, now.app().code(later.now(), 1))
                                .mustBe(200)
                                .text("status"))
                        .isEqualTo("approved");
            }
            busy.stop();
            Files.writeString(busy.data().resolve("master.key"), key);
            assertThat(busy.administer("serve", "--port", "0", "--metrics-port", "0"))
                    .as("with the former key")
                    .matches(OperatorTest::refusedInOneSentence);
        } finally {
            busy.close();
        }
    }

    @Test
    void itStopsWhenToldToAndAnswersWhatIsInFlight(@TempDir Path folder) {
        Product stopped = Product.start(folder.resolve("data"));
        Person person = Person.enrolled(stopped.api());
        String challenge = person.challenged().mustBe(201).sid();

        assertThat(stopped.stop()).isIn(0, 143);

        try (Product again = stopped.startAgain()) {
            assertThat(again.account()).isEqualTo(stopped.account());
            assertThat(person.by(again.api()).status(challenge)).isEqualTo("pending");
        }
    }

    @Test
    @Tag(Engine.EMBEDDED_ALONE)
    void aCommandOnNoCountersignAtAllRefuses(@TempDir Path folder) {
        assertThat(Launcher.run("account", "list", "--data", folder.toString()))
                .matches(OperatorTest::refusedInOneSentence);
        assertThat(folder).isEmptyDirectory();
        for (String sid : List.of("AC1", "AC" + "0".repeat(32))) {
            assertThat(product.administer("account", "suspend", sid)).matches(OperatorTest::refusedInOneSentence);
        }
    }

    /** One sentence for a person, and a failure for a script. */
    static boolean refusedInOneSentence(Launcher.Ran ran) {
        assertThat(ran.exit()).as(ran.toString()).isNotZero();
        assertThat(ran.err().strip().lines()).as(ran.toString()).hasSize(1);
        assertThat(ran.err().strip()).startsWith("countersign: ");
        return true;
    }
}
