package dev.countersign.acceptance;

import dev.countersign.testkit.Postgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What keeps the record in this run of the suite: the system property {@code countersign.engine} names it. */
enum Engine {
    SQLITE {
        @Override
        @Nullable
        String database(List<String> arguments) {
            return null;
        }
    },
    POSTGRESQL {
        // Each data folder has a database of its own, so that whatever is run on it finds what was there.
        @Override
        @Nullable
        String database(List<String> arguments) {
            int flag = arguments.indexOf("--data");
            return flag < 0 || arguments.contains("--database")
                    ? null
                    : DATABASES.computeIfAbsent(
                            Path.of(arguments.get(flag + 1)).toAbsolutePath(),
                            _ -> Postgres.shared().url(Postgres.shared().create()));
        }
    };

    /** The tag of tests that are about the embedded file alone. */
    static final String EMBEDDED_ALONE = "embedded";

    /** The tag of tests that are about PostgreSQL alone. */
    static final String POSTGRESQL_ALONE = "postgresql";

    /** The tag of tests that bring a database of their own, or need none, and are the same in every run: once is enough. */
    static final String OF_ITS_OWN = "own";

    private static final Map<Path, String> DATABASES = new ConcurrentHashMap<>();

    static Engine ofThisRun() {
        return valueOf(System.getProperty("countersign.engine", "sqlite").toUpperCase(Locale.ROOT));
    }

    /** Where a command with these arguments finds its record; null where that is a file in its data folder. */
    abstract @Nullable String database(List<String> arguments);
}
