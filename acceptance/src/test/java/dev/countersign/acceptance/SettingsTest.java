package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Flags, environment and settings file: which one holds, and what is refused. */
class SettingsTest {
    private static final String SID = "AC0123456789abcdef0123456789abcdef";
    private static final String TOKEN = "0123456789abcdef0123456789ABCDEF";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Launcher.Ran serve(Map<String, String> environment, String... flags) {
        List<String> all = new ArrayList<>(
                List.of("serve", "--data", folder.resolve("data").toString()));
        List<String> given = List.of(flags);
        all.addAll(given.contains("--port") ? List.of() : List.of("--port", "0"));
        all.addAll(List.of("--metrics-port", "0"));
        all.addAll(given);
        return Launcher.run(environment, all.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource
    @Tag(Engine.OF_ITS_OWN)
    void whatIsUnknownOrNoGoodIsRefusedInOneSentence(
            Map<String, String> environment, List<String> flags, String named) {
        Launcher.Ran ran = serve(environment, flags.toArray(String[]::new));

        assertThat(ran).matches(OperatorTest::refusedInOneSentence);
        assertThat(ran.err()).contains(named);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    static Stream<Arguments> whatIsUnknownOrNoGoodIsRefusedInOneSentence() {
        return Stream.of(
                Arguments.of(Map.of(), List.of("--nonsense", "1"), "--nonsense"),
                Arguments.of(Map.of(), List.of("nonsense"), "nonsense"),
                Arguments.of(Map.of(), List.of("--auth-token", TOKEN), "--auth-token"),
                Arguments.of(Map.of("COUNTERSIGN_NONSENSE", "1"), List.of(), "COUNTERSIGN_NONSENSE"),
                Arguments.of(Map.of("COUNTERSIGN_DRAIN_SECONDS", "ten"), List.of(), "drain-seconds"),
                Arguments.of(Map.of(), List.of("--profile", "lenient"), "profile"),
                Arguments.of(Map.of(), List.of("--max-wrong-codes", "-1"), "max-wrong-codes"),
                Arguments.of(Map.of(), List.of("--codes-once", "maybe"), "codes-once"),
                Arguments.of(Map.of(), List.of("--tls-cert", "cert.pem"), "tls-key"),
                Arguments.of(Map.of(), List.of("--settings", "/nowhere/at/all"), "/nowhere/at/all"),
                Arguments.of(Map.of("COUNTERSIGN_ACCOUNT_SID", SID), List.of(), "auth-token"),
                Arguments.of(
                        Map.of("COUNTERSIGN_ACCOUNT_SID", "AC1", "COUNTERSIGN_AUTH_TOKEN", TOKEN),
                        List.of(),
                        "account-sid"),
                Arguments.of(
                        Map.of("COUNTERSIGN_ACCOUNT_SID", SID, "COUNTERSIGN_AUTH_TOKEN", "short"),
                        List.of(),
                        "auth-token"),
                Arguments.of(Map.of("COUNTERSIGN_MASTER_KEY", "short"), List.of(), "master-key"));
    }

    @Test
    @Tag(Engine.OF_ITS_OWN)
    void doorsThatCannotBeOpenedAreRefusedInOneSentence() {
        String busy = Integer.toString(Product.shared().base().getPort());
        Product.start(folder.resolve("data")).stop();

        for (List<String> flags : List.of(
                List.of("--public-url", "ftp://x"),
                List.of("--trusted-proxy", "300.1.1.1"),
                List.of("--port", busy),
                List.of("--tls-cert", "no-such.pem", "--tls-key", "no-such.pem"))) {
            Launcher.Ran ran = serve(Map.of(), flags.toArray(String[]::new));
            assertThat(ran).matches(OperatorTest::refusedInOneSentence);
            assertThat(ran.err()).contains(flags.getLast());
        }
    }

    @Test
    @Tag(Engine.OF_ITS_OWN)
    void aSecretThatIsNoGoodIsNotRepeated() {
        Launcher.Ran ran =
                serve(Map.of("COUNTERSIGN_ACCOUNT_SID", SID, "COUNTERSIGN_AUTH_TOKEN", "too short a secret"));

        assertThat(ran.exit()).isNotZero();
        assertThat(ran.out() + ran.err()).doesNotContain("too short a secret");
    }

    @Test
    @Tag(Engine.OF_ITS_OWN)
    void anUnknownLineOfTheSettingsFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("settings"), "profile = strict\nnonsense = 1\n");

        Launcher.Ran ran = serve(Map.of(), "--settings", file.toString());

        assertThat(ran).matches(OperatorTest::refusedInOneSentence);
        assertThat(ran.err()).contains("nonsense");
    }

    @Test
    @Tag(Engine.OF_ITS_OWN)
    void anUnknownCommandIsRefused() {
        for (List<String> command : List.of(List.of("nonsense"), List.of("account", "nonsense"), List.of("account"))) {
            Launcher.Ran ran = Launcher.run(command.toArray(String[]::new));
            assertThat(ran.exit()).as(ran.toString()).isNotZero();
            assertThat(ran.err()).isNotBlank();
        }
        assertThat(Launcher.run("nonsense")).matches(OperatorTest::refusedInOneSentence);
        assertThat(Launcher.run("account", "suspend")).matches(OperatorTest::refusedInOneSentence);
    }

    @Test
    @Tag(Engine.OF_ITS_OWN)
    void flagsHoldBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("settings"), "public-url = https://file.example.com\nmore-info-url = https://docs/\n");
        Map<String, String> environment = Map.of("COUNTERSIGN_PUBLIC_URL", "https://environment.example.com");
        String settings = file.toString();

