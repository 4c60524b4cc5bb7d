package dev.countersign.domain;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One page of a list, in the list's order, and whether there is more of it on either side.
 *
 * @param before whether a link to the page before is worth giving
 * @param after whether at least one further row matched
 */
public record Rows<T>(List<T> rows, boolean before, boolean after) {
    public Rows {
        rows = List.copyOf(rows);
    }

    public Rows<T> each(UnaryOperator<T> f) {
        return new Rows<>(rows.stream().map(f).toList(), before, after);
    }
}
