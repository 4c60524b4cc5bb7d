package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation through the JavaScript SDK as it is published; the tests themselves are in {@code acceptance/node}. */
class NodeSdkTest {
    private static final Path NODE = Launcher.HOME.resolve("acceptance/node");

    @ParameterizedTest
    @ValueSource(strings = {"operations.test.mjs", "paging.test.mjs", "errors.test.mjs"})
    void nodesOwnTestsPass(String file) {
        assertThat(Files.isDirectory(NODE.resolve("node_modules/twilio")))
                .as("the SDK is installed: npm ci in acceptance/node, as ./check does")
                .isTrue();
        Api api = Product.shared().api();
        ProcessBuilder node = new ProcessBuilder("node", "--test", "--test-reporter=spec", file)
                .directory(NODE.toFile())
                .redirectErrorStream(true);
        node.environment()
                .putAll(Map.of(
                        "BASE_URL", api.base().toString(),
                        "ACCOUNT_SID", api.user(),
                        "AUTH_TOKEN", api.password()));

        Launcher.Ran ran = Launcher.finish(node);

        assertThat(ran.exit()).as(ran.out()).isZero();
        assertThat(ran.out()).as("some ran").containsPattern("pass [1-9]").containsPattern("fail 0");
    }
}
