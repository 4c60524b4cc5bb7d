package dev.countersign.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the project's people wrote, by path from the root; and what the plan asks of it that bytecode cannot tell. */
public record Sources(SortedMap<String, String> texts) {
    private static final Set<String> NOT_WRITTEN = Set.of("target", "node_modules", ".git", "data");
    private static final Pattern WRITTEN = Pattern.compile(".*\\.(java|sql|m?js|tsx?)");
    private static final int MOST_LINES = 350;

    private static final Pattern PACKAGE_DOC = Pattern.compile("(?s)/\\*\\*(.*?)\\*/\\s*@NullMarked\\s+package ");
    private static final int LEAST_PACKAGE_DOC = 80;

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");
    private static final Pattern CODE = Pattern.compile("\\b(20(?!000)[0-5]|60[2-9])\\d\\d\\b");

    private static final Pattern CITES = Pattern.compile("// ?spec\\b");
    private static final Pattern CITATION = Pattern.compile("// spec (RFC \\d+|(?!RFC )[^:]+) [A-Z0-9][\\w.-]*: \\S.*");

    public static Sources under(Path root) {
        SortedMap<String, String> texts = new TreeMap<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean written = folder.equals(root)
                            || !NOT_WRITTEN.contains(folder.getFileName().toString());
                    return written ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (WRITTEN.matcher(file.toString()).matches()) {
                        texts.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Sources(texts);
    }

    /** Files in which a noun may be hiding. */
    public List<String> tooLong() {
        return paths(e -> e.getValue().lines().count() > MOST_LINES);
    }

    /** Packages that do not say what belongs in them and what may never, or are not null-marked. */
    public List<String> packagesUnexplained() {
        return texts.keySet().stream()
                .filter(path -> path.contains("/src/main/java/"))
                .map(path -> path.substring(0, path.lastIndexOf('/')))
                .distinct()
                .filter(folder -> !explains(texts.getOrDefault(folder + "/package-info.java", "")))
                .toList();
    }

    /** Files that hold a number which only the list of refusals may hold. */
    public List<String> holdingCodes() {
        return paths(e -> e.getKey().startsWith("server/src/main/java/")
                && !e.getKey().endsWith("/domain/Refusal.java")
                && CODE.matcher(COMMENT.matcher(e.getValue()).replaceAll("")).find());
    }

    /** Lines that cite a specification in a form that the list of citations would not show whole. */
    public List<String> citationsMalformed() {
        return citing().filter(line -> !CITATION.matcher(line).find())
                .map(String::strip)
                .toList();
    }

    public long citations() {
        return citing().count();
    }

    private Stream<String> citing() {
        return texts.entrySet().stream()
                .filter(e -> e.getKey().contains("/src/main/java/"))
                .flatMap(e -> e.getValue().lines())
                .filter(line -> CITES.matcher(line).find());
    }

    private static boolean explains(String packageInfo) {
        var doc = PACKAGE_DOC.matcher(packageInfo);
        return doc.find()
                && doc.group(1).replaceAll("([\\s*]|<p>)+", " ").strip().length() >= LEAST_PACKAGE_DOC;
    }

    private List<String> paths(Predicate<Map.Entry<String, String>> which) {
        return texts.entrySet().stream().filter(which).map(Map.Entry::getKey).toList();
    }
}
