package dev.countersign.core;

import dev.countersign.domain.Sid;
import dev.countersign.store.CountTable;
import dev.countersign.store.CountTable.Marked;
import dev.countersign.store.CountTable.Seen;
import dev.countersign.store.Db;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Past the latest of everybody's challenges and marks, along the time and a few at a time. */
record Walk(Db db) {
    private static final int AT_A_TIME = 1_000;

    static Instant time(Sid.Id sid) {
        return Instant.ofEpochMilli(sid.high() >>> 16);
    }

    /** Those created from one instant up to another. */
    void challenges(Instant from, Instant to, Consumer<Seen> each) {
        walk(from, beyond -> db.read(tx -> new CountTable(tx).challenges(beyond, to, AT_A_TIME)), Seen::sid, each);
    }

    void marks(Instant from, Instant to, Consumer<Marked> each) {
        walk(from, beyond -> db.read(tx -> new CountTable(tx).marks(beyond, to, AT_A_TIME)), Marked::sid, each);
    }

    private static <T> void walk(
            Instant from, Function<Sid.Id, List<T>> next, Function<T, Sid.Id> sid, Consumer<T> each) {
        Sid.Id beyond = new Sid.Id((Math.max(1, from.toEpochMilli()) << 16) - 1, -1);
        List<T> some;
        do {
            some = next.apply(beyond);
            some.forEach(each);
            beyond = some.isEmpty() ? beyond : sid.apply(some.getLast());
        } while (some.size() == AT_A_TIME);
    }
}
