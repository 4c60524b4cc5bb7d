package dev.countersign.core;

import dev.countersign.domain.AccountSid;
import dev.countersign.store.AllowanceTable;
import dev.countersign.store.Db;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What accounts that have a limit may still ask. It is kept in the record, for all servers together; each server takes some
 * at once, a tenth of a second's worth, so that not every request becomes a write.
 */
final class Allowances {
    private static final int SHARES = 10;

    /** What a server took and did not use for so long is no longer its own. */
    private static final long KEPT = TimeUnit.SECONDS.toNanos(1);

    private final Db db;
    private final LongSupplier nanos;
    private final ConcurrentMap<AccountSid, Share> shares = new ConcurrentHashMap<>();

    Allowances(Db db, LongSupplier nanos) {
        this.db = db;
        this.nanos = nanos;
    }

    /** Whether the account may ask once more. */
    boolean take(AccountSid account, int perSecond) {
        return shares.computeIfAbsent(account, Share::new).take(perSecond);
    }

    /** What this server has taken of one account's. */
    private final class Share {
        private final AccountSid account;
        private int left;
        private long taken;

        Share(AccountSid account) {
            this.account = account;
        }

        /** Whoever comes while more is being taken waits for it: it is theirs, too. */
        synchronized boolean take(int perSecond) {
            if (left > 0 && nanos.getAsLong() - taken < KEPT) {
                left--;
                return true;
            }
            int many = Math.max(1, perSecond / SHARES);
            left = granted(many, perSecond) ? many : many > 1 && granted(1, perSecond) ? 1 : 0;
            taken = nanos.getAsLong();
            boolean any = left > 0;
            left = Math.max(0, left - 1);
            return any;
        }

        private boolean granted(int many, int perSecond) {
            return db.write(tx -> new AllowanceTable(tx).take(account, many, perSecond));
        }
    }
}
