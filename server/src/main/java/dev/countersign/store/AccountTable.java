package dev.countersign.store;

import dev.countersign.domain.Account;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Sid;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accounts and their auth tokens at rest. */
public final class AccountTable {
    private static final String SELECT = "SELECT sid, friendly_name, active, requests_per_second, updated FROM account";

    private final Tx tx;

    public AccountTable(Tx tx) {
        this.tx = tx;
    }

    /** Which of an account's two tokens: the primary one signs; both let in. */
    public enum Place {
        PRIMARY("primary"),
        SECONDARY("secondary");

        private final String word;

        Place(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        private static Place of(String word) {
            return switch (word) {
                case "primary" -> PRIMARY;
                case "secondary" -> SECONDARY;
                default -> throw new IllegalArgumentException("auth_token.place holds " + word);
            };
        }
    }

    /** A token at rest: a hash to compare with, and the encrypted token to sign with. */
    public record Token(AccountSid account, Place place, byte[] hash, byte[] sealed, Instant created) {}

    public @Nullable Account find(AccountSid sid) {
        return tx.one(
                SELECT + " WHERE sid = ?", AccountTable::read, (Object) sid.id().bytes());
    }

    public List<Account> all() {
        return tx.all(SELECT + " ORDER BY sid", AccountTable::read);
    }

    /** Keeps other servers from making a first account until this unit is over. */
    public void holdAll() {
        tx.update("UPDATE schema_facts SET one = one");
    }

    /** Keeps others from changing the account and its tokens until this unit is over. */
    public void hold(AccountSid sid) {
        tx.update("UPDATE account SET updated = updated WHERE sid = ?", (Object)
                sid.id().bytes());
    }

    public void add(Account a) {
        tx.trace("SELECT 1 FROM account WHERE sid = ?", (Object) a.sid().id().bytes());
        tx.update(
                "INSERT INTO account (sid, friendly_name, active, requests_per_second, updated) VALUES (?, ?, ?, ?, ?)",
                a.sid().id().bytes(),
                a.friendlyName(),
                a.active(),
                a.requestsPerSecond(),
                a.updated());
    }

    public void replace(Account a) {
        tx.update(
                "UPDATE account SET friendly_name = ?, active = ?, requests_per_second = ?, updated = ? WHERE sid = ?",
                a.friendlyName(),
                a.active(),
                a.requestsPerSecond(),
                a.updated(),
                a.sid().id().bytes());
    }

    public List<Token> tokens(AccountSid account) {
        return tx.all(
                "SELECT account_sid, place, hash, sealed, created FROM auth_token WHERE account_sid = ? ORDER BY place",
                AccountTable::token,
                (Object) account.id().bytes());
    }

    public List<Token> allTokens() {
        return tx.all(
                "SELECT account_sid, place, hash, sealed, created FROM auth_token ORDER BY account_sid, place",
                AccountTable::token);
    }

    /** Puts a token in its place, over the one that was there. */
    public void put(Token t) {
        tx.update("""
                INSERT INTO auth_token (account_sid, place, hash, sealed, created) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (account_sid, place) DO UPDATE
                   SET hash = excluded.hash, sealed = excluded.sealed, created = excluded.created
                """, t.account().id().bytes(), t.place().word(), t.hash(), t.sealed(), t.created());
    }

    public int remove(AccountSid account, Place place) {
        return tx.update(
                "DELETE FROM auth_token WHERE account_sid = ? AND place = ?",
                account.id().bytes(),
                place.word());
    }

    private static Account read(Row row) {
        Long limit = row.numberOrNull(4);
        return new Account(
                new AccountSid(Sid.Id.of(row.bytes(1))),
                row.text(2),
                row.flag(3),
                limit == null ? null : Math.toIntExact(limit),
                row.instant(5));
    }

    private static Token token(Row row) {
        return new Token(
                new AccountSid(Sid.Id.of(row.bytes(1))),
                Place.of(row.text(2)),
                row.bytes(3),
                row.bytes(4),
                row.instant(5));
    }
}
