package dev.countersign.core;

import dev.countersign.crypto.Secret;
import dev.countersign.domain.AccountSid;
import dev.countersign.store.AccountTable;
import dev.countersign.store.AccountTable.Place;
import dev.countersign.store.Db;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The auth tokens that sign what webhooks are told, opened; remembered for a second, so that a promotion is obeyed soon. */
public final class SigningTokens {
    private static final long REMEMBERED = 1_000_000_000;
    private static final int MOST_REMEMBERED = 1_000;

    private final Db db;
    private final Secrets secrets;
    private final LongSupplier nanos;
    private final ConcurrentMap<AccountSid, Known> known = new ConcurrentHashMap<>();

    /** @param nanos a stopwatch */
    public SigningTokens(Db db, Secrets secrets, LongSupplier nanos) {
        this.db = db;
        this.secrets = secrets;
        this.nanos = nanos;
    }

    private record Known(@Nullable Secret token, long since) {}

    /** The account's primary token; null where there is no such account. */
    // spec Verify 7.3: the primary token signs, whoever made the webhook
    public @Nullable Secret find(AccountSid account) {
        long now = nanos.getAsLong();
        Known remembered = known.get(account);
        if (remembered != null && now - remembered.since() < REMEMBERED) {
            return remembered.token();
        }
        Known fresh = new Known(look(account), now);
        if (known.size() >= MOST_REMEMBERED) {
            known.clear();
        }
        known.put(account, fresh);
        return fresh.token();
    }

    private @Nullable Secret look(AccountSid account) {
        return db.<@Nullable Secret>read(tx -> {
            for (AccountTable.Token token : new AccountTable(tx).tokens(account)) {
                if (token.place() == Place.PRIMARY) {
                    return Secret.of(secrets.open(tx, token.sealed(), Accounts.about(account)));
                }
            }
            return null;
        });
    }
}
