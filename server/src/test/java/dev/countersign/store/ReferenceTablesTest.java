package dev.countersign.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.domain.Account;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKey;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Sid;
import dev.countersign.store.AccountTable.Place;
import dev.countersign.store.AccountTable.Token;
import dev.countersign.store.DataKeyTable.Wrapped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The small tables: accounts and their tokens, API keys, data keys. */
class ReferenceTablesTest {
    private static final AccountSid A = new AccountSid(new Sid.Id(1, 1));
    private static final AccountSid B = new AccountSid(new Sid.Id(1, 2));
    private static final Instant AT = Instant.ofEpochMilli(1_767_225_600_123L);

    @EachDatabase
    void anAccountComesBackAsItWentInAndAsItWasReplaced(Database database) {
        Db db = database.open();
        Account free = new Account(A, "Ü", true, null, AT);
        Account bound = new Account(B, "b", false, 7, AT);
        db.write(tx -> {
            new AccountTable(tx).add(free);
            new AccountTable(tx).add(bound);
            return true;
        });
        assertThat(Database.list(db, tx -> new AccountTable(tx).all())).containsExactly(free, bound);
        Account next = new Account(A, "n", false, 3, AT.plusMillis(1));
        db.write(tx -> {
            new AccountTable(tx).replace(next);
            return true;
        });
        assertThat(db.<Boolean>read(tx -> next.equals(new AccountTable(tx).find(A))))
                .isTrue();
        assertThat(db.<Boolean>read(tx -> bound.equals(new AccountTable(tx).find(B))))
                .isTrue();
        AccountSid nobody = new AccountSid(new Sid.Id(1, 3));
        assertThat(db.<Boolean>read(tx -> new AccountTable(tx).find(nobody) == null))
                .isTrue();
    }

    @EachDatabase
    void aTokenIsPutOverTheOneInItsPlaceAndRemovedFromThere(Database database) {
        Db db = database.open();
        Token primary = new Token(A, Place.PRIMARY, new byte[] {1}, new byte[] {2}, AT);
        Token secondary = new Token(A, Place.SECONDARY, new byte[] {3}, new byte[] {4}, AT.plusMillis(1));
        Token others = new Token(B, Place.PRIMARY, new byte[] {5}, new byte[] {6}, AT);
        Token newer = new Token(A, Place.PRIMARY, new byte[] {7}, new byte[] {8}, AT.plusMillis(2));
        put(db, primary, secondary, others, newer);
        assertSame(db.read(tx -> new AccountTable(tx).tokens(A)), newer, secondary);
        assertSame(db.read(tx -> new AccountTable(tx).allTokens()), newer, secondary, others);
        assertThat(db.<Integer>write(tx -> new AccountTable(tx).remove(A, Place.SECONDARY)))
                .isEqualTo(1);
        assertThat(db.<Integer>write(tx -> new AccountTable(tx).remove(A, Place.SECONDARY)))
                .isZero();
        assertSame(db.read(tx -> new AccountTable(tx).allTokens()), newer, others);
    }

    private static void put(Db db, Token... tokens) {
        db.write(tx -> {
            for (Token t : tokens) {
                new AccountTable(tx).put(t);
            }
            return true;
        });
    }

    private static void assertSame(List<Token> found, Token... expected) {
        assertThat(found).usingRecursiveComparison().isEqualTo(List.of(expected));
    }

    @EachDatabase(only = Database.Engine.SQLITE)
    void aTokenInAPlaceThereIsNotIsAnAlarm(Database database) {
        Db db = database.open();
        put(db, new Token(A, Place.PRIMARY, new byte[] {1}, new byte[] {2}, AT));
        assertThatThrownBy(() -> db.write(tx -> tx.update("UPDATE auth_token SET place = 'tertiary'")))
                .isInstanceOf(IllegalStateException.class);
        Disk lax = new Disk(database.file(), "PRAGMA ignore_check_constraints = ON");
        database.open(lax).write(tx -> tx.update("UPDATE auth_token SET place = 'tertiary'"));
        assertThatThrownBy(() -> db.read(tx -> new AccountTable(tx).tokens(A)))
                .isInstanceOf(IllegalStateException.class);
    }

    @EachDatabase
    void anApiKeyKeepsTheHashItWasGivenUntilItIsRemoved(Database database) {
        Db db = database.open();
        ApiKey one = new ApiKey(new ApiKeySid(new Sid.Id(2, 1)), A, "ci", AT);
        ApiKey two = new ApiKey(new ApiKeySid(new Sid.Id(2, 2)), B, "cd", AT);
        db.write(tx -> {
            new ApiKeyTable(tx).add(two, new byte[] {2});
            new ApiKeyTable(tx).add(one, new byte[] {1});
            return true;
        });
        assertThat(Database.list(db, tx -> new ApiKeyTable(tx).all())).containsExactly(one, two);
        ApiKeyTable.Hashed found = Objects.requireNonNull(
                db.<ApiKeyTable.@Nullable Hashed>read(tx -> new ApiKeyTable(tx).find(one.sid())), "key");
        assertThat(found.key()).isEqualTo(one);
        assertThat(found.hash()).containsExactly(1);
        assertThat(db.<Integer>write(tx -> new ApiKeyTable(tx).remove(one.sid())))
                .isEqualTo(1);
        assertThat(db.<Integer>write(tx -> new ApiKeyTable(tx).remove(one.sid())))
                .isZero();
        assertThat(db.<Boolean>read(tx -> new ApiKeyTable(tx).find(one.sid()) == null))
                .isTrue();
        assertThat(Database.list(db, tx -> new ApiKeyTable(tx).all())).containsExactly(two);
    }

    @EachDatabase
    void dataKeysLieUnderEachMasterAndTheHighestSeals(Database database) {
        Db db = database.open();
        assertThat(db.<Boolean>read(tx -> new DataKeyTable(tx).newest() == null))
                .isTrue();
        List<Wrapped> all = List.of(
                new Wrapped(0, "new", new byte[] {1}),
                new Wrapped(0, "old", new byte[] {2}),
                new Wrapped(1, "new", new byte[] {3}),
                new Wrapped(10, "new", new byte[] {4}),
                new Wrapped(2, "old", new byte[] {5}));
        db.write(tx -> {
            all.forEach(new DataKeyTable(tx)::add);
            return true;
        });
        assertThat(db.<Boolean>read(tx -> Long.valueOf(10).equals(new DataKeyTable(tx).newest())))
                .isTrue();
        db.write(tx -> {
            new DataKeyTable(tx).keepOnly("new");
            new DataKeyTable(tx).remove(1);
            return true;
        });
        assertThat(Database.list(db, tx -> new DataKeyTable(tx).all()))
                .usingRecursiveComparison()
                .isEqualTo(List.of(all.get(0), all.get(3)));
    }
}
