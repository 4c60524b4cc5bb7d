package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.HttpTransport;
import dev.countersign.phone.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An SDK in another language, as it is published. Its tests are scripts in a folder of their own, which run here against the
 * product, over HTTP and again over HTTPS, with phones at hand; what a script prints is the text of its failure.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
abstract class ScriptedSdk {
    private final Path folder;
    private final String names;
    private Path temporary;
    private Product secured;

    /**
     * @param folder where the scripts are, in {@code acceptance}
     * @param names which of the files there are tests, as a glob
     */
    ScriptedSdk(String folder, String names) {
        this.folder = Launcher.HOME.resolve("acceptance").resolve(folder);
        this.names = names;
    }

    Path folder() {
        return folder;
    }

    /** Fails, or skips the test, where there is no such SDK. */
    abstract void mustBeInstalled();

    abstract List<String> command(String script);

    /** What the SDK reads before it trusts a certificate of ours. */
    abstract Map<String, String> trusting(Path certificate);

    /** Whether that is the output of tests of which some ran, and all that did passed. */
    abstract void mustHavePassed(String output);

    @BeforeAll
    void start(@TempDir Path given) {
        temporary = given;
        secured = Product.startOverTls(temporary, Certificate.make(temporary));
    }

    // An override of a method does not inherit this annotation.
    @BeforeEach
    void askForTheSdk() {
        mustBeInstalled();
    }

    @AfterAll
    void stop() {
        secured.close();
        assertThat(secured.printed()).as("no token and nothing signed").doesNotContain("eyJ");
    }

    List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            file.getFileSystem().getPathMatcher("glob:" + names).matches(file.getFileName()))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void passesOverHttp(String script) throws IOException {
        mustPass(run(script, Product.shared(), HttpTransport.usual(), Map.of()));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void passesOverTls(String script) throws IOException {
        mustPass(run(script, secured, overTls(), trusting(temporary.resolve("cert.pem"))));
    }

    @Test
    void doesNotTalkToACertificateItWasNotGiven() throws IOException {
        Launcher.Ran ran = run(scripts().getFirst(), secured, overTls(), Map.of());

        assertThat(ran.exit()).as(ran.out()).isNotZero();
        assertThat(ran.out()).containsPattern("self.signed certificate");
    }

    private void mustPass(Launcher.Ran ran) {
        assertThat(ran.exit()).as(ran.out()).isZero();
        mustHavePassed(ran.out());
    }

    private Transport overTls() throws IOException {
        return HttpTransport.trusting(temporary.resolve("cert.pem"));
    }

    private Launcher.Ran run(String script, Product product, Transport network, Map<String, String> trust)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command(script)).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "BASE_URL", product.base().toString(),
                        "ACCOUNT_SID", product.account(),
                        "AUTH_TOKEN", product.token()));
        builder.environment().putAll(trust);
        try (PhoneBooth booth = new PhoneBooth(product.base(), network)) {
            builder.environment().put("PHONE_BOOTH", booth.url());
            return Launcher.finish(builder);
        }
    }
}
