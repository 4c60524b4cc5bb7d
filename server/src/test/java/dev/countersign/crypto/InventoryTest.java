package dev.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.house.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Where the weaker hashes are used at all: where the wire asks for them, and nowhere else. */
class InventoryTest {
    private static final Pattern WEAK =
            Pattern.compile("\"[^\"\\n]*(?i:sha-?1(?!\\d)|md5|\\bdes(ede)?\\b|rc4)[^\"\\n]*\"");

    @Test
    void sha1StandsOnlyBelowCodesAndWebhookSignatures() {
        assertThat(users(Sources.under(Path.of("").toAbsolutePath().resolveSibling(""))))
                .containsExactly(
                        "server/src/main/java/dev/countersign/crypto/Totp.java",
                        "server/src/main/java/dev/countersign/crypto/WebhookSignature.java");
    }

    private static List<String> users(Sources sources) {
        return sources.texts().entrySet().stream()
                .filter(e -> e.getKey().startsWith("server/src/main/java/"))
                .filter(e -> e.getValue().lines().anyMatch(InventoryTest::names))
                .map(e -> e.getKey())
                .toList();
    }

    /** An algorithm is asked for by a text; the words of an exception are no request. */
    private static boolean names(String line) {
        return !line.contains("throw ") && WEAK.matcher(line).find();
    }
}
