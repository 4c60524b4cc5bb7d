package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.crypto.Draw;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Caller;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Sid;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Who is let in, by what, and how soon no more. */
class CallersTest {
    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final Devices.Place NOWHERE = new Devices.Place(null, null);

    private static Callers callers(Rig rig) {
        return new Callers(rig.db, () -> rig.clock.millis() * 1_000_000, rig.devices);
    }

    @EachDatabase
    void anAccountComesInWithEitherOfItsTokensAndWithNothingElse(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Callers callers = callers(rig);
        Accounts.WithToken made = rig.accounts.create("a");
        AccountSid sid = made.account().sid();
        assertThat(callers.admit(sid.text(), made.token(), NOWHERE)).isEqualTo(new Caller.ByToken(sid));
        String second = rig.accounts.addToken(sid);
        rig.clock.forward(REMEMBERED);
        assertThat(callers.admit(sid.text(), second, NOWHERE)).isEqualTo(new Caller.ByToken(sid));
        assertThat(callers.admit(sid.text(), made.token(), NOWHERE)).isEqualTo(new Caller.ByToken(sid));
        for (String wrong : List.of(
                "",
                second.substring(1),
                second + "0",
                made.token().toUpperCase(java.util.Locale.ROOT),
                Draw.token(new Random(99)))) {
            assertThat(Rig.refusal(() -> callers.admit(sid.text(), wrong, NOWHERE)))
                    .isEqualTo(Refusal.UNAUTHENTICATED);
        }
    }

    @EachDatabase
    void aKeyComesInForItsAccountWithItsSecret(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Callers callers = callers(rig);
        Accounts.WithSecret key = rig.accounts.createKey(rig.account, "ci");
        String sid = key.key().sid().text();
        assertThat(callers.admit(sid, key.secret(), NOWHERE))
                .isEqualTo(new Caller.ByKey(rig.account, key.key().sid()));
        assertThat(Rig.refusal(() -> callers.admit(sid, key.secret() + "x", NOWHERE)))
                .isEqualTo(Refusal.UNAUTHENTICATED);
        assertThat(Rig.refusal(() -> callers.admit(rig.account.text(), key.secret(), NOWHERE)))
                .isEqualTo(Refusal.UNAUTHENTICATED);
        rig.accounts.revokeKey(key.key().sid());
        rig.clock.forward(REMEMBERED);
        assertThat(Rig.refusal(() -> callers.admit(sid, key.secret(), NOWHERE))).isEqualTo(Refusal.UNAUTHENTICATED);
    }

    @EachDatabase
    void nobodyIsNobodyHoweverTheyAreNamed(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Callers callers = callers(rig);
        for (String user : List.of("", "AC", "token", new AccountSid(new Sid.Id(1, 1)).text(), "SK" + "0".repeat(32))) {
            assertThat(Rig.refusal(() -> callers.admit(user, "", NOWHERE))).isEqualTo(Refusal.UNAUTHENTICATED);
        }
    }

    @EachDatabase
    void aSuspendedAccountIsToldOnlyWhereItsTokenIsRight(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Callers callers = callers(rig);
        Accounts.WithToken a = rig.accounts.create("a");
        String sid = a.account().sid().text();
        Accounts.WithSecret key = rig.accounts.createKey(a.account().sid(), "ci");
        rig.accounts.activate(a.account().sid(), false);
        assertThat(Rig.refusal(() -> callers.admit(sid, a.token(), NOWHERE))).isEqualTo(Refusal.ACCOUNT_SUSPENDED);
        assertThat(Rig.refusal(() -> callers.admit(key.key().sid().text(), key.secret(), NOWHERE)))
                .isEqualTo(Refusal.ACCOUNT_SUSPENDED);
        assertThat(Rig.refusal(() -> callers.admit(sid, "guess", NOWHERE))).isEqualTo(Refusal.UNAUTHENTICATED);
        rig.accounts.activate(a.account().sid(), true);
        rig.clock.forward(REMEMBERED);
        assertThat(Rig.refusal(() -> callers.admit(sid, a.token(), NOWHERE))).isNull();
    }

