package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.HourCount;
import dev.countersign.domain.HourCount.What;
import dev.countersign.domain.Mark;
import dev.countersign.domain.Person;
import dev.countersign.domain.Sid;
import dev.countersign.store.CountTable;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import dev.countersign.store.TrailTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hours are added up by one server of many, each once, whatever becomes of that server. */
class TallyTest {
    private static Tally tally(Rig rig, int server) {
        return new Tally(rig.db, new Sid.Id(0, server), rig.stopwatch::get, e -> {
            throw new AssertionError(e);
        });
    }

    private static void happen(Rig rig, Person person, Mark.Type type, int nth, @Nullable Long number) {
        rig.db.write(tx -> {
            Mark.About about = new Mark.About(null, null, number, null);
            Mark mark = new Mark(Mark.name(tx.now(), type, new Sid.Id(1, nth), 0), type, null, null, about);
            new TrailTable(tx).add(person.key(), mark);
            return true;
        });
    }

    private static List<String> counted(Rig rig) {
        Instant now = rig.clock.instant();
        return new Counts(rig.db, rig.stopwatch::get)
                .hours(rig.account, rig.service, now.minus(Duration.ofDays(30)), now.plusSeconds(3600)).stream()
                        .filter(h -> h.numbers().stream().anyMatch(n -> n > 0))
                        .map(TallyTest::text)
                        .toList();
    }

    private static String text(HourCount h) {
        return h.count(What.WRONG_CODES) + " " + h.count(What.PUSHES_FAILED) + " " + h.count(What.EVENTS_SENT) + " "
                + h.count(What.EVENTS_FAILED);
    }

    @EachDatabase
    void anHourIsCountedWholeAndAgainUntilItIsOver(Database database) {
        Rig rig = new Rig(database);
        Person ana = rig.person("ana-0001");
        rig.entities.create(ana);
        Tally tally = tally(rig, 1);
        happen(rig, ana, Mark.Type.CHALLENGE_WRONG_CODE, 1, null);
        assertThat(tally.count()).isFalse();
        assertThat(counted(rig)).containsExactly("1 0 0 0");
        for (int i = 0; i < 1500; i++) {
            happen(rig, ana, Mark.Type.CHALLENGE_PUSH_FAILED, i, null);
        }
        happen(rig, ana, Mark.Type.WEBHOOK_TOLD, 1, 1L);
        happen(rig, ana, Mark.Type.WEBHOOK_TOLD, 2, 0L);
        happen(rig, ana, Mark.Type.WEBHOOK_TOLD, 3, 1L);
        assertThat(tally.count()).isFalse();
        assertThat(counted(rig)).containsExactly("1 1500 2 1");
        rig.clock.forward(Duration.ofMinutes(60));
        happen(rig, ana, Mark.Type.CHALLENGE_WRONG_CODE, 9, null);
        rig.clock.forward(Duration.ofHours(40));
        int turns = 1;
        while (tally.count()) {
            turns++;
        }
        assertThat(turns).as("some hours at a time").isBetween(6, 8);
        assertThat(counted(rig)).containsExactly("1 1500 2 1", "1 0 0 0");
    }

    @EachDatabase
    void oneServerCountsUntilItIsGoneAndThenAnotherGoesOn(Database database) {
        Rig rig = new Rig(database);
        Person ana = rig.person("ana-0001");
        rig.entities.create(ana);
        Tally one = tally(rig, 1);
        Tally other = tally(rig, 2);
        one.count();
        happen(rig, ana, Mark.Type.CHALLENGE_WRONG_CODE, 1, null);
        other.count();
        assertThat(counted(rig)).as("it is another's turn").isEmpty();
        one.count();
        assertThat(counted(rig)).containsExactly("1 0 0 0");
        rig.clock.forward(Duration.ofMinutes(2).plusMillis(1));
        happen(rig, ana, Mark.Type.CHALLENGE_WRONG_CODE, 2, null);
        other.count();
        assertThat(counted(rig)).containsExactly("2 0 0 0");
        happen(rig, ana, Mark.Type.CHALLENGE_WRONG_CODE, 3, null);
        one.count();
        assertThat(counted(rig)).containsExactly("2 0 0 0");
    }

    private static void put(Rig rig, int wrongCodes, Instant begun) {
        HourCount count = new HourCount(rig.service, HourCount.hourOf(rig.clock.instant()));
        for (int i = 0; i < wrongCodes; i++) {
            count.add(What.WRONG_CODES);
        }
        rig.db.write(tx -> {
            new CountTable(tx).put(count, begun);
            return true;
        });
    }

    @EachDatabase
    void whoCountedSoSlowlyThatAnotherTookOverPutsNothingOverWhatThatOneCounted(Database database) {
        Rig rig = new Rig(database);
        Instant begun = rig.clock.instant();
        rig.clock.forward(Duration.ofMinutes(3));
        put(rig, 2, rig.clock.instant());
        rig.clock.forward(Duration.ofMinutes(1));
        put(rig, 1, begun);
        assertThat(counted(rig)).containsExactly("2 0 0 0");
        put(rig, 3, rig.clock.instant());
        assertThat(counted(rig)).containsExactly("3 0 0 0");
    }

    @EachDatabase
    void whatIsOldGoes(Database database) {
        Rig rig = new Rig(database);
        Person ana = rig.person("ana-0001");
        rig.entities.create(ana);
        happen(rig, ana, Mark.Type.CHALLENGE_WRONG_CODE, 1, null);
        Tally tally = tally(rig, 1);
        tally.count();
        assertThat(rig.rows("hour_count")).isEqualTo(1);
        rig.clock.forward(Tally.KEPT.plusHours(2));
        while (tally.count()) {}
        assertThat(rig.rows("hour_count")).isZero();
    }
}
