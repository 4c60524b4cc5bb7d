package dev.countersign.store;

import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list read a page at a time along its key. The filters are in the statement itself, so a page is full unless it is the
 * last; one row more than asked for tells whether there is another.
 */
final class Keyset<T> {
    private final String select;
    private final List<@Nullable Object> args;
    private final String key;
    private final RowReader<T> reader;
    private final Function<T, Sid> sid;

    /** @param select a statement that ends in its {@code WHERE} clause; {@code key} the column it is walked along */
    Keyset(String select, List<@Nullable Object> args, String key, RowReader<T> reader, Function<T, Sid> sid) {
        this.select = select;
        this.args = args;
        this.key = key;
        this.reader = reader;
        this.sid = sid;
    }

    /** No SID drawn at that instant or later sorts before it. */
    static byte[] firstOf(Instant at) {
        return new Sid.Id(Math.max(0, at.toEpochMilli()) << 16, 0).bytes();
    }

    Rows<T> page(Tx tx, Slice slice) {
        List<T> found = new ArrayList<>(walk(tx, slice.from(), slice.ascending(), slice.size() + 1));
        boolean beyond = found.size() > slice.size();
        if (beyond) {
            found.removeLast();
        }
        if (slice.backwards()) {
            Collections.reverse(found);
        }
        boolean before = slice.backwards() ? beyond : slice.from() != null;
        boolean after = slice.backwards() ? follows(tx, found, slice) : beyond;
        return new Rows<>(found, before, after);
    }

    /** Whether anything matches behind a page that was reached backwards. */
    private boolean follows(Tx tx, List<T> found, Slice slice) {
        return !found.isEmpty()
                && !walk(tx, sid.apply(found.getLast()).id(), !slice.newestFirst(), 1)
                        .isEmpty();
    }

    private List<T> walk(Tx tx, Sid.@Nullable Id from, boolean up, int most) {
        List<@Nullable Object> all = new ArrayList<>(args);
        String beyond = "";
        if (from != null) {
            beyond = " AND " + key + (up ? " > ?" : " < ?");
            all.add(from.bytes());
        }
        all.add(most);
        return tx.all(select + beyond + " ORDER BY " + key + (up ? "" : " DESC") + " LIMIT ?", reader, all.toArray());
    }
}
