package dev.countersign.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves a record to another place while servers use it. The target is made equal to the source over and over, until little
 * changes in between; then the source takes no writes, once more everything is gone through and counted and summed up on
 * both sides, and from then on the record is at the target. Broken off at any moment, the source goes on as before, and
 * the next run takes up what is there.
 */
public final class RecordCopy {
    private static final int MOST_PASSES = 6;

    /** Less than this in a pass is not worth another one. */
    private static final long FEW_CHANGES = 1000;

    private final RecordPlace from;
    private final RecordPlace to;
    private final Schema schema;
    private final CopyProgress progress;
    private final LongSupplier nanos;

    public RecordCopy(RecordPlace from, RecordPlace to, CopyProgress progress, LongSupplier nanos) {
        this.from = from;
        this.to = to;
        this.schema = Schema.OURS;
        this.progress = progress;
        this.nanos = nanos;
    }

    /** What is open on both sides while it runs. */
    private record Ends(Session source, Session target, List<TableShape> tables, long rows) {}

    /** @throws Unusable with a sentence for the operator */
    public Copied run() {
        if (from.toString().equals(to.toString())) {
            throw new Unusable("The source and the target are the same database.", null);
        }
        mustHoldARecord();
        if (to.standing().nothing()) {
            to.bringUpToDate(schema);
        }
        try (Session source = from.open();
                Session target = to.open();
                AutoCloseable _ = claimed(from, source);
                AutoCloseable _ = claimed(to, target)) {
            boolean left = leftBehind(source);
            from.mustBeClosable(source);
            new CopyTarget(to, target, schema).prepare();
            if (left) {
                from.reopen(source);
            }
            List<TableShape> tables = TableShape.all(source, from.dialect());
            if (!tables.equals(TableShape.all(target, to.dialect()))) {
                throw new Unusable("The tables of " + from + " and " + to + " are not alike.", null);
            }
            return copy(new Ends(source, target, tables, count(source, tables)));
        } catch (SQLException e) {
            throw new Unusable("The copy from " + from + " to " + to + " broke off: " + RecordPlace.said(e) + ".", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new Unusable("The copy from " + from + " to " + to + " broke off: " + e.getMessage() + ".", e);
        }
    }

    private static AutoCloseable claimed(RecordPlace place, Session session) throws SQLException {
        AutoCloseable claim = place.claim(session);
        if (claim == null) {
            throw place.unusable("is being copied by another command just now", null);
        }
        return claim;
    }

    private void mustHoldARecord() {
        if (!from.exists()) {
            throw from.unusable("does not exist", null);
        }
        Standing standing = from.standing();
        if (!standing.record()) {
            throw from.unusable(standing.nothing() ? "has no record in it" : "belongs to another program", null);
        }
        mustBeAt(from, standing, schema);
    }

    static void mustBeAt(RecordPlace place, Standing standing, Schema schema) {
        if (!standing.at(schema)) {
            throw place.unusable(
                    standing.level() > schema.level()
                            ? "is at schema level " + standing.level() + " and this server knows level "
                                    + schema.level() + ": copy it with the newer one"
                            : "is at schema level " + standing.level() + ": bring it to level " + schema.level()
                                    + " with \"countersign database migrate\" first",
                    null);
        }
    }

    /**
     * Whether an earlier run has closed it and was killed. Where it says that it has gone to this very target, that was all
     * but done: a target where it has arrived is in use and refused.
     */
    private boolean leftBehind(Session source) throws SQLException {
        String words = Moved.of(source);
        if (words != null && !Moved.saysLeaving(words) && !words.equals(Moved.goneTo(to))) {
            throw from.unusable(words, null);
        }
        return words != null;
    }

    private static long count(Session session, List<TableShape> tables) throws SQLException {
        long rows = 0;
        for (TableShape table : tables) {
            rows += new TableRows(session, table).count();
        }
        return rows;
    }

    private Copied copy(Ends ends) throws SQLException {
        int passes = 0;
        long before;
        long changed = Long.MAX_VALUE;
        do {
            before = changed;
            passes++;
            changed = pass(ends, CopyProgress.Stage.COPYING, passes).changed();
            if (passes == 1 && changed > FEW_CHANGES) {
                to.settle(ends.target());
            }
        } while (changed > FEW_CHANGES && changed < before / 2 && passes < MOST_PASSES);
        return finish(ends, passes + 1);
    }

    private record Went(List<Copied.Table> tables, long changed) {}

    private Went pass(Ends ends, CopyProgress.Stage stage, int number) throws SQLException {
        progress.begins(stage, number, ends.rows());
        Pass pass = new Pass(ends.source(), ends.target(), to.begin(), progress);
        List<Copied.Table> read = new ArrayList<>();
        for (TableShape table : ends.tables()) {
            read.add(at(table, () -> pass.over(table)));
        }
        return new Went(read, pass.changed());
    }

    /** The read-only window. */
    private Copied finish(Ends ends, int number) throws SQLException {
        List<String> names = ends.tables().stream().map(TableShape::name).toList();
        long begun = nanos.getAsLong();
        Hold hold = from.hold(ends.source(), names, to);
        @Nullable Throwable broken = null;
        try {
            Went last = pass(ends, CopyProgress.Stage.LAST_PASS, number);
            verify(ends, last.tables());
            hold.forGood();
            Moved.say(ends.target(), null);
            return new Copied(last.tables(), number, Duration.ofNanos(nanos.getAsLong() - begun));
        } catch (SQLException | RuntimeException e) {
            broken = e;
            throw e;
        } finally {
            letGo(hold, broken);
        }
    }

    private void letGo(Hold hold, @Nullable Throwable broken) throws SQLException {
        try {
            hold.letGo();
        } catch (SQLException e) {
            if (broken != null) {
                // What was wrong first is what is told; the next run, or --abandon, puts the source back.
                broken.addSuppressed(e);
            }
        }
    }

    private void verify(Ends ends, List<Copied.Table> wanted) throws SQLException {
        progress.begins(CopyProgress.Stage.VERIFYING, 1, ends.rows());
        for (int i = 0; i < wanted.size(); i++) {
            TableShape table = ends.tables().get(i);
            Copied.Table found = at(table, () -> Pass.read(ends.target(), table, progress));
            mustBe(table, wanted.get(i), found);
            // Counted by themselves, so that no row can have been passed over on the way.
            mustCount(from, new TableRows(ends.source(), table).count(), found);
            mustCount(to, new TableRows(ends.target(), table).count(), found);
        }
    }

    private void mustBe(TableShape table, Copied.Table wanted, Copied.Table found) {
        if (!wanted.equals(found)) {
            throw new Unusable(
                    "The table " + table.name() + " is not the same in " + from + " (" + wanted.rows() + " rows, "
                            + wanted.checksum() + ") and " + to + " (" + found.rows() + " rows, " + found.checksum()
                            + ").",
                    null);
        }
    }

    private static void mustCount(RecordPlace place, long counted, Copied.Table walked) {
        if (counted != walked.rows()) {
            throw place.unusable(
                    "has " + counted + " rows in the table " + walked.name() + ", of which " + walked.rows()
                            + " were found along its key",
                    null);
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private static <T> T at(TableShape table, Work<T> work) throws SQLException {
        try {
            return work.run();
        } catch (SQLException e) {
            throw new SQLException("at the table " + table.name() + ": " + RecordPlace.said(e), e.getSQLState(), e);
        }
    }

    /**
     * Puts a source back to use that a run which was killed has closed.
     *
     * @throws Unusable where there is nothing to put back, or the record has really gone
     */
    public static void abandon(RecordPlace from) {
        if (!from.exists()) {
            throw from.unusable("does not exist", null);
        }
        try (Session session = from.open();
                AutoCloseable _ = claimed(from, session)) {
            String words = Standing.of(session, from.dialect()).moved();
            if (words == null) {
                throw from.unusable("is not being moved", null);
            }
            if (!Moved.saysLeaving(words)) {
                throw from.unusable(words, null);
            }
            from.reopen(session);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw from.unusable(
                    "cannot be put back to use: "
                            + (e instanceof SQLException s ? RecordPlace.said(s) : e.getMessage()),
                    e);
        }
    }
}
