package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The web pages in a real browser, on the product as it is started; the tests themselves are in {@code acceptance/browser}.
 * What the pages looked like is kept in {@code acceptance/target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag(Engine.EMBEDDED_ALONE)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
class BrowserTest {
    private static final Path FOLDER = Launcher.HOME.resolve("acceptance/browser");

    /** A test in a browser waits more than it works: for what appears by itself, and for what runs out. */
    private static final int AT_ONCE = 3;

    private final ExecutorService browsers = Executors.newFixedThreadPool(AT_ONCE);
    private Product product;
    private PushBooth booth;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        assertThat(FOLDER.resolve("node_modules/playwright-core"))
                .as("the browser's driver is installed: npm ci in acceptance/browser, as ./check does")
                .isDirectory();
        product = Product.start(folder, "--webhook-allow", Product.LOOPBACK);
        booth = new PushBooth();
    }

    @AfterAll
    void stop() {
        browsers.shutdownNow();
        booth.close();
        product.close();
        assertThat(product.printed()).as("no token and nothing signed").doesNotContain("eyJ");
    }

    @Test
    void theServerSaysWhereItsAuthenticatorIs(@TempDir Path folder) {
        assertThat(Launcher.labelled(product.printed(), "Authenticator")).isEqualTo(product.base() + "/authenticator");
        // Browsers give no keys to a page of the address that stands for all.
        try (Product open = Product.start(folder, "--host", "0.0.0.0")) {
            assertThat(Launcher.labelled(open.printed(), "Authenticator"))
                    .isEqualTo("http://localhost:" + open.base().getPort() + "/authenticator");
        }
    }

    @TestFactory
    Stream<DynamicContainer> inABrowser() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            Map<String, Future<Launcher.Ran>> runs = new TreeMap<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".test.mjs"))
                    .sorted()
                    .forEach(script -> runs.put(script, browsers.submit(() -> run(script))));
            return runs.entrySet().stream()
                    .map(run -> dynamicContainer(run.getKey(), told(run.getKey(), run.getValue())));
        }
    }

    /** Each test of a script as it told of itself, and the script, which has to have come to its end. */
    private static Stream<DynamicTest> told(String script, Future<Launcher.Ran> run) {
        Launcher.Ran ran = ended(run);
        List<DynamicTest> tests = new ArrayList<>();
        for (String line :
                ran.out().lines().filter(l -> l.startsWith("{\"test\":")).toList()) {
            JsonNode test = Answer.parse(line);
            tests.add(dynamicTest(test.path("test").textValue(), () -> assertThat(
                            test.path("passed").booleanValue())
                    .as(test.path("why").asText())
                    .isTrue()));
        }
        boolean someFailed = ran.out().contains("\"passed\":false");
        tests.add(dynamicTest(script + " ran", () -> assertThat(ran.exit() == 0 || someFailed)
                .as(ran.out() + ran.err())
                .isTrue()));
        assertThat(tests).as(ran.out() + ran.err()).hasSizeGreaterThan(1);
        return tests.stream();
    }

    private static Launcher.Ran ended(Future<Launcher.Ran> run) {
        try {
            return run.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** On an account that it has for itself, so that none sees what others make there and remove. */
    private Launcher.Ran run(String script) {
        Launcher.Ran account = product.administer("account", "create", "--name", script);
        ProcessBuilder builder = new ProcessBuilder(
                        "node", "--test", "--test-reporter=./report.mjs", "--test-timeout=500000", script)
                .directory(FOLDER.toFile());
        builder.environment()
                .putAll(Map.of(
                        "BASE_URL", product.base().toString(),
                        "ACCOUNT_SID", account.value("Account SID"),
                        "AUTH_TOKEN", account.value("Auth token"),
                        "PUSH_BOOTH", booth.url(),
                        "SCREENSHOTS",
                                Launcher.HOME
                                        .resolve("acceptance/target/screenshots")
                                        .toString()));
        return Launcher.finish(builder, 600);
    }
}
