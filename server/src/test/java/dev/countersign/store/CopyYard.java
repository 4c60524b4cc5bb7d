package dev.countersign.store;

import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.testkit.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Places to copy between, in files and on the PostgreSQL server that all tests share, and rows in every table of them. */
final class CopyYard implements AutoCloseable {
    static final int CHALLENGES = 2300;

    private final Path folder;
    private final List<String> databases = new ArrayList<>();
    private int files;

    CopyYard(Path folder) {
        this.folder = folder;
    }

    RecordPlace file() {
        files++;
        return RecordPlace.of(folder.resolve("record-" + files + ".db"));
    }

    /** A database with nothing in it, not even tables. */
    RecordPlace postgres() {
        String name = Postgres.shared().create();
        databases.add(name);
        return RecordPlace.of(PostgresUrl.parse(Postgres.shared().url(name)));
    }

    /** A server at work there: a write is given up after two seconds. */
    static Db serve(RecordPlace place) {
        Options options = Options.standard(() -> {})
                .limits(Limits.STANDARD.patience(Duration.ofSeconds(2)))
                .shared(new Options.Shared(4, false, false));
        if (place instanceof PostgresPlace) {
            PostgresUrl url = PostgresUrl.parse(place.toString());
            return Db.open(url, options, InstantSource.system(), new Random(7), System::nanoTime);
        }
        return Db.open(Path.of(place.toString()), options, InstantSource.system(), new Random(7), System::nanoTime);
    }

    /** Rows in every table. */
    static Nouns fill(Db db) {
        Nouns n = Nouns.in(db);
        Factor factor = n.factor(n.entity(1));
        n.phone(n.entity(2));
        many(n, factor, CHALLENGES);
        db.write(tx -> {
            byte[] one = Toy.person(1);
            byte[] two = Toy.person(2);
            for (byte[] account : List.of(one, two)) {
                tx.update(
                        "INSERT INTO account (sid, friendly_name, active, updated) VALUES (?, ?, 1, 5)",
                        account,
                        "ä€𝄞");
                for (String place : List.of("primary", "secondary")) {
                    tx.update(
                            "INSERT INTO auth_token (account_sid, place, hash, sealed, created) VALUES (?, ?, ?, ?, 1)",
                            account,
                            place,
                            two,
                            new byte[0]);
                }
                tx.update(
                        "INSERT INTO api_key (sid, account_sid, friendly_name, hash, updated) VALUES (?, ?, '', ?, 1)",
                        account,
                        one,
                        two);
                tx.update("INSERT INTO service_grave (sid) VALUES (?)", account);
                tx.update("INSERT INTO person (person, creations) VALUES (?, ?)", account, one);
                tx.update("INSERT INTO grave (person, sid, kind, due) VALUES (?, ?, 'factor', 9)", account, two);
                tx.update("INSERT INTO allowance (account_sid, full_at) VALUES (?, -1)", account);
                tx.update(
                        "INSERT INTO console_session (sid, account_sid, created, seen, credential) VALUES (?, ?, 1, 2, ?)",
                        account,
                        one,
                        two);
                tx.update(
                        "INSERT INTO trail (person, sid, type, other_sid, number) VALUES (?, ?, 'webhook.told', ?, 1)",
                        account,
                        one,
                        two);
                tx.update(
                        "INSERT INTO credential (sid, account_sid, type, friendly_name, sandbox, sealed, updated)"
                                + " VALUES (?, ?, 'fcm', NULL, 0, ?, 1)",
                        account,
                        one,
                        two);
                tx.update(
                        "INSERT INTO webhook (sid, service_sid, friendly_name, event_types, url, enabled, version, updated)"
                                + " VALUES (?, ?, 'x', '*', 'https://example.com', 1, 'v2', 1)",
                        account,
                        one);
                tx.update(
                        "INSERT INTO access_token (person, sid, service_sid, identity, expires, spent)"
                                + " VALUES (?, ?, ?, 'ana', 1, 0)",
                        account,
                        one,
                        two);
                tx.update(
                        "INSERT INTO outbox (person, sid, kind, destination, factor_sid, place, until, tries, updated, erase)"
                                + " VALUES (?, ?, 'push', ?, ?, 1, 2, 3, 4, 5)",
                        account,
                        one,
                        two,
                        two);
            }
            tx.update("INSERT INTO counting (one, holder, leased, through) VALUES (1, ?, 2, 3)", one);
            for (long hour = 0; hour < 2; hour++) {
                tx.update(
                        "INSERT INTO hour_count (service_sid, hour, counted, created, approved, denied, expired,"
                                + " wrong_codes, pushes_failed, events_sent, events_failed, le_5, le_15, le_30, le_60,"
                                + " le_120, le_300, more) VALUES (?, ?, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)",
                        two,
                        hour);
            }
            for (String master : List.of("Zed", "alpha", "_")) {
                for (long id = 0; id < 3; id++) {
                    tx.update(
                            "INSERT INTO data_key (id, master_id, wrapped, created) VALUES (?, ?, ?, 1)",
                            id,
                            master,
                            one);
                }
            }
            return true;
        });
        return n;
    }

    static void many(Nouns n, Factor factor, int challenges) {
        n.db().write(tx -> {
            for (int i = 0; i < challenges; i++) {
                new ChallengeTable(tx)
                        .add(Nouns.challenge(tx, factor, new State.Pending(i % 3), Duration.ofMinutes(5)));
            }
            return challenges;
        });
    }

    static Factor anybody(Nouns n, long number) {
        Entity entity = n.entity(number);
        return n.factor(entity);
    }

    static Copied copy(RecordPlace from, RecordPlace to, CopyProgress progress) {
        return new RecordCopy(from, to, progress, System::nanoTime).run();
    }

    static Copied copy(RecordPlace from, RecordPlace to) {
        return copy(from, to, new At());
    }

    /** What each table there comes to. */
    static List<Copied.Table> sums(RecordPlace place) throws SQLException {
        List<Copied.Table> sums = new ArrayList<>();
        try (Session session = place.open()) {
            for (TableShape shape : TableShape.all(session, place.dialect())) {
                sums.add(Pass.read(session, shape, new At()));
            }
        }
        return sums;
    }

    /** Ends the sessions of all copies. */
    void cutOffKeepers() {
        try (Connection connection = Postgres.shared().connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'countersign database' AND datname = '" + databases.getLast() + "'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Somebody's own hand in the database. */
    static int run(RecordPlace place, String sql) {
        try (Session session = place.open()) {
            return session.update(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Does something at a certain point of a copy, once. */
    static class At implements CopyProgress {
        private final CopyProgress.Stage stage;
        private final Consumer<At> deed;
        private boolean now;
        private boolean done;

        At() {
            this(Stage.COPYING, _ -> {});
        }

        At(Stage stage, Consumer<At> deed) {
            this.stage = stage;
            this.deed = deed;
        }

        @Override
        public void begins(Stage begun, int pass, long rows) {
            now = begun == stage;
        }

        @Override
        public void went(String table, int rows) {
            if (now && !done) {
                done = true;
                deed.accept(this);
            }
        }
    }

    @Override
    public void close() {
        databases.forEach(Postgres.shared()::drop);
    }
}
