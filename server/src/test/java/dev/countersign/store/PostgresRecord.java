package dev.countersign.store;

import dev.countersign.testkit.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A test's record on the PostgreSQL server that all tests share: a database that is emptied and lent to the next one. */
final class PostgresRecord implements Database.TestRecord {
    /** Lets the transaction that asks it write rows of several people. */
    static final String OF_SEVERAL = "SELECT set_config('countersign.person', 'several', true)";

    private static final Queue<PostgresRecord> IDLE = new ConcurrentLinkedQueue<>();

    private final String name;

    private PostgresRecord(String name) {
        this.name = name;
    }

    /** A migrated database with nothing in it, made once. */
    private static final class Template {
        static final String NAME = make();

        private static String make() {
            String name = Postgres.shared().create();
            Options options = Options.standard(() -> {});
            Db.open(url(name), options, InstantSource.system(), new Random(1), System::nanoTime)
                    .close();
            try (Connection connection = Postgres.shared().connect(name);
                    Statement statement = connection.createStatement()) {
                watchPeople(statement);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return name;
        }
    }

    /** From then on a transaction fails that writes rows of two people: on a distributed database they lie on two machines. */
    private static void watchPeople(Statement statement) throws SQLException {
        statement.execute("""
                CREATE FUNCTION one_person() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE
                  person text := encode(CASE WHEN TG_OP = 'DELETE' THEN OLD.person ELSE NEW.person END, 'hex');
                  before text := current_setting('countersign.person', true);
                BEGIN
                  IF before IS NULL OR before = '' THEN
                    PERFORM set_config('countersign.person', person, true);
                  ELSIF before NOT IN (person, 'several') THEN
                    RAISE EXCEPTION 'one transaction writes rows of two people, here in %', TG_TABLE_NAME;
                  END IF;
                  RETURN NULL;
                END $$
                """);
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT table_name FROM information_schema.columns"
                + " WHERE table_schema = current_schema() AND column_name = 'person'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        for (String table : tables) {
            statement.execute("CREATE TRIGGER one_person AFTER INSERT OR UPDATE OR DELETE ON " + table
                    + " FOR EACH ROW EXECUTE FUNCTION one_person()");
        }
    }

    static PostgresRecord take() {
        PostgresRecord idle = IDLE.poll();
        return idle == null ? new PostgresRecord(Postgres.shared().create(Template.NAME)) : idle;
    }

    private static PostgresUrl url(String name) {
        return PostgresUrl.parse(Postgres.shared().url(name));
    }

    PostgresUrl url() {
        return url(name);
    }

    @Override
    public Db open(Options options, Db.Sources sources) {
        return Db.open(url(), options, sources.clock(), sources.random(), sources.nanos());
    }

    @Override
    public List<byte[]> bytes() {
        List<byte[]> all = new ArrayList<>();
        try (Connection connection = Postgres.shared().connect(name);
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            Object value = rows.getObject(i);
                            if (value != null) {
                                all.add(value instanceof byte[] bytes ? bytes : Database.utf8(value.toString()));
                            }
                        }
                    }
                }
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(Dialect.POSTGRESQL.tables())) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }

    @Override
    public void close() {
        try (Connection connection = Postgres.shared().connect(name);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>(tables(statement));
            tables.removeAll(List.of("flyway_schema_history", "schema_facts"));
            statement.execute("TRUNCATE " + String.join(", ", tables));
            statement.execute("UPDATE schema_facts SET moved = NULL");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        IDLE.add(this);
    }
}
