package dev.countersign.core;

import dev.countersign.crypto.Digests;
import dev.countersign.domain.Account;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Caller;
import dev.countersign.domain.Refusal;
import dev.countersign.store.AccountTable;
import dev.countersign.store.ApiKeyTable;
import dev.countersign.store.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in. What the record says of an account or a key is remembered for a second, so that a revocation made by
 * another process is obeyed within one; the names of nobody are not remembered at all.
 */
public final class Callers {
    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final int MOST_REMEMBERED = 10_000;

    /** Compared with where there is nothing to compare with, so that both take the same time. */
    private static final byte[] NOBODY = new byte[32];

    private final Db db;
    private final InstantSource clock;
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();
    private final ConcurrentMap<AccountSid, Allowance> allowances = new ConcurrentHashMap<>();

    public Callers(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /** Somebody of that user name: what their password may hash to, and what they are then. */
    private record Known(Caller caller, Account account, List<byte[]> hashes, Instant since) {}

    /** Who a user name and a password stand for; refuses nobody, the suspended, and whoever asks too often. */
    public Caller admit(String user, String password) {
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
        if (!found.account().active()) {
            throw Refusal.ACCOUNT_SUSPENDED.refused();
        }
        Integer limit = found.account().requestsPerSecond();
        if (limit != null
                && !allowances
                        .computeIfAbsent(found.account().sid(), _ -> new Allowance())
                        .take(limit, clock.instant())) {
            throw Refusal.TOO_MANY_REQUESTS.refused();
        }
        return found.caller();
    }

    private @Nullable Known find(String user) {
        Known remembered = known.get(user);
        Instant now = clock.instant();
        if (remembered != null && now.isBefore(remembered.since().plus(REMEMBERED))) {
            return remembered;
        }
        Known fresh = look(user, now);
        if (fresh == null) {
            known.remove(user);
        } else {
            if (known.size() >= MOST_REMEMBERED) {
                known.clear();
            }
            known.put(user, fresh);
        }
        return fresh;
    }

    private @Nullable Known look(String user, Instant now) {
        AccountSid account = AccountSid.parse(user);
        if (account != null) {
            return db.read(tx -> {
                Account found = new AccountTable(tx).find(account);
                return found == null
                        ? null
                        : new Known(
                                new Caller.ByToken(account),
                                found,
                                new AccountTable(tx)
                                        .tokens(account).stream()
                                                .map(AccountTable.Token::hash)
                                                .toList(),
                                now);
            });
        }
        ApiKeySid key = ApiKeySid.parse(user);
        return key == null ? null : db.read(tx -> byKey(new ApiKeyTable(tx).find(key), new AccountTable(tx), now));
    }

    private static @Nullable Known byKey(ApiKeyTable.@Nullable Hashed key, AccountTable accounts, Instant now) {
        Account account = key == null ? null : accounts.find(key.key().account());
        return key == null || account == null
                ? null
                : new Known(new Caller.ByKey(account.sid(), key.key().sid()), account, List.of(key.hash()), now);
    }

    /** How much an account may still ask just now: fills up at its rate, holds one second's worth. */
    private static final class Allowance {
        private double left = -1;
        private Instant filled = Instant.EPOCH;

        synchronized boolean take(int perSecond, Instant now) {
            double gained = Duration.between(filled, now).toNanos() / 1e9 * perSecond;
            left = left < 0 ? perSecond : Math.min(perSecond, left + Math.max(0, gained));
            filled = now;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }
}
