package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.Factor;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record on its way from a file to PostgreSQL and back, with all that may come in between. */
class RecordCopyTest {
    private final Path dir;

    @AutoClose
    private final CopyYard yard;

    RecordCopyTest(@TempDir Path dir) {
        this.dir = dir;
        this.yard = new CopyYard(dir);
    }

    private RecordPlace filled(RecordPlace place) {
        try (Db db = CopyYard.serve(place)) {
            CopyYard.fill(db);
        }
        return place;
    }

    @Test
    void everyRowOfEveryTableGoesToPostgresAndBack() throws SQLException {
        RecordPlace file = filled(yard.file());
        RecordPlace server = yard.postgres();
        RecordPlace back = yard.file();
        List<Copied.Table> before = CopyYard.sums(file);

        Copied there = CopyYard.copy(file, server);
        assertThat(there.tables()).isEqualTo(before).allMatch(table -> table.rows() > 0);
        assertThat(there.rows()).isGreaterThan(CopyYard.CHALLENGES);
        assertThat(there.window()).isPositive();
        Copied again = CopyYard.copy(server, back);
        assertThat(again.tables()).isEqualTo(before);
        assertThat(CopyYard.sums(back)).isEqualTo(before);
        try (Db db = CopyYard.serve(back)) {
            assertThat(db.trouble()).isNull();
            assertThat(Database.rows(db, "challenge")).isEqualTo(CopyYard.CHALLENGES);
        }
    }

    @Test
    void bothDatabasesAreReadOffAlike() throws SQLException {
        RecordPlace file = yard.file();
        RecordPlace server = yard.postgres();
        file.migrate();
        server.migrate();
        try (Session one = file.open();
                Session other = server.open()) {
            List<TableShape> shapes = TableShape.all(one, file.dialect());
            assertThat(shapes).isEqualTo(TableShape.all(other, server.dialect()));
            assertThat(shapes)
                    .filteredOn(shape -> shape.name().equals("data_key"))
                    .singleElement()
                    .satisfies(shape -> {
                        assertThat(shape.first(shape.keys())).isEqualTo("id, master_id");
                        assertThat(shape.steps()).isOne();
                    });
        }
    }

    @Test
    void whatServersWriteMeanwhileComesAlong() throws SQLException {
        RecordPlace file = yard.file();
        RecordPlace server = yard.postgres();
        try (Db db = CopyYard.serve(file)) {
            Nouns n = CopyYard.fill(db);
            Factor factor = CopyYard.anybody(n, 77);
            Challenge changed = n.challenge(factor);
            Copied copied = CopyYard.copy(
                    file,
                    server,
                    new CopyYard.At(
                            CopyProgress.Stage.COPYING,
                            _ -> db.write(tx -> {
                                tx.update("DELETE FROM account WHERE sid = ?", (Object) Toy.person(1));
                                tx.update("UPDATE account SET friendly_name = 'other'");
                                tx.update("DELETE FROM challenge WHERE person <> ?", (Object)
                                        factor.person().key().bytes());
                                tx.update("UPDATE challenge SET attempts = 9");
                                Nouns.challenge(
                                        tx, factor, new Challenge.State.Pending(1), java.time.Duration.ofMinutes(1));
                                new ChallengeTable(tx)
                                        .add(Nouns.challenge(
                                                tx,
                                                factor,
                                                new Challenge.State.Pending(1),
                                                java.time.Duration.ofMinutes(1)));
                                return 1;
                            })));
            assertThat(copied.tables()).isEqualTo(CopyYard.sums(file)).isEqualTo(CopyYard.sums(server));
            assertThat(rows(copied, "challenge")).isEqualTo(2);
            assertThat(rows(copied, "account")).isOne();
            assertThat(changed.sid()).isNotNull();
        }
    }

    private static long rows(Copied copied, String table) {
        return copied.tables().stream()
                .filter(t -> t.name().equals(table))
                .findFirst()
                .orElseThrow()
                .rows();
    }

    @Test
    void aTargetThatHoldsMoreThanTheSourceDoesIsCutBack() throws SQLException {
        RecordPlace file = filled(yard.file());
        RecordPlace server = yard.postgres();
        assertThatThrownBy(() -> CopyYard.copy(file, server, failing(CopyProgress.Stage.LAST_PASS)))
                .hasMessage("enough");
        CopyYard.run(
                file, "DELETE FROM challenge WHERE sid > (SELECT sid FROM challenge ORDER BY sid LIMIT 1 OFFSET 700)");
        CopyYard.run(file, "DELETE FROM webhook");

        Copied copied = CopyYard.copy(file, server);

        assertThat(rows(copied, "challenge")).isEqualTo(701);
        assertThat(CopyYard.sums(server)).isEqualTo(CopyYard.sums(file));
    }

    private static CopyYard.At failing(CopyProgress.Stage stage) {
        return new CopyYard.At(stage, _ -> {
            throw new IllegalStateException("enough");
        });
    }

    /** Broken off after the first stretch, after the second, and so on, until a run comes to its end. */
    @Test
    void itMayBeBrokenOffAfterAnyStretchAndRunAgain() throws SQLException {
        RecordPlace file = yard.file();
        RecordPlace server = yard.postgres();
        try (Db db = CopyYard.serve(file)) {
            CopyYard.fill(db);
            List<Copied.Table> before = CopyYard.sums(file);
            int stretches = 0;
            Copied copied = null;
            while (copied == null) {
                stretches++;
                try {
                    copied = CopyYard.copy(file, server, new Counting(stretches));
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("enough");
                    assertThat(db.<Integer>write(tx -> tx.update("UPDATE account SET active = active")))
                            .isEqualTo(2);
                    assertThat(server.standing().moved()).isEqualTo(Moved.UNFINISHED);
                }
            }
            assertThat(stretches).isGreaterThan(50);
            assertThat(copied.tables()).isEqualTo(before).isEqualTo(CopyYard.sums(server));
        }
    }