    @EachDatabase
    void whatAnotherProcessTakesBackIsRefusedASecondLaterAtTheLatest(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Callers callers = callers(rig);
        Accounts.WithToken a = rig.accounts.create("a");
        AccountSid sid = a.account().sid();
        Accounts admin = new Accounts(database.open(), rig.secrets, new Random(77));
        String second = admin.addToken(sid);
        Accounts.WithSecret key = admin.createKey(sid, "ci");
        assertThat(Rig.refusal(() -> callers.admit(sid.text(), second, NOWHERE)))
                .isNull();
        assertThat(Rig.refusal(() -> callers.admit(key.key().sid().text(), key.secret(), NOWHERE)))
                .isNull();
        admin.revokeToken(sid);
        admin.revokeKey(key.key().sid());
        rig.clock.forward(REMEMBERED);
        assertThat(Rig.refusal(() -> callers.admit(sid.text(), second, NOWHERE)))
                .isEqualTo(Refusal.UNAUTHENTICATED);
        assertThat(Rig.refusal(() -> callers.admit(key.key().sid().text(), key.secret(), NOWHERE)))
                .isEqualTo(Refusal.UNAUTHENTICATED);
        assertThat(Rig.refusal(() -> callers.admit(sid.text(), a.token(), NOWHERE)))
                .isNull();
        admin.activate(sid, false);
        rig.clock.forward(REMEMBERED);
        assertThat(Rig.refusal(() -> callers.admit(sid.text(), a.token(), NOWHERE)))
                .isEqualTo(Refusal.ACCOUNT_SUSPENDED);
    }

    @EachDatabase
    void theAllowanceIsExactAndFillsUpWithTheTime(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Callers callers = callers(rig);
        Accounts.WithToken a = rig.accounts.create("a");
        String sid = a.account().sid().text();
        rig.accounts.limit(a.account().sid(), 10);
        assertThat(let(callers, sid, a.token(), 64)).isEqualTo(10);
        rig.clock.forward(Duration.ofMillis(99));
        assertThat(let(callers, sid, a.token(), 5)).isZero();
        rig.clock.forward(Duration.ofMillis(1));
        assertThat(let(callers, sid, a.token(), 5)).isEqualTo(1);
        rig.clock.forward(Duration.ofMillis(500));
        assertThat(let(callers, sid, a.token(), 20)).isEqualTo(5);
        rig.clock.forward(Duration.ofDays(1));
        assertThat(let(callers, sid, a.token(), 64))
                .as("it holds a second's worth")
                .isEqualTo(10);
        rig.accounts.limit(a.account().sid(), null);
        rig.clock.forward(REMEMBERED);
        assertThat(let(callers, sid, a.token(), 64)).isEqualTo(64);
    }

    @EachDatabase
    void guessesUseUpNobodysAllowance(Database database) throws Throwable {
        Rig rig = new Rig(database);
        Callers callers = callers(rig);
        Accounts.WithToken a = rig.accounts.create("a");
        String sid = a.account().sid().text();
        rig.accounts.limit(a.account().sid(), 3);
        for (int i = 0; i < 20; i++) {
            assertThat(Rig.refusal(() -> callers.admit(sid, "guess", NOWHERE))).isEqualTo(Refusal.UNAUTHENTICATED);
        }
        assertThat(let(callers, sid, a.token(), 9)).isEqualTo(3);
    }

    private static int let(Callers callers, String sid, String token, int asked) {
        List<Object> told = Together.all(asked, _ -> callers.admit(sid, token, NOWHERE));
        int in = Collections.frequency(
                told, new Caller.ByToken(java.util.Objects.requireNonNull(AccountSid.parse(sid), sid)));
        assertThat(Collections.frequency(told, Refusal.TOO_MANY_REQUESTS)).isEqualTo(asked - in);
        return in;
    }
}
