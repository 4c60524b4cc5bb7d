package dev.countersign.store;

import java.util.List;

/** How each engine's connections are set up. Not one of the product's queries is in here: their text is the same everywhere. */
enum Dialect {
    // https://www.sqlite.org/pragma.html
    SQLITE("SELECT name FROM sqlite_schema WHERE type = 'table'", "PRAGMA encoding", """
            SELECT t.name, c.name, lower(c.type), c.pk
              FROM sqlite_schema t
              JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'""") {
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
    // What an extension has put into the schema, as hosts do and Citus does beforehand, is nobody's record.
    POSTGRESQL("""
            SELECT c.relname
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
               AND NOT EXISTS (SELECT 1 FROM pg_depend d
                                WHERE d.classid = CAST('pg_class' AS regclass) AND d.objid = c.oid AND d.deptype = 'e')""", "SHOW server_encoding", """
            SELECT c.table_name, c.column_name, c.data_type, coalesce(k.ordinal_position, 0)
              FROM information_schema.columns c
              LEFT JOIN (information_schema.key_column_usage k
                         JOIN information_schema.table_constraints t
                           ON t.constraint_schema = k.constraint_schema AND t.constraint_name = k.constraint_name
                          AND t.table_name = k.table_name AND t.constraint_type = 'PRIMARY KEY')
                ON k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = c.column_name
             WHERE c.table_schema = current_schema()
               AND EXISTS (SELECT 1 FROM pg_class r
                             JOIN pg_namespace n ON n.oid = r.relnamespace
                            WHERE n.nspname = c.table_schema AND r.relname = c.table_name AND r.relkind IN ('r', 'p')
                              AND NOT EXISTS (SELECT 1 FROM pg_depend d
                                               WHERE d.classid = CAST('pg_class' AS regclass) AND d.objid = r.oid
                                                 AND d.deptype = 'e'))""") {
        @Override
        List<String> settings(Role role) {
            return List.of(
                    // Nothing is acknowledged that is not on disk, whatever the server's own default is.
                    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')",
                    // Whoever stands still with rows in hand does not hold up the other servers for long.
                    "SET idle_in_transaction_session_timeout = 5000",
                    "SET lock_timeout = 3000");
        }

        @Override
        String concurrently() {
            return "CONCURRENTLY";
        }
    };

    private final String tables;
    private final String encoding;
    private final String columns;

    Dialect(String tables, String encoding, String columns) {
        this.tables = tables;
        this.encoding = encoding;
        this.columns = columns;
    }

    /** Asks for the names of all tables. */
    String tables() {
        return tables;
    }

    /** Asks how text is kept. */
    String encoding() {
        return encoding;
    }

    /** Asks for the columns of all tables: table, name, type, and place in the primary key or 0. */
    String columns() {
        return columns;
    }

    abstract List<String> settings(Role role);

    /** What has an index built beside those who write; nothing where nobody can be beside. */
    String concurrently() {
        return "";
    }
}