    private record Counting(List<String> went, int most) implements CopyProgress {
        Counting(int most) {
            this(new ArrayList<>(), most);
        }

        @Override
        public void begins(Stage stage, int pass, long rows) {}

        @Override
        public void went(String table, int rows) {
            went.add(table);
            if (went.size() == most) {
                throw new IllegalStateException("enough");
            }
        }
    }

    @Test
    void aRowThatIsTamperedWithIsFoundAndTheSourceGoesOn() {
        RecordPlace file = yard.file();
        RecordPlace server = yard.postgres();
        try (Db db = CopyYard.serve(file)) {
            CopyYard.fill(db);
            assertThatThrownBy(() -> CopyYard.copy(
                            file,
                            server,
                            new CopyYard.At(
                                    CopyProgress.Stage.VERIFYING,
                                    _ -> CopyYard.run(server, "UPDATE webhook SET url = 'https://elsewhere.example'"))))
                    .isInstanceOf(Unusable.class)
                    .hasMessageContaining("The table webhook is not the same in " + file + " (2 rows, ");
            assertThatThrownBy(() -> CopyYard.copy(
                            file,
                            server,
                            new CopyYard.At(
                                    CopyProgress.Stage.VERIFYING, _ -> CopyYard.run(server, "DELETE FROM webhook"))))
                    .hasMessageContaining("(0 rows, ");
            db.write(tx -> tx.update("UPDATE account SET active = 0"));
            assertThatThrownBy(() -> CopyYard.serve(server)).hasMessageContaining("holds an unfinished copy");
            CopyYard.copy(file, server);
            CopyYard.serve(server).close();
        }
    }

    @Test
    void aTargetInUseIsRefusedAndLeftAlone() throws SQLException {
        RecordPlace file = filled(yard.file());
        for (RecordPlace used : List.of(filled(yard.postgres()), filled(yard.file()))) {
            List<Copied.Table> before = CopyYard.sums(used);
            assertThatThrownBy(() -> CopyYard.copy(file, used))
                    .hasMessage("The database " + used + " is in use: name one that has nothing in it.");
            assertThat(CopyYard.sums(used)).isEqualTo(before);
            CopyYard.serve(used).close();
        }
        RecordPlace served = yard.postgres();
        try (Db db = CopyYard.serve(served)) {
            assertThatThrownBy(() -> CopyYard.copy(file, served)).hasMessageContaining("is in use");
            db.write(tx -> tx.update("DELETE FROM account"));
        }
        CopyYard.copy(file, served);
    }

    @Test
    void whatIsNoRecordOfOursIsRefused() throws SQLException {
        RecordPlace file = filled(yard.file());
        RecordPlace empty = yard.postgres();
        RecordPlace others = yard.postgres();
        try (Session session = others.open()) {
            session.run("CREATE TABLE recipes (name TEXT)");
        }
        assertThatThrownBy(() -> CopyYard.copy(file, others))
                .hasMessage("The database " + others + " belongs to another program.");
        assertThatThrownBy(() -> CopyYard.copy(others, file))
                .hasMessage("The database " + others + " belongs to another program.");
        assertThatThrownBy(() -> CopyYard.copy(empty, file))
                .hasMessage("The database " + empty + " has no record in it.");
        RecordPlace nowhere = yard.file();
        assertThatThrownBy(() -> CopyYard.copy(nowhere, file))
                .hasMessage("The database " + nowhere + " does not exist.");
        assertThatThrownBy(() -> CopyYard.copy(file, file))
                .hasMessage("The source and the target are the same database.");
        assertThatThrownBy(() -> RecordPlace.of(dir.resolve("nothing")))
                .hasMessageStartingWith("There is no file or folder ");
        CopyYard.run(file, "DELETE FROM flyway_schema_history WHERE version = '6'");
        assertThatThrownBy(() -> CopyYard.copy(file, empty))
                .hasMessage("The database " + file + " is at schema level 5: bring it to level 6 with"
                        + " \"countersign database migrate\" first.");
    }

    @Test
    void twoCopiesKeepOutOfEachOthersWay() {
        RecordPlace file = filled(yard.file());
        RecordPlace one = yard.postgres();
        RecordPlace other = yard.postgres();
        CopyYard.copy(file, one, new CopyYard.At(CopyProgress.Stage.COPYING, _ -> {
            assertThatThrownBy(() -> CopyYard.copy(file, other))
                    .hasMessage("The database " + file + " is being copied by another command just now.");
            RecordPlace second = filled(yard.file());
            assertThatThrownBy(() -> CopyYard.copy(second, one))
                    .hasMessage("The database " + one + " is being copied by another command just now.");
        }));
    }

    @Test
    void textThatPostgresCannotHoldIsNamedByItsTable() {
        RecordPlace file = filled(yard.file());
        CopyYard.run(file, "UPDATE webhook SET friendly_name = 'secret' || char(0)");
        RecordPlace server = yard.postgres();
        assertThatThrownBy(() -> CopyYard.copy(file, server))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("broke off: at the table webhook: invalid byte sequence")
                .message()
                .doesNotContain("secret");
    }
}
