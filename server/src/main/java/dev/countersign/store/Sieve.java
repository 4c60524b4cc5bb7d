package dev.countersign.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row must be to be shown, beyond the key that a page is read along; said as one condition. An engine that weighs several
 * takes each for the luck of the draw, although all of a person's rows may well meet all of them; it then expects next to
 * nothing, and reads and sorts everything the person has instead of walking along the key until the page is full.
 */
final class Sieve {
    private final StringBuilder conditions = new StringBuilder();
    private final List<@Nullable Object> args = new ArrayList<>();

    Sieve and(String condition, Object... values) {
        conditions.append(conditions.isEmpty() ? "" : " AND ").append(condition);
        args.addAll(List.of(values));
        return this;
    }

    /** To be put behind the conditions on the key. */
    String sql() {
        return " AND CASE WHEN " + conditions + " THEN 1 END IS NOT NULL";
    }

    List<@Nullable Object> args() {
        return args;
    }
}
