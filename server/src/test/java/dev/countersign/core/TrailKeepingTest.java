package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.domain.Mark;
import dev.countersign.domain.Person;
import dev.countersign.domain.Sid;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import dev.countersign.store.TrailTable;
import java.time.Duration;

/** A trail is as long and as old as it may be, and no more. */
class TrailKeepingTest {
    private static void walk(Rig rig, Person person, int marks) {
        for (int i = 0; i < marks; i++) {
            rig.clock.forward(Duration.ofMillis(1));
            int nth = i;
            rig.db.write(tx -> {
                Mark.Type type = Mark.Type.CHALLENGE_CREATED;
                Mark mark = new Mark(
                        Mark.name(tx.now(), type, new Sid.Id(1, nth), 0), type, null, null, Mark.About.NOTHING);
                new TrailTable(tx).addIfThere(person.key(), mark);
                return true;
            });
        }
    }

    private static void aDay(Rig rig) {
        for (int i = 0; i < 24; i++) {
            rig.clock.forward(Duration.ofHours(1));
            rig.reap();
        }
    }

    @EachDatabase
    void inTheCourseOfADayTheLatestTwoHundredAreLeft(Database database) {
        Rig rig = new Rig(database);
        Person long_ = rig.person("ana-0001");
        Person short_ = rig.person("bob-0001");
        rig.entities.create(long_);
        rig.entities.create(short_);
        walk(rig, long_, 320);
        walk(rig, short_, 150);
        rig.reap();
        assertThat(rig.rows("trail")).isEqualTo(472);
        aDay(rig);
        rig.clock.forward(Duration.ofHours(4));
        aDay(rig);
        assertThat(rig.rows("trail")).isEqualTo(200 + 151);
        rig.clock.forward(Mark.KEPT.minusDays(3));
        rig.reap();
        walk(rig, short_, 1);
        rig.clock.forward(Duration.ofDays(2));
        aDay(rig);
        assertThat(rig.rows("trail")).isEqualTo(1);
    }

    @EachDatabase
    void aTrailGoesWithItsEntityAndWithItsService(Database database) {
        Rig rig = new Rig(database);
        Person ana = rig.person("ana-0001");
        rig.entities.create(ana);
        rig.entities.create(rig.person("bob-0001"));
        walk(rig, ana, 250);
        rig.entities.delete(ana);
        rig.clock.forward(Duration.ofMillis(1));
        rig.entities.create(ana);
        rig.bury();
        assertThat(rig.rows("trail")).isEqualTo(2);
        rig.services.delete(rig.account, rig.service);
        rig.bury();
        assertThat(rig.rows("trail")).isZero();
    }
}
