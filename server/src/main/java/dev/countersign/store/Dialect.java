package dev.countersign.store;

import java.util.List;

/** How each engine's connections are set up. Not one of the product's queries is in here: their text is the same everywhere. */
enum Dialect {
    // https://www.sqlite.org/pragma.html
    SQLITE("SELECT name FROM sqlite_schema WHERE type = 'table'") {
        @Override
        List<String> settings(Role role) {
            return switch (role) {
                case OPENER ->
                    List.of(
                            "PRAGMA busy_timeout = 5000",
                            "PRAGMA page_size = 4096", // counts for a new file only
                            "PRAGMA journal_mode = WAL",
                            "PRAGMA synchronous = FULL");
                case WRITER ->
                    List.of(
                            "PRAGMA busy_timeout = 10", // tried again for as long as its callers have patience
                            "PRAGMA synchronous = FULL",
                            "PRAGMA wal_autocheckpoint = 0", // WalKeeper's business
                            "PRAGMA journal_size_limit = 67108864", // kept to be overwritten, cut back if readers let
                            // it grow
                            "PRAGMA secure_delete = ON", // what is deleted is gone from the file, not only from the
                            // lists
                            "PRAGMA foreign_keys = OFF",
                            "PRAGMA trusted_schema = OFF",
                            "PRAGMA temp_store = MEMORY",
                            "PRAGMA mmap_size = 0",
                            "PRAGMA cache_size = -16384"); // kB
                case READER ->
                    List.of(
                            "PRAGMA busy_timeout = 5000",
                            "PRAGMA query_only = ON",
                            "PRAGMA trusted_schema = OFF",
                            "PRAGMA temp_store = MEMORY",
                            "PRAGMA mmap_size = 0",
                            "PRAGMA cache_size = -4096"); // every commit empties it, so a large one would buy little
            };
        }
    },
    // https://www.postgresql.org/docs/current/runtime-config-client.html
    POSTGRESQL("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()") {
        @Override
        List<String> settings(Role role) {
            return List.of(
                    // Nothing is acknowledged that is not on disk, whatever the server's own default is.
                    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')",
                    // Whoever stands still with rows in hand does not hold up the other servers for long.
                    "SET idle_in_transaction_session_timeout = 5000",
                    "SET lock_timeout = 3000");
        }
    };

    private final String tables;

    Dialect(String tables) {
        this.tables = tables;
    }

    /** Asks for the names of all tables. */
    String tables() {
        return tables;
    }

    abstract List<String> settings(Role role);
}
