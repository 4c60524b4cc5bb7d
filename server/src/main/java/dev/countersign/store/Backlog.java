package dev.countersign.store;

/** How much the outbox owes, of everybody's. */
public final class Backlog {
    private final Tx tx;

    public Backlog(Tx tx) {
        this.tx = tx;
    }

    /** How many rows are owed; {@code most} where it is so many or more, for none is counted beyond. */
    public int owed(int most) {
        Long owed = tx.one(
                "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE due IS NOT NULL LIMIT ?) AS owed",
                row -> row.number(1),
                most);
        return owed == null ? 0 : Math.toIntExact(owed);
    }
}
