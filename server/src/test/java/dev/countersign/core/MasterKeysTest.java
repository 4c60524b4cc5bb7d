package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.Challenges.Verdict;
import dev.countersign.crypto.Keyring;
import dev.countersign.crypto.MasterKey;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.Policy;
import dev.countersign.store.AccountTable;
import dev.countersign.store.Database;
import dev.countersign.store.Db;
import dev.countersign.store.EachDatabase;
import dev.countersign.store.FactorTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The master key is changed while servers run, from another process, and at no point is anybody shut out. */
class MasterKeysTest {
    private static final MasterKey NEXT = Rig.master(9);

    /** Another process that has the record open for an administrative command. */
    private record Admin(Secrets secrets, MasterKeys keys) {
        static Admin with(Db db, MasterKey key) {
            Secrets secrets = Secrets.open(db, key, () -> key, new Random(21));
            return new Admin(secrets, new MasterKeys(db, secrets, new Random(22)));
        }
    }

    @EachDatabase
    void nobodyFailsWhileTheKeyIsChangedUnderLoadAndAllOfItIsSealedAnew(Database database) throws Exception {
        AtomicReference<MasterKey> file = new AtomicReference<>(Rig.MASTER);
        Rig rig = new Rig(database, Policy.DEFAULT, file::get, database.open());
        Rig.Holder before = rig.enrol("user-0000");
        for (int i = 0; i < 250; i += 50) {
            int from = i;
            Together.all(50, n -> rig.unverified(rig.person("early-one-" + (from + n)), Rig.USUAL));
        }
        Queue<Rig.Holder> during = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch going = new CountDownLatch(3);
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int worker = i;
                work.add(crowd.submit(() -> live(rig, worker, over, going, during)));
            }
            going.await();
            Admin admin = Admin.with(database.open(), Rig.MASTER);
            admin.keys.admit(Rig.MASTER, NEXT);
            file.set(NEXT);
            assertThat(admin.keys.reseal()).isGreaterThanOrEqualTo(251);
            admin.keys.retire(NEXT);
            going(rig, during);
            over.set(true);
            for (Future<Integer> one : work) {
                assertThat(one.get()).isPositive();
            }
        }
        assertThat(sealedUnder(rig.db)).containsOnly(2);
        assertThatThrownBy(() -> Admin.with(rig.db, Rig.MASTER)).isInstanceOf(WrongMasterKey.class);
        assertThat(before.create(before.code()).verdict()).isEqualTo(Verdict.RIGHT);
        rig.clock.forward(Duration.ofMinutes(1));
        for (Rig.Holder holder : during) {
            assertThat(holder.create(holder.code()).verdict()).isEqualTo(Verdict.RIGHT);
        }
    }

    /** Enrols, asks and answers until it is over; says how often. */
    private static int live(Rig rig, int worker, AtomicBoolean over, CountDownLatch going, Queue<Rig.Holder> during) {
        int rounds = 0;
        while (!over.get()) {
            Rig.Holder holder = rig.enrol("worker-" + worker + "-" + rounds++);
            ChallengeSid sid = holder.ask();
            assertThat(holder.answer(sid, holder.wrong())).isEqualTo(Verdict.WRONG);
            assertThat(holder.answer(sid, holder.code())).isEqualTo(Verdict.RIGHT);
            during.add(holder);
            going.countDown();
        }
        return rounds;
    }

    /** Waits until somebody has done a whole round since the old key was forgotten. */
    private static void going(Rig rig, Queue<Rig.Holder> during) {
        int then = during.size();
        while (during.size() < then + 6) {
            rig.factors.list(
                    during.peek() == null
                            ? rig.person("user-0000")
                            : during.element().person(),
                    null,
                    Rig.FIRST);
        }
    }

    private static List<Integer> sealedUnder(Db db) {
        return db.read(tx -> {
            List<Integer> keys = new ArrayList<>();
            new FactorTable(tx)
                    .seeds(FactorTable.Place.FIRST, 100_000)
                    .forEach(s -> keys.add(Keyring.keyId(s.sealed())));
            new AccountTable(tx).allTokens().forEach(t -> keys.add(Keyring.keyId(t.sealed())));
            return keys;
        });
    }

    @EachDatabase
    void aServerThatSawNothingOfTwoRotationsGoesOn(Database database) {
        AtomicReference<MasterKey> file = new AtomicReference<>(Rig.MASTER);
        AtomicInteger asked = new AtomicInteger();
        Rig rig = new Rig(
                database,
                Policy.DEFAULT,
                () -> {
                    asked.incrementAndGet();
                    return file.get();
                },
                database.open());
        Rig.Holder ana = rig.enrol("user-0001");
        int atStart = asked.get();
        Db other = database.open();
        for (int filled = 10; filled < 12; filled++) {
            MasterKey now = file.get();
            MasterKey next = Rig.master(filled);
            Admin admin = Admin.with(other, now);
            admin.keys.admit(now, next);
            file.set(next);
            admin.keys.reseal();
            admin.keys.retire(next);
        }
        assertThat(ana.create(ana.code()).verdict()).isEqualTo(Verdict.RIGHT);
        assertThat(asked.get()).as("asked for the key again, once").isEqualTo(atStart + 1);
        Rig.Holder bea = rig.enrol("user-0002");
        assertThat(bea.create(bea.code()).verdict()).isEqualTo(Verdict.RIGHT);
        assertThat(sealedUnder(rig.db)).containsOnly(3);
        assertThat(rig.rows("data_key")).isEqualTo(2);
    }

    @EachDatabase
    void atEveryPointOfARotationTheOldKeyOpensOrTheNewOneDoes(Database database) {
        Rig rig = new Rig(database);
        Rig.Holder ana = rig.enrol("user-0001");
        Db db = database.open();
        Admin first = Admin.with(db, Rig.MASTER);
        first.keys.admit(Rig.MASTER, NEXT);
        // It ended here, before the new key was kept: the old one still opens, and the command can be run again.
        Admin second = Admin.with(db, Rig.MASTER);
        MasterKey other = Rig.master(12);
        second.keys.admit(Rig.MASTER, other);
        assertThat(Admin.with(db, NEXT).secrets.mac("x").sign(new byte[1]))
                .as("the keys they open are the same")
                .isEqualTo(Admin.with(db, other).secrets.mac("x").sign(new byte[1]));
        // Or here, after it was kept and before anything was sealed anew.
        Admin third = Admin.with(db, other);
        assertThat(third.keys.reseal()).isEqualTo(2);
        assertThat(third.keys.reseal()).isZero();
        third.keys.retire(other);
        third.keys.retire(other);
        for (MasterKey old : List.of(Rig.MASTER, NEXT)) {
            assertThatThrownBy(() -> Admin.with(db, old)).isInstanceOf(WrongMasterKey.class);
        }
        assertThat(rig.rows("data_key")).isEqualTo(2);
        Rig reopened = new Rig(database, Policy.DEFAULT, () -> other, db);
        Rig.Holder same = new Rig.Holder(reopened, ana.person(), ana.factor(), ana.seed());
        assertThat(same.create(same.code()).verdict()).isEqualTo(Verdict.RIGHT);
    }

    @EachDatabase
    void theSameNextKeyMayBeAdmittedTwice(Database database) {
        Rig rig = new Rig(database);
        Admin admin = Admin.with(database.open(), Rig.MASTER);
        admin.keys.admit(Rig.MASTER, NEXT);
        admin.keys.admit(Rig.MASTER, NEXT);
        Admin with = Admin.with(rig.db, NEXT);
        with.keys.reseal();
        with.keys.retire(NEXT);
        assertThat(rig.rows("data_key")).isEqualTo(2);
        assertThatThrownBy(() -> Admin.with(rig.db, Rig.MASTER)).isInstanceOf(WrongMasterKey.class);
    }

    @EachDatabase
    void aKeyIsNotItsOwnSuccessorAndAStrangersOpensNothing(Database database) {
        Rig rig = new Rig(database);
        assertThatThrownBy(() -> rig.keys.admit(Rig.MASTER, Rig.master(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The next master key is the present one.");
        assertThatThrownBy(() -> rig.keys.admit(NEXT, Rig.master(8))).isInstanceOf(WrongMasterKey.class);
        assertThatThrownBy(() -> rig.keys.retire(NEXT)).isInstanceOf(WrongMasterKey.class);
        assertThat(rig.rows("data_key")).isEqualTo(2);
    }
}
