package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Every operation through the Python SDK as Debian ships it; the tests themselves are in {@code acceptance/python}. */
class PythonSdkTest extends ScriptedSdk {
    PythonSdkTest() {
        super("python", "test_*.py");
    }

    @Override
    void mustBeInstalled() {
        Launcher.Ran ran = Launcher.finish(new ProcessBuilder(interpreter(), "-c", ""));
        Assumptions.assumeTrue(ran.exit() == 0, () -> ran.err().strip());
    }

    private String interpreter() {
        return folder().resolve("interpreter").toString();
    }

    @Override
    List<String> command(String script) {
        return List.of(interpreter(), "-m", "unittest", "-v", script);
    }

    @Override
    Map<String, String> trusting(Path certificate) {
        return Map.of("REQUESTS_CA_BUNDLE", certificate.toString());
    }

    @Override
    void mustHavePassed(String output) {
        assertThat(output).containsPattern("(?m)^Ran [1-9]").containsPattern("(?m)^OK$");
    }
}
