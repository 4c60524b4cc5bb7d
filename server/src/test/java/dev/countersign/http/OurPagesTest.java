package dev.countersign.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The pages as they were built. */
class OurPagesTest {
    private static final int MOST_BYTES = 200 * 1024;

    private final Pages pages = Pages.ours(HttpSettings.loopback(0, 0));

    @Test
    void everythingListedIsThereAndNoPageIsHeavy() throws IOException {
        List<String> paths = list().stream().map(line -> line.split(" ", 2)[0]).toList();
        assertThat(paths).contains("/authenticator", "/authenticator/manifest.webmanifest", "/console");
        Map<String, Integer> weights = paths.stream()
                .filter(path -> !path.endsWith(".png"))
                .collect(Collectors.groupingBy(path -> path.split("/", 3)[1], Collectors.summingInt(this::weight)));
        assertThat(weights)
                .isNotEmpty()
                .allSatisfy((page, weight) -> assertThat(weight).as(page).isBetween(1, MOST_BYTES));
    }

    @Test
    void noPageHoldsScriptOrStyleOrNamesAnyOtherHost() throws IOException {
        for (String line : list()) {
            if (line.endsWith("text/html; charset=utf-8")) {
                Reply page = pages.answer("GET", line.split(" ", 2)[0], null, null);
                assertThat(new String(page.body(), StandardCharsets.UTF_8))
                        .doesNotContainPattern("<script[^>]*>[^<]")
                        .doesNotContain("<style", "style=", "http:", "https:")
                        .doesNotContainPattern("\\son\\w+=");
            }
        }
    }

    private int weight(String path) {
        Reply reply = pages.answer("GET", path, "gzip", null);
        assertThat(reply.status()).as(path).isEqualTo(200);
        return reply.body().length;
    }

    private static List<String> list() throws IOException {
        try (InputStream in = requireNonNull(Pages.class.getResourceAsStream("/dev/countersign/pages/list.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
