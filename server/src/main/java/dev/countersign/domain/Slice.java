package dev.countersign.domain;

import org.jspecify.annotations.Nullable;

/**
 * Which rows of a list are wanted: at most {@code size}, beginning beyond {@code from}.
 *
 * @param from the last row of the page before (going forwards) or the first of the page after (going backwards); null
 *     for the list's beginning
 * @param backwards whether the rows before {@code from} are wanted; they come in the list's own order all the same
 * @param newestFirst the list's order, which is by SID
 */
public record Slice(int size, Sid.@Nullable Id from, boolean backwards, boolean newestFirst) {
    public static final int DEFAULT_SIZE = 50;
    public static final int LARGEST = 1000;

    /** Whether a walk along the keys goes upwards to fetch it. */
    public boolean ascending() {
        return newestFirst == backwards;
    }
}
