package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Slice;
import dev.countersign.domain.Unavailable;
import dev.countersign.testkit.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL does to those who work on it, beside what the record is: starts, lines that break, others at the same rows. */
@Tag("database")
@Tag("postgresql")
class PostgresEngineTest {
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    private static Db open(Postgres server, String name, Options.Shared shared, InstantSource clock) {
        Options options = Options.standard(() -> {}).shared(shared);
        return Db.open(PostgresUrl.parse(server.url(name)), options, clock, new Random(1), System::nanoTime);
    }

    private static Db open(String name) {
        return open(Postgres.shared(), name, new Options.Shared(4, false, false), () -> NEW_YEAR);
    }

    private static void execute(String name, String sql) {
        try (Connection connection = Postgres.shared().connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> List<T> together(int many, IntFunction<T> deed) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<T>> all = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int which = i;
                all.add(CompletableFuture.supplyAsync(() -> deed.apply(which), threads));
            }
            return all.stream().map(CompletableFuture::join).toList();
        }
    }

    @Test
    void ofTenServersThatStartAtOnceOnAnEmptyDatabaseAllCanUseIt() {
        String name = Postgres.shared().create();
        List<Db> all = together(10, _ -> open(name));
        assertThat(all).allSatisfy(db -> {
            assertThat(db.trouble()).isNull();
            assertThat(Database.rows(db, "challenge")).isZero();
        });
        all.forEach(Db::close);
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 16, 17, 18})
    void everySupportedVersionKeepsARecord(int version) {
        try (Postgres server = Postgres.start(Postgres.Options.DEFAULT.version(version));
                Db db = open(server, server.create(), new Options.Shared(4, true, true), InstantSource.system())) {
            Nouns n = Nouns.in(db);
            Challenge challenge = n.challenge(n.factor(n.entity(1)));
            Challenge tried = challenge.tried(true, null, challenge.expires().minusSeconds(1));
            db.write(tx -> {
                new ChallengeTable(tx).replace(challenge, tried);
                return true;
            });
            assertThat(n.found(challenge).state()).isEqualTo(tried.state());
            Entity other = n.entity(2);
            assertThat(Database.list(db, tx -> new FactorTable(tx)
                            .list(other, null, new Slice(5, null, false, true))
                            .rows()))
                    .isEmpty();
        }
    }

    /** The release before, whose jar carried migrations up to 3. */
    private static final Schema BEFORE = new Schema(Schema.OURS.location(), List.of(1, 2, 3));

    private static Db openBefore(String name) {
        Flyway.configure(PostgresEngineTest.class.getClassLoader())
                .dataSource(new PostgresConnector(
                                PostgresUrl.parse(Postgres.shared().url(name)))
                        .source())
                .locations("classpath:" + BEFORE.location())
                .target("3")
                .load()
                .migrate();
        Options options = Options.standard(() -> {}).schema(BEFORE).shared(new Options.Shared(4, false, false));
        return Db.open(
                PostgresUrl.parse(Postgres.shared().url(name)),
                options,
                () -> NEW_YEAR,
                new Random(2),
                System::nanoTime);
    }

    /** A challenge in the words of the release before, which knew neither a unit's name nor that one is closed. */
    private static Challenge createBefore(Db before, Factor of) {
        return before.write(tx -> {
            Challenge c = Nouns.challenge(tx, of, new Challenge.State.Pending(0), Duration.ofMinutes(5));
            tx.update(
                    """
                    INSERT INTO challenge (person, sid, entity_sid, factor_sid, expires, updated, status, attempts,
                           responded, details, hidden_details, metadata, type)
                    VALUES (?, ?, ?, ?, ?, ?, 'pending', 0, NULL, ?, NULL, NULL, 'totp')
                    """,
                    c.person().key().bytes(),
                    c.sid().id().bytes(),
                    c.entity().id().bytes(),
                    c.factor().id().bytes(),
                    c.expires(),
                    c.updated(),
                    c.details());
            return c;
        });
    }

    private static int approveBefore(Db before, Challenge c) {
        return before.write(tx -> tx.update(
                """
                UPDATE challenge SET status = 'approved', attempts = 0, responded = ?, updated = ?, metadata = NULL
                 WHERE person = ? AND sid = ? AND status = 'pending' AND attempts = 0
                """, tx.now(), tx.now(), c.person().key().bytes(), c.sid().id().bytes()));
    }

    @Test
    void anUpgradeRollsThroughWhileServersOfTheReleaseBeforeGoOn() {
        String name = Postgres.shared().create();
        try (Db before = openBefore(name)) {
            before.write(tx -> tx.update("UPDATE schema_facts SET one = one"));
            try (Db db = open(name)) {
                Nouns n = Nouns.in(db);
                Factor factor = n.factor(n.entity(1));
                Challenge theirs = createBefore(before, factor);
                assertThat(n.found(theirs)).isEqualTo(theirs);
                Challenge ours = n.challenge(factor);
                assertThat(approveBefore(before, ours)).isEqualTo(1);
                assertThat(n.found(ours).state()).isEqualTo(new Challenge.State.Approved(NEW_YEAR));
                db.write(tx -> {
                    new ChallengeTable(tx).replace(theirs, theirs.tried(true, null, tx.now()));
                    return true;
                });
                assertThat(approveBefore(before, theirs)).as("it is decided").isZero();
            }
            try (Db again = openBefore(name)) {
                assertThat(Database.rows(again, "challenge")).isEqualTo(2);
            }
        }
    }

    @Test
    void aServerGoesByTheDatabasesClockAndIsNotReadyWhereItsOwnIsFarOff() {
        String name = Postgres.shared().create();
        try (Db db = open(Postgres.shared(), name, new Options.Shared(4, false, true), () -> NEW_YEAR)) {
            long theirs = Database.number(db, "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)");
            assertThat(db.clock().millis()).isBetween(theirs - 60_000, theirs + 60_000);
            assertThat(db.trouble()).startsWith("this machine's clock is ").endsWith(" ms behind the database's");
        }
        try (Db db = open(Postgres.shared(), name, new Options.Shared(4, false, true), InstantSource.system())) {
            assertThat(db.trouble()).isNull();
        }
    }

    @Test
    void aLineThatIsCutInTheMiddleOfAUnitIsNoFailure() {
        String name = Postgres.shared().create();
        try (Db db = open(name)) {
            Nouns n = Nouns.in(db);
            List<Integer> runs = new ArrayList<>();
            db.write(tx -> {
                runs.add(1);
                new ServiceTable(tx).hold(n.service());
                if (runs.size() == 1) {
                    cutOthers(name);
                }
                return new ServiceTable(tx).find(n.account(), n.service()) != null;
            });
            assertThat(runs).as("runs; other connections were cut, too").hasSizeBetween(2, 5);
            cutOthers(name);
            assertThat(Database.rows(db, "service")).isEqualTo(1);
        }
    }

    private static void cutOthers(String name) {
        execute(
                name,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    @Test
    void twoWhoWaitForEachOtherBothGetThere() {
        String name = Postgres.shared().create();
        try (Db db = open(name)) {
            Nouns n = Nouns.in(db);
            byte[][] people = {
                n.entity(1).person().key().bytes(), n.entity(2).person().key().bytes()
            };
            CountDownLatch both = new CountDownLatch(2);
            together(
                    2,
                    which -> db.write(tx -> {
                        tx.update("UPDATE entity SET updated = updated + 1 WHERE person = ?", (Object) people[which]);
                        both.countDown();
                        Toy.Gate.await(both);
                        tx.update(
                                "UPDATE entity SET updated = updated + 1 WHERE person = ?", (Object) people[1 - which]);
                        return true;
                    }));
            assertThat(Database.number(db, "SELECT count(*) FROM entity WHERE updated % 1000 = ?", 125))
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aDatabaseThatTakesNoWritesIsWaitedForAndThenNotAvailable() {
        String name = Postgres.shared().create();
        Options options = Options.standard(() -> {})
                .limits(Limits.STANDARD.patience(Duration.ofMillis(600)))
                .shared(new Options.Shared(2, false, false));
        try (Db db = Db.open(
                PostgresUrl.parse(Postgres.shared().url(name)),
                options,
                () -> NEW_YEAR,
                new Random(1),
                System::nanoTime)) {
            Nouns n = Nouns.in(db);
            execute("postgres", "ALTER DATABASE " + name + " SET default_transaction_read_only = on");
            cutOthers(name);
            assertThatThrownBy(() -> n.entity(1)).isInstanceOf(Unavailable.class);
            assertThat(db.trouble()).isEqualTo("the database cannot be reached");
            execute("postgres", "ALTER DATABASE " + name + " RESET default_transaction_read_only");
            cutOthers(name);
            n.entity(1);
            assertThat(db.trouble()).isNull();
        }
    }

    @Test
    void whatIsNoDatabaseOfOursIsSaidSoInOneSentence() {
        String name = Postgres.shared().create();
        execute(name, "CREATE TABLE theirs (x INT)");
        assertThatThrownBy(() -> open(name))
                .isInstanceOf(Unusable.class)
                .hasMessage("The database " + Postgres.shared().url(name) + " belongs to another program.");
        assertThatThrownBy(() -> open("nowhere")).isInstanceOf(Unusable.class).hasMessageContaining("nowhere");
    }
}
