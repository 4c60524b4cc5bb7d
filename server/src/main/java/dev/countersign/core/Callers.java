package dev.countersign.core;

import dev.countersign.crypto.Digests;
import dev.countersign.domain.Account;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Caller;
import dev.countersign.domain.ConsoleSession;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Sid;
import dev.countersign.store.AccountTable;
import dev.countersign.store.ApiKeyTable;
import dev.countersign.store.ConsoleSessionTable;
import dev.countersign.store.Db;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in. What the record says of an account or a key is remembered for a second, so that a revocation made by
 * another process is obeyed within one; the names of nobody are not remembered at all.
 */
public final class Callers {
    private static final long REMEMBERED = 1_000_000_000;
    private static final int MOST_REMEMBERED = 10_000;

    /** Compared with where there is nothing to compare with, so that nobody's password takes as long as a wrong one. */
    private static final byte[] NOBODY = new byte[32];

    private final Db db;
    private final LongSupplier nanos;
    private final Devices devices;
    private final ConcurrentMap<Sid, Known> known = new ConcurrentHashMap<>();
    private final Allowances allowances;

    /** @param nanos a stopwatch: no clock that is set back may keep alive what was revoked */
    public Callers(Db db, LongSupplier nanos, Devices devices) {
        this.db = db;
        this.nanos = nanos;
        this.devices = devices;
        this.allowances = new Allowances(db, nanos);
    }

    /** Somebody of that user name: what their password may hash to, and what they are then. */
    private record Known(Caller caller, Account account, List<byte[]> hashes, long since) {}

    /** Who a user name and a password stand for; refuses nobody, the suspended, and whoever asks too often. */
    public Caller admit(String user, String password, Devices.Place place) {
        // spec Verify 2.2: a device's user name is this word, and its password a token
        if (user.equals("token")) {
            Caller device = devices.admit(password, place);
            mustBeWelcome(find(device.account()));
            return device;
        }
        Known known = backend(user, password);
        mustBeWelcome(known);
        return known.caller();
    }

    /** Who a user name and a password stand for where devices have no business. */
    Caller admitBackend(String user, String password) {
        Known known = backend(user, password);
        mustBeWelcome(known);
        return known.caller();
    }

    /** Refuses who once came with that token or secret and would not come in with it now, or asks too often. */
    void mustBeGoodStill(Sid user, byte[] hash) {
        Known found = find(user);
        if (found == null || found.hashes().stream().noneMatch(h -> Digests.same(h, hash))) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        mustBeWelcome(found);
    }

    /** Refuses who was admitted before and would not be any more: their key is revoked, or their account suspended. */
    public void mustStillStand(Caller caller) {
        Known found = find(user(caller));
        if (found == null) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        if (!found.account().active()) {
            throw Refusal.ACCOUNT_SUSPENDED.refused();
        }
    }

    private Sid user(Caller caller) {
        return switch (caller) {
            case Caller.ByKey(AccountSid _, ApiKeySid key) -> key;
            case Caller.BySession session -> standing(session).user();
            case Caller.ByToken _, Caller.ByAccessToken _, Caller.ByDevice _ -> caller.account();
        };
    }

    /** A session is looked for each time: whoever signs out, out they are. */
    private ConsoleSession standing(Caller.BySession caller) {
        ConsoleSession session = db.<@Nullable ConsoleSession>read(tx -> {
            ConsoleSessionTable.Stored stored = new ConsoleSessionTable(tx).find(caller.session());
            return stored == null || !stored.session().stands(tx.now()) ? null : stored.session();
        });
        if (session == null) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        return session;
    }

    private Known backend(String user, String password) {
        Known found = find(user);
        byte[] hash = Accounts.hash(password);
        boolean good = Digests.same(hash, NOBODY);
        if (found != null) {
            for (byte[] h : found.hashes()) {
                good |= Digests.same(hash, h);
            }
        }
        if (found == null || !good) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        return found;
    }

    private void mustBeWelcome(@Nullable Known found) {
        if (found == null) {
            throw Refusal.UNAUTHENTICATED.refused();
        }
        if (!found.account().active()) {
            throw Refusal.ACCOUNT_SUSPENDED.refused();
        }
        Integer limit = found.account().requestsPerSecond();
        if (limit != null && !allowances.take(found.account().sid(), limit)) {
            throw Refusal.TOO_MANY_REQUESTS.refused();
        }
    }

    private @Nullable Known find(String user) {
        AccountSid account = AccountSid.parse(user);
        Sid sid = account == null ? ApiKeySid.parse(user) : account;
        return sid == null ? null : find(sid);
    }

    private @Nullable Known find(Sid sid) {
        Known remembered = known.get(sid);
        long now = nanos.getAsLong();
        if (remembered != null && now - remembered.since() < REMEMBERED) {
            return remembered;
        }
        Known fresh = look(sid, now);
        if (fresh == null) {
            known.remove(sid);
        } else {
            if (known.size() >= MOST_REMEMBERED) {
                known.clear();
            }
            known.put(sid, fresh);
        }
        return fresh;
    }

    private @Nullable Known look(Sid sid, long now) {
        return db.<@Nullable Known>read(tx -> {
            AccountTable accounts = new AccountTable(tx);
            return switch (sid) {
                case AccountSid account -> byToken(accounts.find(account), accounts, now);
                case ApiKeySid key -> byKey(new ApiKeyTable(tx).find(key), accounts, now);
                default -> null;
            };
        });
    }

    private static @Nullable Known byToken(@Nullable Account account, AccountTable accounts, long now) {
        if (account == null) {
            return null;
        }
        List<byte[]> hashes = accounts.tokens(account.sid()).stream()
                .map(AccountTable.Token::hash)
                .toList();
        return new Known(new Caller.ByToken(account.sid()), account, hashes, now);
    }

    private static @Nullable Known byKey(ApiKeyTable.@Nullable Hashed key, AccountTable accounts, long now) {
        Account account = key == null ? null : accounts.find(key.key().account());
        return key == null || account == null
                ? null
                : new Known(new Caller.ByKey(account.sid(), key.key().sid()), account, List.of(key.hash()), now);
    }
}
