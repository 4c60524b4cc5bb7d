package dev.countersign.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What we declare, held against the published description of the Verify v2 API. {@code facts.txt} is generated from that
 * and holds names only; {@code missing.txt} is what of it we do not serve yet, {@code ours.txt} what we have beyond it,
 * each line with its reason after {@code #}; of an operation that one side does not have at all they hold only its name.
 */
class FactsTest {
    private static final String SOURCE = "contract/twilio_verify_v2.json";

    private static NavigableSet<String> lines(String name) {
        NavigableSet<String> lines = new TreeSet<>();
        Golden.read(name)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(lines::add);
        return lines;
    }

    /** What we declare, read off the golden description that {@link OpenApiTest} holds to the code. */
    private static Set<String> declared() {
        return Facts.of(Tree.parse(Golden.read("openapi.json"))).lines();
    }

    /** The published facts that we do not meet; of an operation that we do not serve at all, only its name. */
    private static NavigableSet<String> unmet() {
        Set<String> declared = declared();
        NavigableSet<String> unmet = new TreeSet<>();
        for (String fact : lines("facts.txt")) {
            String operation = Facts.operation(fact);
            if (!declared.contains(operation)) {
                unmet.add(operation);
            } else if (!declared.contains(fact)) {
                unmet.add(fact);
            }
        }
        return unmet;
    }

    private static NavigableMap<String, String> ours() {
        NavigableMap<String, String> ours = new TreeMap<>();
        for (String line : lines("ours.txt")) {
            String[] parts = line.split(" +# ", 2);
            ours.put(parts[0], parts.length < 2 ? "" : parts[1]);
        }
        return ours;
    }

    @Test
    void theFactsAreThoseOfThePublishedDescription() throws IOException {
        Path source = Path.of(System.getProperty("countersign.shared", "../../shared"), SOURCE);
        if (!Files.exists(source)) {
            Assumptions.abort(source + " is not here: it is spec/json/twilio_verify_v2.json of"
                    + " github.com/twilio/twilio-oai; name the directory that has " + SOURCE
                    + " by -Dcountersign.shared to hold facts.txt against it");
        }
        Facts published = Facts.of(Tree.parse(Files.readAllBytes(source)));
        Golden.assertSame("facts.txt", String.join("\n", published.lines()) + "\n");
    }

    @Test
    void nothingIsMissingThatIsNotListed() {
        NavigableSet<String> news = unmet();
        news.removeAll(lines("missing.txt"));
        assertThat(news).as("published, not declared, and not in missing.txt").isEmpty();
    }

    @Test
    void theListOfWhatIsMissingMayOnlyShrink() {
        NavigableSet<String> done = lines("missing.txt");
        done.removeAll(unmet());
        assertThat(done).as("no longer missing: take it out of missing.txt").isEmpty();
    }

    @Test
    void whatIsOursIsListedWithItsReason() {
        NavigableSet<String> published = lines("facts.txt");
        NavigableSet<String> beyond = new TreeSet<>();
        for (String fact : declared()) {
            String operation = Facts.operation(fact);
            if (!published.contains(operation)) {
                beyond.add(operation);
            } else if (!published.contains(fact)) {
                beyond.add(fact);
            }
        }
        assertThat(ours().keySet()).as("ours.txt").containsExactlyElementsOf(beyond);
        assertThat(ours().entrySet())
                .as("each line needs a reason after #")
                .allMatch(e -> e.getValue().length() > 9);
    }
}
