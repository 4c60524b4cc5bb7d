package dev.countersign.core;

import dev.countersign.domain.Refusal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often somebody may try to sign in to the console: each address has so many wrong attempts at once, and gets them back one
 * after the other. Names are not counted: an Account SID is no secret, so a stranger could use up its owner's, and what is tried
 * at is 128 random bits. Kept in this process, so several servers bear as much each.
 */
final class SignInAttempts {
    private static final int AT_ONCE = 10;
    private static final long BACK_AFTER = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_REMEMBERED = 10_000;

    private final LongSupplier nanos;

    /** From when on all attempts of an address are there again. */
    private final Map<String, Long> whole = new HashMap<>();

    SignInAttempts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Refuses an address that has none left. */
    synchronized void mustHaveSome(String address) {
        Long until = whole.get(network(address));
        long wait = until == null ? 0 : until - nanos.getAsLong() - (AT_ONCE - 1) * BACK_AFTER;
        if (wait > 0) {
            throw Refusal.TOO_MANY_REQUESTS.refusedFor((int) TimeUnit.NANOSECONDS.toSeconds(wait) + 1);
        }
    }

    /** Takes one; refuses an address that has none left. */
    synchronized void take(String address) {
        mustHaveSome(address);
        charge(network(address), BACK_AFTER);
    }

    /** It was none of a stranger's. */
    synchronized void giveBack(String address) {
        charge(network(address), -BACK_AFTER);
    }

    /** An IPv6 network of 64 bits is one household's. */
    private static String network(String address) {
        String[] parts = address.split(":", -1);
        return parts.length < 8 ? address : String.join(":", Arrays.copyOf(parts, 4));
    }

    private void charge(String network, long nanoseconds) {
        long now = nanos.getAsLong();
        Long until = whole.get(network);
        whole.put(network, (until == null || until - now < 0 ? now : until) + nanoseconds);
        forget(now);
    }

    /** Those who have all of theirs back are forgotten first, and then anybody. */
    private void forget(long now) {
        if (whole.size() > MOST_REMEMBERED) {
            whole.values().removeIf(until -> until - now <= 0);
            Iterator<String> any = whole.keySet().iterator();
            while (whole.size() > MOST_REMEMBERED) {
                any.next();
                any.remove();
            }
        }
    }
}
