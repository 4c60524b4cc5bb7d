package dev.countersign.core;

import dev.countersign.domain.Mark;
import dev.countersign.domain.Person;
import dev.countersign.domain.Rows;
import dev.countersign.domain.Sid;
import dev.countersign.domain.Slice;
import dev.countersign.store.Db;
import dev.countersign.store.TrailTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What happened to people, for an operator to see. It is written by whatever does it. */
public final class Trails {
    /** The latest first. */
    private static final Comparator<Sid.Id> LATEST =
            Comparator.comparing(Sid.Id::bytes, (a, b) -> java.util.Arrays.compareUnsigned(b, a));

    private final Db db;

    public Trails(Db db) {
        this.db = db;
    }

    /** A page of the latest marks, the latest first. */
    public Rows<Mark> list(Person person, Mark.Filter filter, Slice slice) {
        List<Mark> latest =
                db.read(tx -> new TrailTable(tx).latest(Entities.find(tx, person), filter, Mark.MOST_SHOWN));
        List<Mark> all = latest.stream()
                .sorted(Comparator.comparing(m -> m.sid().id(), LATEST))
                .limit(Mark.MOST_SHOWN)
                .toList();
        return page(all, slice);
    }

    private static Rows<Mark> page(List<Mark> all, Slice slice) {
        Sid.Id from = slice.from();
        if (from == null) {
            return new Rows<>(first(all, slice.size()), false, all.size() > slice.size());
        }
        List<Mark> later = new ArrayList<>();
        List<Mark> earlier = new ArrayList<>();
        for (Mark mark : all) {
            int order = LATEST.compare(mark.sid().id(), from);
            if (order != 0) {
                (order < 0 ? later : earlier).add(mark);
            }
        }
        if (slice.backwards()) {
            int cut = Math.max(0, later.size() - slice.size());
            return new Rows<>(List.copyOf(later.subList(cut, later.size())), cut > 0, later.size() < all.size());
        }
        return new Rows<>(first(earlier, slice.size()), true, earlier.size() > slice.size());
    }

    private static List<Mark> first(List<Mark> all, int most) {
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }
}
