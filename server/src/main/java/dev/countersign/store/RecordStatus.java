package dev.countersign.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a database is like and what is in it, for its operator. */
public final class RecordStatus {
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** One line: what is said, and of what. */
    public record Fact(String label, String value) {}

    RecordStatus(RecordPlace place, String engine) {
        fact("Database", place.toString());
        fact("Engine", engine);
    }

    void fact(String label, String value) {
        facts.add(new Fact(label, value));
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    void standing(Standing standing) {
        if (!standing.record()) {
            fact("Schema", standing.nothing() ? "none: nothing is in it yet" : "none: it belongs to another program");
            return;
        }
        fact(
                "Schema",
                "level " + standing.level() + ", for servers that know level " + standing.oldestReader()
                        + " or later; this one knows level " + Schema.OURS.level());
        fact("In use", standing.moved() == null ? "yes" : "no: it " + standing.moved());
    }

    void size(long bytes) {
        fact("Size", String.format(Locale.ROOT, "%.1f MB", bytes / 1e6));
    }

    /** Counted one after the other; a server that runs may write in between. */
    void rows(Session session, Dialect dialect) throws SQLException {
        for (TableShape shape : TableShape.all(session, dialect)) {
            fact("Rows", shape.name() + " " + new TableRows(session, shape).count());
        }
    }

    public List<Fact> facts() {
        return List.copyOf(facts);
    }

    /** Sentences about what is not as it should be. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