        try (Product product = Product.start(folder.resolve("file"), "--settings", settings)) {
            assertThat(product.base()).hasToString("https://file.example.com");
        }
        try (Product product = Product.start(folder.resolve("env"), environment, "--settings", settings)) {
            assertThat(product.base()).hasToString("https://environment.example.com");
        }
        try (Product product = Product.start(
                folder.resolve("flag"),
                environment,
                "--settings",
                settings,
                "--public-url",
                "https://flag.example.com")) {
            assertThat(product.base()).hasToString("https://flag.example.com");
        }
    }

    @Test
    void theFirstAccountAndTheMasterKeyMayBeFixedByTheEnvironment() throws IOException {
        Map<String, String> environment = Map.of(
                "COUNTERSIGN_ACCOUNT_SID",
                SID,
                "COUNTERSIGN_AUTH_TOKEN",
                TOKEN,
                "COUNTERSIGN_MASTER_KEY",
                "ab".repeat(32));
        Path data = folder.resolve("data");

        try (Product product = Product.start(data, environment)) {
            assertThat(product.account()).isEqualTo(SID);
            product.api().get("/v2/Services").mustBe(200);
            assertThat(product.printed()).doesNotContain(TOKEN);
            assertThat(data.resolve("auth-token")).doesNotExist();
            assertThat(data.resolve("master.key")).doesNotExist();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            product.kill();
            try (Product again = product.startAgain()) {
                again.api().get("/v2/Services").mustBe(200);
                again.api().as(SID, TOKEN + "x").get("/v2/Services").mustBe(401, 20003);
            }
        }
        Launcher.Ran wrong = serve(Map.of("COUNTERSIGN_MASTER_KEY", "cd".repeat(32)));
        assertThat(wrong).matches(OperatorTest::refusedInOneSentence);
        assertThat(wrong.err()).contains("master key").doesNotContain("cdcd");
    }

    @Test
    void aMasterKeyThatIsWrongOrMissingKeepsTheDatabaseShut() throws IOException {
        Path data = folder.resolve("data");
        Product product = Product.start(data);
        product.stop();
        Path key = data.resolve("master.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        String right = Files.readString(key);

        Files.writeString(key, "00".repeat(32));
        assertThat(serve(Map.of())).matches(OperatorTest::refusedInOneSentence);
        Files.writeString(key, "nonsense");
        assertThat(serve(Map.of())).matches(OperatorTest::refusedInOneSentence);
        Files.delete(key);
        assertThat(serve(Map.of())).matches(OperatorTest::refusedInOneSentence);
        assertThat(key).as("no new one is made up").doesNotExist();

        Files.writeString(key, right);
        try (Product again = product.startAgain()) {
            again.api().get("/v2/Services").mustBe(200);
        }
    }

    @Test
    @Tag(Engine.OF_ITS_OWN)
    void helpNamesEveryCommandAndEverySetting() {
        Launcher.Ran help = Launcher.run("--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("serve", "demo", "account", "key", "master-key", "--version");

        Launcher.Ran serve = Launcher.run("serve", "--help");
        assertThat(serve.exit()).isZero();
        assertThat(serve.out())
                .contains(
                        "--data",
                        "--settings",
                        "--host",
                        "--port",
                        "--metrics-port",
                        "--public-url",
                        "--trusted-proxy",
                        "--tls-cert",
                        "--tls-key",
                        "--profile",
                        "--max-wrong-codes",
                        "COUNTERSIGN_DATA",
                        "COUNTERSIGN_MASTER_KEY",
                        "COUNTERSIGN_ACCOUNT_SID",
                        "COUNTERSIGN_AUTH_TOKEN");
        assertThat(Launcher.run("account", "--help").out())
                .contains("create", "list", "suspend", "resume", "limit", "token");
    }

    @Test
    @Tag(Engine.OF_ITS_OWN)
    void versionSaysWhichOneItIs() {
        Launcher.Ran version = Launcher.run("--version");

        assertThat(version.exit()).isZero();
        assertThat(version.out().strip()).matches("countersign \\d+\\.\\d+\\.\\d+.*");
    }
}
