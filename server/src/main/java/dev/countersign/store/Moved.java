package dev.countersign.store;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The word on a record why no server may use it, any more or yet. It completes the sentence "The database X …". */
final class Moved {
    static final String UNFINISHED = "holds an unfinished copy; run \"countersign database copy\" again";

    private static final String LEAVING = "is being moved to ";
    private static final String GONE = "was moved to ";

    private Moved() {}

    /** What a unit meets that would write to a record which is somewhere else by now. */
    static final class Away extends SQLException {
        private static final long serialVersionUID = 1;

        Away(String words) {
            super(words);
        }

        String words() {
            return "the database " + getMessage();
        }
    }

    static String leavingFor(RecordPlace place) {
        return LEAVING + place + "; should that have been broken off, run it again, or with --abandon";
    }

    static String goneTo(RecordPlace place) {
        return GONE + place;
    }

    static boolean saysLeaving(String words) {
        return words.startsWith(LEAVING);
    }

    /** Null where servers may use it. */
    static @Nullable String of(Session session) throws SQLException {
        List<String> words =
                session.all("SELECT moved FROM schema_facts WHERE one = 1 AND moved IS NOT NULL", row -> row.text(1));
        return words.isEmpty() ? null : words.getFirst();
    }

    static void say(Session session, @Nullable String words) throws SQLException {
        session.update("UPDATE schema_facts SET moved = ?", words);
    }

    /**
     * Begins a transaction that writes to a file. It is asked inside of it: once the word is committed, nothing is written
     * any more, and whoever moves the record can be sure of it.
     */
    static void begin(Session session, Schema schema) throws SQLException {
        session.run("BEGIN IMMEDIATE");
        if (schema.level() < Schema.SAYS_WHETHER_MOVED) {
            return;
        }
        try {
            String words = of(session);
            if (words != null) {
                throw new Away(words);
            }
        } catch (SQLException e) {
            session.run("ROLLBACK");
            throw e;
        }
    }
}
