package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.ConsoleSessions.Opened;
import dev.countersign.crypto.MasterKey;
import dev.countersign.domain.Caller;
import dev.countersign.domain.Caller.BySession;
import dev.countersign.domain.ConsoleSession;
import dev.countersign.domain.Refusal;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.util.Random;

/** Sessions of the console as several servers see them. */
class ConsoleSessionsTest {
    private static ConsoleSessions sessions(Rig rig, int seed) {
        Callers callers = new Callers(rig.db, () -> rig.clock.millis() * 1_000_000, rig.devices);
        return new ConsoleSessions(
                rig.db, callers, rig.secrets.mac("console session"), new Random(seed), rig.stopwatch::get);
    }

    @EachDatabase
    void whatOneServerOpensAnotherKnowsAndWhatOneEndsIsOverAtAnother(Database database) throws Throwable {
        Rig rig = new Rig(database);
        MasterKey key = Rig.MASTER;
        Rig next = new Rig(database, dev.countersign.domain.Policy.DEFAULT, () -> key, database.open());
        ConsoleSessions here = sessions(rig, 1);
        ConsoleSessions there = sessions(next, 2);
        Accounts.WithToken ana = rig.accounts.create("ana");
        Caller caller = here.signIn(ana.account().sid().text(), ana.token(), "192.0.2.1");
        Opened opened = here.open(caller, ana.token(), null);
        BySession known = there.admit(opened.secret());
        assertThat(there.proves(known, opened.proof())).isTrue();
        assertThat(there.proves(known, opened.proof().toLowerCase(java.util.Locale.ROOT)))
                .isFalse();
        assertThat(there.find(known).proof()).isEqualTo(opened.proof());
        there.end(known);
        assertThat(Rig.refusal(() -> here.admit(opened.secret()))).isEqualTo(Refusal.UNAUTHENTICATED);

        Opened second = here.open(caller, ana.token(), null);
        Opened third = there.open(caller, ana.token(), null);
        here.endAll(ana.account().sid());
        for (Opened gone : java.util.List.of(second, third)) {
            assertThat(Rig.refusal(() -> here.admit(gone.secret()))).isEqualTo(Refusal.UNAUTHENTICATED);
            assertThat(Rig.refusal(() -> there.admit(gone.secret()))).isEqualTo(Refusal.UNAUTHENTICATED);
        }
    }

    @EachDatabase
    void aSessionIsWrittenOnceAMinuteAtMostAndGoesWhenItIsOver(Database database) {
        Rig rig = new Rig(database);
        ConsoleSessions sessions = sessions(rig, 1);
        Accounts.WithToken ana = rig.accounts.create("ana");
        Opened opened = sessions.open(new Caller.ByToken(ana.account().sid()), ana.token(), null);
        rig.clock.forward(Duration.ofSeconds(59));
        assertThat(sessions.find(sessions.admit(opened.secret())).session().seen())
                .isEqualTo(opened.session().created());
        rig.clock.forward(Duration.ofSeconds(1));
        assertThat(sessions.find(sessions.admit(opened.secret())).session().seen())
                .isEqualTo(opened.session().created().plusSeconds(60));
        rig.clock.forward(ConsoleSession.LONGEST.minusSeconds(60));
        rig.reap();
        assertThat(rig.rows("console_session")).isEqualTo(1);
        rig.clock.forward(Duration.ofMillis(1));
        rig.reap();
        assertThat(rig.rows("console_session")).isZero();
    }

    @EachDatabase
    void whatLiesThereOpensNothing(Database database) throws Throwable {
        Rig rig = new Rig(database);
        ConsoleSessions sessions = sessions(rig, 1);
        Accounts.WithToken ana = rig.accounts.create("ana");
        Opened opened = sessions.open(new Caller.ByToken(ana.account().sid()), ana.token(), null);
        byte[] kept = opened.session().id().bytes();
        for (String guess : new String[] {
            java.util.HexFormat.of().formatHex(kept),
            java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(kept),
            opened.proof(),
            "",
            opened.secret() + "A"
        }) {
            assertThat(Rig.refusal(() -> sessions.admit(guess))).isEqualTo(Refusal.UNAUTHENTICATED);
        }
        assertThat(sessions.admit(opened.secret()).account())
                .isEqualTo(ana.account().sid());
    }
}
