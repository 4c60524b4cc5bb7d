package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the product's SQL says, read in its sources: it is the same on every database, and writes name their person. */
class StatementTextsTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/countersign");
    private static final Set<String> KEYED_BY_PERSON =
            Set.of("entity", "person", "factor", "challenge", "access_token", "grave", "outbox", "trail");

    /** Writes to those tables that may span people. None does; a scan first reads, and then writes person by person. */
    private static final Set<String> EXCEPTIONS = Set.of();

    private static final Pattern LITERAL = Pattern.compile("(?s)\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    private static final Pattern WRITE = Pattern.compile("(INSERT INTO|UPDATE|DELETE FROM) (\\w+)");
    private static final Pattern NAMES_PERSON = Pattern.compile("\\(person,|(WHERE|AND) person = \\?");

    @Test
    void everyWriteToATableThatIsKeyedByPersonNamesThePerson() throws IOException {
        SortedSet<String> naming = new TreeSet<>();
        SortedSet<String> silent = new TreeSet<>();
        for (Path file : java()) {
            String source = Files.readString(file);
            Matcher literal = LITERAL.matcher(source);
            int from = 0;
            while (literal.find(from)) {
                from = literal.end();
                Matcher write = WRITE.matcher(text(literal).strip());
                if (write.lookingAt() && KEYED_BY_PERSON.contains(write.group(2))) {
                    String statement = statement(source, literal.start());
                    (NAMES_PERSON.matcher(statement).find() ? naming : silent)
                            .add(file.getFileName().toString().replace(".java", ": ") + write.group());
                }
            }
        }
        assertThat(silent).containsExactlyInAnyOrderElementsOf(EXCEPTIONS);
        // So that a scan which finds nothing is not taken for a clean house.
        assertThat(naming)
                .containsExactly(
                        "AccessTokenTable: DELETE FROM access_token",
                        "AccessTokenTable: INSERT INTO access_token",
                        "AccessTokenTable: UPDATE access_token",
                        "ChallengeTable: DELETE FROM challenge",
                        "ChallengeTable: INSERT INTO challenge",
                        "ChallengeTable: UPDATE challenge",
                        "DeliveryTable: UPDATE outbox",
                        "EntityTable: DELETE FROM entity",
                        "EntityTable: INSERT INTO entity",
                        "EntityTable: INSERT INTO person",
                        "EntityTable: UPDATE person",
                        "FactorColumns: INSERT INTO factor",
                        "FactorColumns: UPDATE factor",
                        "FactorTable: DELETE FROM factor",
                        "FactorTable: UPDATE factor",
                        "Graves: DELETE FROM challenge",
                        "Graves: DELETE FROM entity",
                        "Graves: DELETE FROM factor",
                        "Graves: DELETE FROM grave",
                        "Graves: DELETE FROM person",
                        "Graves: INSERT INTO grave",
                        "Graves: UPDATE grave",
                        "OutboxTable: DELETE FROM outbox",
                        "OutboxTable: INSERT INTO outbox",
                        "OutboxTable: UPDATE outbox",
                        "TrailTable: DELETE FROM trail",
                        "TrailTable: INSERT INTO trail");
    }

    /**
     * The few reads that span people: a token or a delivery by its name alone, the list of entities, and what works in the
     * background, which then writes person by person.
     */
    private static final Set<String> SPANNING = Set.of(
            "Backlog: SELECT count(*) FROM (SELECT 1 FROM outbox WHERE due IS",
            "AccessTokenTable: SELECT t.person, t.identity, t.entity_sid",
            "AccessTokenTable: SELECT person, sid FROM access_token WHERE s",
            "ChallengeTable: SELECT person, sid FROM challenge",
            "CountTable: SELECT c.sid, e.service_sid, e.identity",
            "CountTable: SELECT sid FROM challenge WHERE expires > 0",
            "CountTable: SELECT sid FROM trail WHERE type <> ''",
            "CountTable: SELECT t.sid, e.service_sid, t.type",
            "DeliveryTable: SELECT sid, person, event_type, event_id, factor",
            "EntityTable: SELECT sid, identity, updated, person FROM entity",
            "FactorTable: SELECT person, sid, seed FROM factor",
            "Graves: SELECT person, sid FROM entity WHERE service_sid",
            "Graves: SELECT person, sid, kind FROM grave WHERE due",
            "OutboxTable: SELECT destination FROM outbox WHERE kind",
            "OutboxTable: SELECT destination, due FROM outbox WHERE due IS",
            "OutboxTable: SELECT person, sid FROM outbox",
            "OutboxTable: SELECT person, sid, due FROM outbox WHERE desti",
            "TrailTable: SELECT person FROM trail WHERE person >= ? AND p");

    @Test
    void everyReadOfATableThatIsKeyedByPersonNamesThePersonButForAFew() throws IOException {
        SortedSet<String> naming = new TreeSet<>();
        SortedSet<String> spanning = new TreeSet<>();
        Pattern keyed = Pattern.compile("(FROM|JOIN) (" + String.join("|", KEYED_BY_PERSON) + ")\\b");
        for (Path file : java()) {
            String source = Files.readString(file);
            Matcher literal = LITERAL.matcher(source);
            int from = 0;
            while (literal.find(from)) {
                from = literal.end();
                String text = text(literal).strip().replaceAll("\\s+", " ");
                String statement = text.startsWith("SELECT") ? statement(source, literal.start()) : "";
                if (keyed.matcher(statement).find()) {
                    String name = file.getFileName().toString().replace(".java", ": ") + text;
                    (statement.matches("(?s).*person = \\?.*") ? naming : spanning).add(name);
                }
            }
        }
        assertThat(naming).hasSizeGreaterThan(10);
        assertThat(spanning).allMatch(read -> SPANNING.stream().anyMatch(read::startsWith));
        assertThat(SPANNING).allMatch(known -> spanning.stream().anyMatch(read -> read.startsWith(known)));
    }

    @Test
    void everyTableHasItsPlaceInTheScriptThatDistributesThem() throws IOException {
        String script = Files.readString(Path.of("../docs/citus.sql"));
        SortedSet<String> distributed = named(script, "create_distributed_table\\('(\\w+)', 'person'");
        SortedSet<String> reference = named(script, "create_reference_table\\('(\\w+)'\\)");
        StringBuilder migrations = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources", Schema.OURS.location()))) {
            for (Path file : files.toList()) {
                migrations.append(Files.readString(file));
            }
        }
        SortedSet<String> tables = named(migrations.toString(), "CREATE TABLE (\\w+)");
        tables.removeAll(named(migrations.toString(), "ALTER TABLE (\\w+) RENAME"));
        assertThat(distributed).containsExactlyInAnyOrderElementsOf(KEYED_BY_PERSON);
        assertThat(reference).doesNotContainAnyElementsOf(distributed);
        tables.removeAll(distributed);
        assertThat(reference).isEqualTo(tables);
    }

    private static SortedSet<String> named(String text, String pattern) {
        SortedSet<String> all = new TreeSet<>();
        Pattern.compile(pattern).matcher(text).results().forEach(found -> all.add(found.group(1)));
        return all;
    }

    @Test
    void theScanSeesAWriteThatDoesNot() {
        String source = "tx.update(\"UPDATE factor SET seed = ? \" + \"WHERE sid = ?\", sid);";
        Matcher literal = LITERAL.matcher(source);
        assertThat(literal.find()).isTrue();
        assertThat(NAMES_PERSON.matcher(statement(source, literal.start())).find())
                .isFalse();
    }

    @Test
    void sqlIsWrittenInTheStoreAlone() throws IOException {
        for (Path file : java()) {
            if (!file.startsWith(SOURCES.resolve("store"))) {
                Matcher literal = LITERAL.matcher(Files.readString(file));
                assertThat(literal.results()).as(file.toString()).noneMatch(l -> l.group()
                        .matches("(?s)\"+\\s*(SELECT|INSERT|UPDATE|DELETE) [^a-z].*"));
            }
        }
    }

    @Test
    void noStatementLeavesTheSubsetThatEveryDatabaseUnderstands() throws IOException {
        for (Path file : java()) {
            if (file.getFileName()
                    .toString()
                    .matches(".*Table\\.java|FactorColumns\\.java|Graves\\.java|Keyset\\.java")) {
                Matcher literal = LITERAL.matcher(Files.readString(file));
                assertThat(literal.results().map(l -> l.group()))
                        .as(file.toString())
                        .noneMatch(
                                sql -> sql.matches(
                                        "(?s).*(OFFSET|OR REPLACE|OR IGNORE|ROWID|AUTOINCREMENT|IFNULL|\\? IS NULL|datetime\\().*"));
            }
        }
    }

    private static String text(Matcher literal) {
        String block = literal.group(1);
        return block == null ? literal.group(2) : block;
    }

    /** All literals from there to the end of the Java statement they are in. */
    private static String statement(String source, int start) {
        StringBuilder all = new StringBuilder();
        Matcher literal = LITERAL.matcher(source);
        int at = start;
        while (literal.find(at) && !source.substring(at, literal.start()).contains(";")) {
            all.append(text(literal)).append(' ');
            at = literal.end();
        }
        return all.toString();
    }

    private static List<Path> java() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }
}
