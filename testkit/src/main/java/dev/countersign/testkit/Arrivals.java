package dev.countersign.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What has come to a counterpart, in the order in which it came. Whoever waits for more is woken when it comes. */
public final class Arrivals<T> {
    private final String what;
    private final List<T> come = new ArrayList<>();

    /** @param what what these are, for the words of a wait in vain */
    Arrivals(String what) {
        this.what = what;
    }

    synchronized void add(T one) {
        come.add(one);
        notifyAll();
    }

    public synchronized int count() {
        return come.size();
    }

    public synchronized List<T> all() {
        return List.copyOf(come);
    }

    /** The one that came last. */
    public synchronized T last() {
        if (come.isEmpty()) {
            throw new AssertionError("none of the " + what + " has come");
        }
        return come.getLast();
    }

    /**
     * Returns all as soon as there are that many.
     *
     * @throws AssertionError where there are not within that time; it says what came instead
     */
    public synchronized List<T> await(int many, Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        try {
            for (long left = atMost.toNanos(); come.size() < many && left > 0; left = until - System.nanoTime()) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (come.size() < many) {
            throw new AssertionError(
                    "%d of %d %s came within %s: %s".formatted(come.size(), many, what, atMost, lastFew()));
        }
        return all();
    }

    private List<T> lastFew() {
        return come.subList(Math.max(0, come.size() - 5), come.size());
    }
}
