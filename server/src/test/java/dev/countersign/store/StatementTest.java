package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes in comes out. */
class StatementTest {
    @TempDir
    Path dir;

    private Db db;

    @BeforeEach
    void open() {
        db = Toy.open(dir.resolve("record.db"), Toy.options());
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void everyKindOfValueComesBackAsItWent() {
        Instant at = Instant.ofEpochMilli(1_767_225_600_123L);
        String found = db.read(tx -> tx.one(
                "SELECT ?, ?, ?, ?, ?, ?, ?",
                row -> row.bytes(1).length
                        + row.text(2)
                        + row.number(3)
                        + row.number(4)
                        + row.flag(5)
                        + row.flag(6)
                        + row.instant(7),
                new byte[] {1, 2, 3},
                "ü𝄞",
                Long.MAX_VALUE,
                7,
                true,
                false,
                at));
        assertThat(found).isEqualTo("3ü𝄞" + Long.MAX_VALUE + "7truefalse" + at);
    }

    @Test
    void anEmptyColumnIsAnAlarmUnlessItMayBeEmpty() {
        assertThat(db.<Boolean>read(tx -> tx.all(
                                "SELECT NULL, NULL, NULL, NULL",
                                row -> row.bytesOrNull(1) == null
                                        && row.textOrNull(2) == null
                                        && row.numberOrNull(3) == null
                                        && row.instantOrNull(4) == null)
                        .getFirst()))
                .isTrue();
        assertThatThrownBy(() -> db.read(tx -> tx.all("SELECT ?", row -> row.number(1), (Object) null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("column 1 is empty and must not be");
        assertThatThrownBy(() -> db.read(tx -> tx.all("SELECT 2", row -> row.flag(1))))
                .hasMessage("column 1 holds neither yes nor no");
    }

    @Test
    void oneIsOneOrNoneAndNeverTheFirstOfMany() {
        assertThat(db.<String>read(tx -> {
                    String none = tx.one("SELECT body FROM thing", row -> row.text(1));
                    return none == null ? "none" : none;
                }))
                .isEqualTo("none");
        assertThatThrownBy(() -> db.read(tx -> tx.one("SELECT 1 UNION SELECT 2", row -> row.number(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("more than one row: SELECT 1 UNION SELECT 2");
    }

    @Test
    void aForgottenValueIsNotTakenFromTheCallBefore() {
        db.read(tx -> tx.one("SELECT ?, ?", row -> row.number(1), 1, 2));
        assertThatThrownBy(() -> db.read(tx -> tx.one("SELECT ?, ?", row -> row.number(1), 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("the statement takes 2 values and was given 1");
    }

    @Test
    void aReaderMayAskTheSameQuestionAgainWhileItIsBeingAnswered() {
        db.write(tx -> List.of(Toy.insert(tx, 1, "a"), Toy.insert(tx, 2, "b")));
        String sql = "SELECT body FROM thing ORDER BY body";
        List<String> found = db.read(tx -> tx.all(sql, row -> row.text(1) + tx.all(sql, inner -> inner.text(1))));
        assertThat(found).containsExactly("a[a, b]", "b[a, b]");
    }

    @Test
    void moreTextsThanAreKeptPreparedDoNoHarm() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 400; i++) {
                int n = i;
                assertThat(db.<@Nullable Long>read(tx -> tx.one("SELECT " + n, row -> row.number(1))))
                        .isEqualTo(n);
            }
        }
    }

    @Test
    void aLookSeesOneMomentHoweverOftenItAsks() {
        db.write(tx -> Toy.insert(tx, 1, "a"));
        long seen = db.read(tx -> {
            long before = Toy.count(tx);
            Toy.caller(() -> db.write(unit -> Toy.insert(unit, 2, "b"))).result();
            return before * 10 + Toy.count(tx);
        });
        assertThat(seen).isEqualTo(11);
        assertThat(Toy.count(db)).isEqualTo(2);
    }
}
