package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Challenge.Status;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Refused;
import dev.countersign.domain.Sid;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Who hears of what, and that nothing falls between listening and looking. */
class WatchersTest {
    private static final int ROUNDS = 200;

    private static AtomicInteger heard(Rig rig, Person person) {
        AtomicInteger times = new AtomicInteger();
        rig.watchers.add(person, null, times::incrementAndGet);
        return times;
    }

    @EachDatabase
    void everyDeedThatMattersIsHeardByThosePeopleAlone(Database database) {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "ana-0001");
        Device bob = Device.enrolled(rig, "bob-0001");
        AtomicInteger of = heard(rig, ana.person());
        AtomicInteger others = heard(rig, bob.person());
        ChallengeSid sid = ana.ask();
        assertThat(of).as("created").hasValue(1);
        ana.approve(sid);
        assertThat(of).as("answered").hasValue(2);
        rig.factors.delete(ana.person(), ana.factor());
        assertThat(of).as("factor deleted").hasValue(3);
        rig.entities.delete(ana.person());
        assertThat(of).as("Entity deleted").hasValue(4);
        assertThat(others).hasValue(0);
        rig.services.delete(rig.account, rig.service);
        assertThat(of).as("Service deleted").hasValue(5);
        assertThat(others).hasValue(1);
    }

    @EachDatabase
    void aCodeIsHeardRightOrWrong(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("ana-0001");
        ChallengeSid sid = ana.ask();
        AtomicInteger of = heard(rig, ana.person());
        ana.answer(sid, ana.wrong());
        assertThat(of).hasValue(1);
        rig.clock.forward(Duration.ofSeconds(30));
        ana.answer(sid, ana.code());
        assertThat(of).hasValue(2);
    }

    @EachDatabase
    void whoeverListensBeforeTheyLookMissesNoAnswer(Database database) throws InterruptedException {
        Rig rig = new Rig(database);
        Device ana = Device.enrolled(rig, "ana-0001");
        for (int round = 0; round < ROUNDS; round++) {
            ChallengeSid sid = ana.ask();
            CountDownLatch woken = new CountDownLatch(1);
            Thread answering = Thread.ofVirtual().start(() -> ana.approve(sid));
            Runnable end = rig.watchers.add(ana.person(), null, woken::countDown);
            if (ana.state(sid).status() == Status.PENDING) {
                assertThat(woken.await(10, TimeUnit.SECONDS))
                        .as("round " + round)
                        .isTrue();
                assertThat(ana.state(sid).status()).isEqualTo(Status.APPROVED);
            }
            end.run();
            answering.join();
        }
        assertThat(rig.watchers.count()).isZero();
    }

    @EachDatabase
    void onlySoManyMayListenForOnePersonAndWhoeverLeavesMakesRoom(Database database) {
        Rig rig = new Rig(database);
        Person ana = rig.person("ana-0001");
        List<Runnable> ends = new ArrayList<>();
        for (int i = 0; i < Watchers.MOST; i++) {
            ends.add(rig.watchers.add(ana, null, () -> {}));
        }
        assertThatThrownBy(() -> rig.watchers.add(ana, null, () -> {}))
                .isInstanceOfSatisfying(
                        Refused.class, no -> assertThat(no.refusal()).isEqualTo(Refusal.TOO_MANY_REQUESTS));
        rig.watchers.add(rig.person("bob-0001"), null, () -> {});
        ends.getFirst().run();
        ends.getFirst().run();
        assertThat(rig.watchers.count()).isEqualTo(Watchers.MOST);
        rig.watchers.add(ana, null, () -> {});
    }

    @EachDatabase
    void oneDeviceLeavesRoomForTheOthersAndAnotherAccountTakesNone(Database database) {
        Rig rig = new Rig(database);
        Person ana = rig.person("ana-0001");
        FactorSid phone = new FactorSid(new Sid.Id(1, 1));
        for (int i = 0; i < Watchers.MOST_OF_DEVICE; i++) {
            rig.watchers.add(ana, phone, () -> {});
        }
        assertThatThrownBy(() -> rig.watchers.add(ana, phone, () -> {}))
                .isInstanceOfSatisfying(
                        Refused.class, no -> assertThat(no.refusal()).isEqualTo(Refusal.TOO_MANY_REQUESTS));
        rig.watchers.add(ana, new FactorSid(new Sid.Id(2, 2)), () -> {});
        Person asAnotherSays = new Person(new AccountSid(new Sid.Id(3, 3)), ana.service(), ana.identity(), ana.key());
        for (int i = 0; i < Watchers.MOST; i++) {
            rig.watchers.add(asAnotherSays, null, () -> {});
        }
        rig.watchers.add(ana, null, () -> {});
    }
}
