package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Challenge;
import dev.countersign.domain.Challenge.Filter;
import dev.countersign.domain.Challenge.State;
import dev.countersign.domain.Challenge.Status;
import dev.countersign.domain.Entity;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Mark;
import dev.countersign.domain.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a page costs is what is on it, however many challenges a person has: PostgreSQL says how many rows it looked at. */
class PageReadsTest {
    private static final int PEOPLE = 40;
    private static final int EACH = 400;
    private static final int SHOWN = 50;

    @EachDatabase(only = Database.Engine.POSTGRESQL)
    void noMoreRowsAreReadThanAreShown(Database database) {
        Nouns n = Nouns.in(database.open());
        List<Factor> factors = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            factors.add(n.factor(n.entity(i)));
        }
        // In the order of time, as servers write them: those of one person lie apart.
        for (int turn = 0; turn < EACH; turn++) {
            database.clock().forward(Duration.ofMillis(1));
            Database.aboutSeveral(n.db(), tx -> {
                ChallengeTable table = new ChallengeTable(tx);
                factors.forEach(f -> table.add(Nouns.challenge(tx, f, new State.Pending(0), Duration.ofMinutes(5))));
                return true;
            });
        }
        n.db().write(tx -> tx.update("ANALYZE challenge"));
        Factor factor = factors.get(7);
        Entity entity = new Entity(factor.entity(), factor.person(), factor.updated());
        Challenge middle =
                challenges(n, entity, new Slice(EACH, null, false, true)).get(EACH / 2);

        Map<String, Long> read = new TreeMap<>();
        for (Slice slice : List.of(
                new Slice(SHOWN, null, false, true),
                new Slice(SHOWN, null, false, false),
                new Slice(SHOWN, middle.sid().id(), false, true),
                new Slice(SHOWN, middle.sid().id(), true, true))) {
            read.put("all " + slice, read(n, tx -> list(tx, entity, new Filter(null, null), slice)));
            read.put("factor " + slice, read(n, tx -> list(tx, entity, new Filter(factor.sid(), null), slice)));
            read.put("pending " + slice, read(n, tx -> list(tx, entity, new Filter(null, Status.PENDING), slice)));
        }
        read.put("trail", read(n, tx -> new TrailTable(tx).latest(entity, new Mark.Filter(null, null), SHOWN)));
        read.put("trail of a factor", read(n, tx -> new TrailTable(tx)
                .latest(entity, new Mark.Filter(factor.sid(), null), SHOWN)));
        // One more tells whether a page follows; behind a page that was reached backwards that is a look of its own.
        assertThat(read).allSatisfy((what, rows) -> assertThat(rows).as(what).isBetween((long) SHOWN, SHOWN + 2L));
    }

    private static List<Challenge> challenges(Nouns n, Entity entity, Slice slice) {
        return n.db().read(tx -> new ChallengeTable(tx)
                .list(entity, new Filter(null, null), slice)
                .rows());
    }

    private static void list(Tx tx, Entity entity, Filter filter, Slice slice) {
        assertThat(new ChallengeTable(tx).list(entity, filter, slice).rows()).hasSize(SHOWN);
    }

    /** How many challenges were looked at for that: counted within a transaction, in which the count is kept. */
    private static long read(Nouns n, Consumer<Tx> page) {
        return n.db().write(tx -> {
            long before = read(tx);
            page.accept(tx);
            return read(tx) - before;
        });
    }

    private static long read(Tx tx) {
        return tx.all(
                        "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)"
                                + " FROM pg_stat_xact_user_tables WHERE relname = 'challenge'",
                        row -> row.number(1))
                .getFirst();
    }
}
