package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a developer who starts the sample backend wrongly is told, before anything listens. */
class BackendTest {
    private static final String ACCOUNT = " --account-sid AC" + "0".repeat(31) + "1";
    private static final String NOBODY_THERE = " --url http://127.0.0.1:1";

    @TempDir
    Path dir;

    private Terminal terminal;

    @BeforeEach
    void sitDown() {
        terminal = new Terminal(dir);
    }

    @AfterEach
    void standUp() {
        terminal.close();
    }

    @Test
    void theAccountAndItsTokenMustBeGivenAndTheTokenNotOnTheLine() {
        assertThat(terminal.refused("backend")).contains("--account-sid");
        assertThat(terminal.refused("backend --account-sid AC1")).contains("32 hex digits");
        assertThat(terminal.refused("backend" + ACCOUNT))
                .contains("--auth-token-file")
                .contains("COUNTERSIGN_AUTH_TOKEN");
        assertThat(terminal.run("backend --auth-token secret").err()).doesNotContain("secret");
        assertThat(terminal.refused("backend" + ACCOUNT + " --auth-token-file " + dir.resolve("none")))
                .contains("none cannot be read");
    }

    @Test
    void whatCannotBeMeantIsRefusedInOneSentence() throws Exception {
        Path token = Files.writeString(dir.resolve("token"), "secret\n");
        String line = "backend" + ACCOUNT + " --auth-token-file " + token + NOBODY_THERE;
        assertThat(terminal.refused(line + " --port 65536")).contains("--port");
        assertThat(terminal.refused(line + " --port three")).contains("--port");
        assertThat(terminal.refused(line + " --service VA1")).contains("--service");
        assertThat(terminal.refused(line + " --tls-cert " + token)).contains("--tls-key");
        assertThat(terminal.refused(line + " --ca-cert " + token)).isNotEmpty();
        assertThat(terminal.refused("backend" + ACCOUNT + " --auth-token-file " + token + " --url http://example.com"))
                .contains("https://");
    }

    @Test
    void withoutACountersignItDoesNotStart() {
        terminal.environment.putAll(Map.of(
                "COUNTERSIGN_ACCOUNT_SID", "AC" + "0".repeat(31) + "1", "COUNTERSIGN_AUTH_TOKEN", "s".repeat(32)));
        assertThat(terminal.refused("backend" + NOBODY_THERE))
                .contains("http://127.0.0.1:1")
                .doesNotContain("ssss");
    }
}
