package dev.countersign.core;

import dev.countersign.domain.Sid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A walk past everybody once a day, a small part of all keys at a time: it reads little at once however many there are, and needs
 * no index that every deed pays for.
 */
final class DailyRound {
    /** Parts of a day, and of all keys. */
    static final int PARTS = 4096;

    private static final Duration PART = Duration.ofDays(1).dividedBy(PARTS);

    private long next = -1;

    /** What there is to do from one key up to another. */
    @FunctionalInterface
    interface Part<T> {
        List<T> between(Sid.Id from, Sid.Id to);
    }

    /**
     * Some of what there is to do in the part whose time of day it is, and in the parts since the last time anybody asked.
     * Empty once there is nothing left just now.
     */
    <T> List<T> some(Instant now, Part<T> part) {
        long here = now.toEpochMilli() / PART.toMillis();
        next = next < 0 ? here : Math.max(next, here - PARTS + 1);
        while (next <= here) {
            int number = (int) (next % PARTS);
            List<T> found = part.between(first(number), last(number));
            if (!found.isEmpty()) {
                return found;
            }
            next++;
        }
        return List.of();
    }

    /** Keys are hashes, so equal parts hold about as many people. */
    private static Sid.Id first(int part) {
        return new Sid.Id((long) part << 52, 0);
    }

    private static Sid.Id last(int part) {
        return new Sid.Id((long) part << 52 | (1L << 52) - 1, -1);
    }
}
