package dev.countersign.core;

import dev.countersign.crypto.About;
import dev.countersign.crypto.Digests;
import dev.countersign.crypto.Draw;
import dev.countersign.domain.Account;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKey;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.store.AccountTable;
import dev.countersign.store.AccountTable.Place;
import dev.countersign.store.AccountTable.Token;
import dev.countersign.store.ApiKeyTable;
import dev.countersign.store.Db;
import dev.countersign.store.Tx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Accounts, their auth tokens and their API keys: what an operator does with them. Tokens and secrets are handed out once,
 * when they are made. Every method refuses, with {@link NotPossible}, what makes no sense as things stand.
 */
public final class Accounts {
    private final Db db;
    private final Secrets secrets;
    private final RandomGenerator random;

    public Accounts(Db db, Secrets secrets, RandomGenerator random) {
        this.db = db;
        this.secrets = secrets;
        this.random = random;
    }

    /** Something an operator asked for that cannot be; says why in one sentence. */
    public static final class NotPossible extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotPossible(String why) {
            super(why, null, false, false);
        }
    }

    /** An account and its token, the one time it can be seen. */
    public record WithToken(Account account, String token) {}

    /** A key and its secret, the one time it can be seen. */
    public record WithSecret(ApiKey key, String secret) {}

    /** How an account stands: its tokens without the tokens. */
    public record Standing(Account account, List<Place> tokens) {}

    static byte[] about(AccountSid account) {
        return About.of("auth_token.sealed", account.id().bytes());
    }

    static byte[] hash(String secret) {
        return Digests.sha256(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** A token fit for {@link #create}. */
    public String drawToken() {
        return Draw.token(random);
    }

    public WithToken create(String friendlyName) {
        String token = drawToken();
        return new WithToken(create(friendlyName, token), token);
    }

    public Account create(String friendlyName, String token) {
        return db.write(tx -> add(tx, new AccountSid(Sid.Id.of(tx.id())), friendlyName, token));
    }

    /**
     * The account of that SID, made with that token where there is none: for operators who choose both. Where it is there
     * the token must be one of its own; a setting that was forgotten does not bring back a token that was revoked.
     */
    public Account settle(AccountSid sid, String token) {
        return db.write(tx -> {
            AccountTable table = new AccountTable(tx);
            Account found = table.find(sid);
            if (found == null) {
                return add(tx, sid, "default", token);
            }
            byte[] hash = hash(token);
            if (table.tokens(sid).stream().noneMatch(t -> Digests.same(t.hash(), hash))) {
                throw new NotPossible("The setting auth-token is no token of account " + sid
                        + ": set the present one, or change tokens with \"countersign account token\".");
            }
            return found;
        });
    }

    /** The first account there is, made with that token where there is none. */
    public First first(String friendlyName, String token) {
        return db.write(tx -> {
            AccountTable table = new AccountTable(tx);
            table.holdAll();
            List<Account> all = table.all();
            return all.isEmpty()
                    ? new First(add(tx, new AccountSid(Sid.Id.of(tx.id())), friendlyName, token), true)
                    : new First(all.getFirst(), false);
        });
    }

    /** @param made whether it was made just now */
    public record First(Account account, boolean made) {}

    private Account add(Tx tx, AccountSid sid, String friendlyName, String token) {
        Account account = new Account(sid, friendlyName, true, null, tx.now());
        new AccountTable(tx).add(account);
        put(tx, sid, Place.PRIMARY, token);
        return account;
    }

    public List<Standing> list() {
        return db.read(tx -> {
            AccountTable table = new AccountTable(tx);
            return table.all().stream()
                    .map(a -> new Standing(
                            a, table.tokens(a.sid()).stream().map(Token::place).toList()))
                    .toList();
        });
    }

    public Account activate(AccountSid sid, boolean active) {
        return change(sid, a -> new Account(a.sid(), a.friendlyName(), active, a.requestsPerSecond(), a.updated()));
    }

    /** @param requestsPerSecond the most it may ask, sustained, of all servers together; null for no limit */
    public Account limit(AccountSid sid, @Nullable Integer requestsPerSecond) {
        return change(sid, a -> new Account(a.sid(), a.friendlyName(), a.active(), requestsPerSecond, a.updated()));
    }

    private Account change(AccountSid sid, java.util.function.UnaryOperator<Account> how) {
        return db.write(tx -> {
            new AccountTable(tx).hold(sid);
            Account next = how.apply(mustFind(tx, sid));
            Account stamped =
                    new Account(next.sid(), next.friendlyName(), next.active(), next.requestsPerSecond(), tx.now());
            new AccountTable(tx).replace(stamped);
            return stamped;
        });
    }

    /** A second token, good beside the first. */
    public String addToken(AccountSid sid) {
        String token = Draw.token(random);
        return db.write(tx -> {
            new AccountTable(tx).hold(sid);
            mustFind(tx, sid);
            if (new AccountTable(tx).tokens(sid).size() > 1) {
                throw new NotPossible("The account has two tokens already: revoke the secondary one first.");
            }
            put(tx, sid, Place.SECONDARY, token);
            return token;
        });
    }

    /** The secondary token becomes the primary one, and the other way round: both stay good. */
    public void promoteToken(AccountSid sid) {
        db.write(tx -> {
            AccountTable table = new AccountTable(tx);
            table.hold(sid);
            List<Token> tokens = table.tokens(sid);
            mustFind(tx, sid);
            if (tokens.size() < 2) {
                throw new NotPossible("The account has no secondary token to promote: add one first.");
            }
            for (Token t : tokens) {
                Place other = t.place() == Place.PRIMARY ? Place.SECONDARY : Place.PRIMARY;
                table.put(new Token(sid, other, t.hash(), t.sealed(), t.created()));
            }
            return true;
        });
    }

    /** The secondary token is good no more. */
    public void revokeToken(AccountSid sid) {
        db.write(tx -> {
            new AccountTable(tx).hold(sid);
            mustFind(tx, sid);
            if (new AccountTable(tx).remove(sid, Place.SECONDARY) == 0 && !tx.again()) {
                throw new NotPossible("The account has no secondary token to revoke; promote another over the primary"
                        + " one to revoke that.");
            }
            return true;
        });
    }

    public WithSecret createKey(AccountSid account, String friendlyName) {
        String secret = Draw.apiSecret(random);
        return db.write(tx -> {
            mustFind(tx, account);
            ApiKey key = new ApiKey(new ApiKeySid(Sid.Id.of(tx.id())), account, friendlyName, tx.now());
            new ApiKeyTable(tx).add(key, hash(secret));
            return new WithSecret(key, secret);
        });
    }

    public List<ApiKey> keys() {
        return db.read(tx -> new ApiKeyTable(tx).all());
    }

    public Rows<ApiKey> keys(AccountSid account, Slice slice) {
        return db.read(tx -> new ApiKeyTable(tx).list(account, slice));
    }

    /** Refuses a key that is not the account's. */
    public void revokeKey(AccountSid account, ApiKeySid sid) {
        db.write(tx -> {
            if (new ApiKeyTable(tx).remove(account, sid) == 0 && !tx.again()) {
                throw Refusal.NOT_FOUND.refused();
            }
            return true;
        });
    }

    public void revokeKey(ApiKeySid sid) {
        db.write(tx -> {
            if (new ApiKeyTable(tx).remove(sid) == 0 && !tx.again()) {
                throw new NotPossible("There is no API key " + sid + ".");
            }
            return true;
        });
    }

    private void put(Tx tx, AccountSid sid, Place place, String token) {
        byte[] sealed = secrets.seal(tx, token.getBytes(StandardCharsets.UTF_8), about(sid));
        new AccountTable(tx).put(new Token(sid, place, hash(token), sealed, tx.now()));
    }

    private static Account mustFind(Tx tx, AccountSid sid) {
        Account account = new AccountTable(tx).find(sid);
        if (account == null) {
            throw new NotPossible("There is no account " + sid + ".");
        }
        return account;
    }
}
