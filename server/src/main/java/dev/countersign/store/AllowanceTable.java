package dev.countersign.store;

import dev.countersign.domain.AccountSid;

/** How much accounts that have a limit may ask just now, of all servers on this database together. */
public final class AllowanceTable {
    private static final long MICROS_A_SECOND = 1_000_000;

    private final Tx tx;

    public AllowanceTable(Tx tx) {
        this.tx = tx;
    }

    /**
     * Takes so many requests off what the account may ask, which fills up at its rate and holds one second's worth; false
     * where there are not so many.
     */
    public boolean take(AccountSid account, int many, int perSecond) {
        long now = tx.now().toEpochMilli() * 1000;
        long cost = many * MICROS_A_SECOND / perSecond;
        return tx.update("""
                        INSERT INTO allowance (account_sid, full_at) VALUES (?, ?)
                        ON CONFLICT (account_sid) DO UPDATE
                           SET full_at = CASE WHEN allowance.full_at > ? THEN allowance.full_at ELSE ? END + ?
                         WHERE CASE WHEN allowance.full_at > ? THEN allowance.full_at ELSE ? END + ? <= ?
                        """, account.id().bytes(), now + cost, now, now, cost, now, now, cost, now + MICROS_A_SECOND)
                > 0;
    }
}
