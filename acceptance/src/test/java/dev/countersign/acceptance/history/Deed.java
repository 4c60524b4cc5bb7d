package dev.countersign.acceptance.history;

import org.jspecify.annotations.Nullable;

/** What a client asked for, of one identity. */
public sealed interface Deed {
    String identity();

    /** A factor of that type; who has no Entity yet gets one by it. */
    record Enrol(String identity, String type) implements Deed {}

    /** That a factor be verified, with what proves it. */
    record Verify(String identity, String factor) implements Deed {}

    /** A challenge for a factor, perhaps with a code that answers it at once. */
    record Create(String identity, String factor, Proof proof) implements Deed {}

    /** That a challenge be answered. */
    record Answer(String identity, String challenge, Proof proof) implements Deed {}

    record Fetch(String identity, String challenge) implements Deed {}

    /** One page of a list; the first is page 0. */
    record Page(Walk walk, int page) implements Deed {
        @Override
        public String identity() {
            return walk.identity();
        }
    }

    record DeleteFactor(String identity, String factor) implements Deed {}

    record DeleteEntity(String identity) implements Deed {}

    /**
     * One list of challenges from its first page to its last.
     *
     * @param number tells walks apart
     * @param factor what it is narrowed to; null for all
     * @param status likewise
     */
    record Walk(
            int number,
            String identity,
            boolean descending,
            @Nullable String factor,
            @Nullable Status status) {}
}
