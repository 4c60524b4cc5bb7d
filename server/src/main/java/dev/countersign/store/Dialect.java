package dev.countersign.store;

import java.util.List;

/** How each engine's connections are set up. Not one query is in here: their text is the same everywhere. */
enum Dialect {
    // https://www.sqlite.org/pragma.html
    SQLITE("jdbc:sqlite:") {
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
    };

    private final String scheme;

    Dialect(String scheme) {
        this.scheme = scheme;
    }

    String url(String where) {
        return scheme + where;
    }

    abstract List<String> settings(Role role);
}
