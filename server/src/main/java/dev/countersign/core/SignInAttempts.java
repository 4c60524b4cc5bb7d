package dev.countersign.core;

import dev.countersign.domain.Refusal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often somebody may try to sign in to the console: each address and each name has so many wrong attempts at once, and
 * gets them back one after the other. Kept in this process, so several servers bear as much each; what is tried at is 128
 * random bits, and this is for the log's sake and the operator's.
 */
final class SignInAttempts {
    /** Fewer for an address than for a name: a stranger is not to keep the account's own people out so easily. */
    private static final int FROM_AN_ADDRESS = 10;

    private static final int UNDER_A_NAME = 50;
    private static final long BACK_AFTER = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_REMEMBERED = 10_000;

    private final LongSupplier nanos;

    /** From when on all attempts are there again, by address and by name. */
    private final Map<String, Long> whole = new HashMap<>();

    SignInAttempts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Refuses who has none left. */
    synchronized void mustHaveSome(String address, String name) {
        long wait = Math.max(wait(address(address), FROM_AN_ADDRESS), wait(name(name), UNDER_A_NAME));
        if (wait > 0) {
            throw Refusal.TOO_MANY_REQUESTS.refusedFor((int) TimeUnit.NANOSECONDS.toSeconds(wait) + 1);
        }
    }

    /** Refuses an address that has none left, whatever name is going to be said. */
    synchronized void mustHaveSome(String address) {
        mustHaveSome(address, "");
    }

    /** Takes one, of the address and of the name; refuses who has none left. */
    synchronized void take(String address, String name) {
        mustHaveSome(address, name);
        charge(address(address), BACK_AFTER);
        charge(name(name), BACK_AFTER);
    }

    /** It was a good one. */
    synchronized void giveBack(String address, String name) {
        charge(address(address), -BACK_AFTER);
        charge(name(name), -BACK_AFTER);
    }

    private static String address(String address) {
        // An IPv6 network of 64 bits is one household's.
        String[] parts = address.split(":", -1);
        return "@" + (parts.length < 8 ? address : String.join(":", Arrays.copyOf(parts, 4)));
    }

    private static String name(String name) {
        return name.length() > 34 ? "" : name.toLowerCase(Locale.ROOT);
    }

    /** How long until there is one again, in nanoseconds; 0 where there is one. */
    private long wait(String key, int most) {
        Long until = key.isEmpty() ? null : whole.get(key);
        return until == null ? 0 : Math.max(0, until - nanos.getAsLong() - (most - 1) * BACK_AFTER);
    }

    private void charge(String key, long nanoseconds) {
        if (!key.isEmpty()) {
            long now = nanos.getAsLong();
            Long until = whole.get(key);
            whole.put(key, (until == null || until - now < 0 ? now : until) + nanoseconds);
            forget(now);
        }
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
