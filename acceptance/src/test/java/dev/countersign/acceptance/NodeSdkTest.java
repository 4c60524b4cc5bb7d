package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Every operation through the JavaScript SDK as it is published; the tests themselves are in {@code acceptance/node}. */
class NodeSdkTest extends ScriptedSdk {
    NodeSdkTest() {
        super("node", "*.test.mjs");
    }

    @Override
    void mustBeInstalled() {
        assertThat(Files.isDirectory(folder().resolve("node_modules/twilio")))
                .as("the SDK is installed: npm ci in acceptance/node, as ./check does")
                .isTrue();
    }

    @Override
    List<String> command(String script) {
        return List.of("node", "--test", "--test-reporter=spec", script);
    }

    @Override
    Map<String, String> trusting(Path certificate) {
        // The second is for what the scripts ask without the SDK.
        return Map.of("TWILIO_CA_BUNDLE", certificate.toString(), "NODE_EXTRA_CA_CERTS", certificate.toString());
    }

    @Override
    void mustHavePassed(String output) {
        assertThat(output).containsPattern("pass [1-9]").containsPattern("fail 0");
    }
}
