package dev.countersign.store;

import java.util.List;

/**
 * The migrations in this jar: where they lie on the class path and which versions there are. The list is written down
 * here, so that a start that finds them all applied need not load the migration tool; a test holds it to the files.
 */
public record Schema(String location, List<Integer> versions) {
    public static final Schema OURS = new Schema("dev/countersign/store/migration", List.of(1, 2, 3, 4, 5, 6));

    /** From this level on a record says whether it is still the one in use. */
    static final int SAYS_WHETHER_MOVED = 4;

    public Schema {
        versions = List.copyOf(versions);
    }

    /** The level a record's {@code oldest_reader} is held against. */
    int level() {
        return versions.getLast();
    }
}
