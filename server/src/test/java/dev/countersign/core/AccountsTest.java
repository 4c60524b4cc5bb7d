package dev.countersign.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.crypto.Draw;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKey;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Sid;
import dev.countersign.store.AccountTable;
import dev.countersign.store.AccountTable.Place;
import dev.countersign.store.Database;
import dev.countersign.store.EachDatabase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What an operator does with accounts, and what cannot be done as things stand. */
class AccountsTest {
    private static final AccountSid NOBODY = new AccountSid(new Sid.Id(9, 9));

    @EachDatabase
    void aTokenIsAddedPromotedAndRevokedAndTheOtherStaysGood(Database database) {
        Rig rig = new Rig(database);
        AccountSid sid = rig.account;
        assertThat(places(rig, sid)).containsExactly(Place.PRIMARY);
        assertThatThrownBy(() -> rig.accounts.promoteToken(sid)).isInstanceOf(Accounts.NotPossible.class);
        assertThatThrownBy(() -> rig.accounts.revokeToken(sid)).isInstanceOf(Accounts.NotPossible.class);
        String second = rig.accounts.addToken(sid);
        assertThatThrownBy(() -> rig.accounts.addToken(sid)).isInstanceOf(Accounts.NotPossible.class);
        assertThat(places(rig, sid)).containsExactly(Place.PRIMARY, Place.SECONDARY);
        rig.accounts.promoteToken(sid);
        assertThat(primary(rig, sid)).isEqualTo(second);
        rig.accounts.revokeToken(sid);
        assertThat(primary(rig, sid)).isEqualTo(second);
        assertThat(places(rig, sid)).containsExactly(Place.PRIMARY);
    }

    private static List<Place> places(Rig rig, AccountSid sid) {
        return rig.accounts.list().stream()
                .filter(s -> s.account().sid().equals(sid))
                .findFirst()
                .orElseThrow()
                .tokens();
    }

    /** The token that will sign, opened as a signer will open it. */
    private static String primary(Rig rig, AccountSid sid) {
        return rig.db.write(tx -> {
            AccountTable.Token token = new AccountTable(tx).tokens(sid).getFirst();
            assertThat(token.place()).isEqualTo(Place.PRIMARY);
            return new String(rig.secrets.open(tx, token.sealed(), Accounts.about(sid)), StandardCharsets.UTF_8);
        });
    }

    @EachDatabase
    void nothingIsDoneForAnAccountOrAKeyThatIsNotThere(Database database) {
        Accounts accounts = new Rig(database).accounts;
        assertThatThrownBy(() -> accounts.addToken(NOBODY)).hasMessage("There is no account " + NOBODY + ".");
        assertThatThrownBy(() -> accounts.promoteToken(NOBODY)).isInstanceOf(Accounts.NotPossible.class);
        assertThatThrownBy(() -> accounts.revokeToken(NOBODY)).isInstanceOf(Accounts.NotPossible.class);
        assertThatThrownBy(() -> accounts.activate(NOBODY, true)).isInstanceOf(Accounts.NotPossible.class);
        assertThatThrownBy(() -> accounts.limit(NOBODY, 1)).isInstanceOf(Accounts.NotPossible.class);
        assertThatThrownBy(() -> accounts.createKey(NOBODY, "k")).isInstanceOf(Accounts.NotPossible.class);
        ApiKeySid key = new ApiKeySid(new Sid.Id(9, 9));
        assertThatThrownBy(() -> accounts.revokeKey(key)).hasMessage("There is no API key " + key + ".");
        assertThat(accounts.list()).hasSize(1);
    }

    @EachDatabase
    void anAccountThatTheOperatorChoseIsMadeOnceAndNoForgottenSettingBringsATokenBack(Database database) {
        Rig rig = new Rig(database);
        AccountSid chosen = new AccountSid(new Sid.Id(4, 4));
        String first = Draw.token(new Random(1));
        String other = Draw.token(new Random(2));
        rig.accounts.settle(chosen, first);
        rig.accounts.activate(chosen, false);
        assertThat(rig.accounts.settle(chosen, first).active()).isFalse();
        assertThat(primary(rig, chosen)).isEqualTo(first);
        assertThatThrownBy(() -> rig.accounts.settle(chosen, other))
                .isInstanceOf(Accounts.NotPossible.class)
                .hasMessageNotContaining(other);
        assertThat(primary(rig, chosen)).isEqualTo(first);
        assertThat(places(rig, chosen)).containsExactly(Place.PRIMARY);
    }

    @EachDatabase
    void keysAreListedUntilTheyAreRevoked(Database database) {
        Rig rig = new Rig(database);
        ApiKey one = rig.accounts.createKey(rig.account, "one").key();
        ApiKey two = rig.accounts.createKey(rig.account, "two").key();
        assertThat(rig.accounts.keys()).containsExactlyInAnyOrder(one, two);
        rig.accounts.revokeKey(one.sid());
        assertThat(rig.accounts.keys()).containsExactly(two);
        assertThatThrownBy(() -> rig.accounts.revokeKey(one.sid())).isInstanceOf(Accounts.NotPossible.class);
    }

    @EachDatabase
    void ofManyWhoAddASecondTokenOneIsGivenIt(Database database) {
        Rig rig = new Rig(database);
        List<Object> told = Together.all(16, _ -> {
            try {
                return rig.accounts.addToken(rig.account);
            } catch (Accounts.NotPossible e) {
                return e;
            }
        });
        assertThat(told.stream().filter(String.class::isInstance)).hasSize(1);
        assertThat(places(rig, rig.account)).hasSize(2);
    }
}
