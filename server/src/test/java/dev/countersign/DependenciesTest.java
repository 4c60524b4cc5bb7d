package dev.countersign;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathNodes;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/** Whatever the build draws in is listed with its reason and its licence in {@code docs/dependencies.md}. */
final class DependenciesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");

    private static final String DIRECT = "/project/dependencies/dependency/artifactId"
            + " | /project/build/plugins/plugin/artifactId"
            + " | /project/build/pluginManagement/plugins/plugin/artifactId"
            + " | //annotationProcessorPaths/path/artifactId";

    private static final String ANY = "//artifactId";

    private static final List<String> NPM_PROJECTS = List.of("acceptance/node", "acceptance/browser", "console");
    private static final Pattern NPM_BLOCK = Pattern.compile("\"(?:devD|d)ependencies\"\\s*:\\s*\\{([^}]*)}");
    private static final Pattern NPM_NAME = Pattern.compile("\"([^\"]+)\"\\s*:");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| \\S.* \\| \\S.* \\|$");

    @Test
    void everyDirectDependencyIsListed() throws Exception {
        SortedSet<String> drawnIn = artifacts(DIRECT);
        drawnIn.addAll(npmPackages());
        assertThat(listed()).containsAll(drawnIn);
    }

    @Test
    void whatIsListedIsStillInUse() throws Exception {
        SortedSet<String> known = artifacts(ANY);
        known.addAll(npmPackages());
        assertThat(known).containsAll(listed());
    }

    private static SortedSet<String> listed() throws IOException {
        SortedSet<String> listed = names(ROW, Files.readString(ROOT.resolve("docs/dependencies.md")));
        assertThat(listed).isNotEmpty();
        return listed;
    }

    /** The artifacts that a path finds in the poms of all modules, but for those modules themselves. */
    private static SortedSet<String> artifacts(String path) throws Exception {
        SortedSet<String> artifacts = new TreeSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path pom : Stream.concat(Stream.of(ROOT), modules)
                    .map(folder -> folder.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList()) {
                Document document = DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(pom.toFile());
                for (Node artifact : XPathFactory.newDefaultInstance()
                        .newXPath()
                        .evaluateExpression(path, document, XPathNodes.class)) {
                    artifacts.add(artifact.getTextContent().strip());
                }
            }
        }
        artifacts.removeIf(artifact -> artifact.startsWith("countersign"));
        return artifacts;
    }

    private static SortedSet<String> npmPackages() throws IOException {
        SortedSet<String> packages = new TreeSet<>();
        for (String project : NPM_PROJECTS) {
            NPM_BLOCK
                    .matcher(Files.readString(ROOT.resolve(project).resolve("package.json")))
                    .results()
                    .forEach(block -> packages.addAll(names(NPM_NAME, block.group(1))));
        }
        return packages;
    }

    private static SortedSet<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).collect(toCollection(TreeSet::new));
    }
}
