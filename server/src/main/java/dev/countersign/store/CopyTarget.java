package dev.countersign.store;

import java.sql.SQLException;

/** The place a record is copied to, before anything is: it has nothing in it, or what an earlier run has left. */
final class CopyTarget {
    private final RecordPlace place;
    private final Session session;
    private final Schema schema;

    CopyTarget(RecordPlace place, Session session, Schema schema) {
        this.place = place;
        this.session = session;
        this.schema = schema;
    }

    /** From here on no server may use it, until the copy is finished. */
    void prepare() throws SQLException {
        Standing standing = Standing.of(session, place.dialect());
        if (!standing.record()) {
            throw place.unusable("belongs to another program", null);
        }
        boolean unfinished = Moved.UNFINISHED.equals(standing.moved());
        if (standing.moved() != null && !unfinished) {
            throw place.unusable(standing.moved(), null);
        }
        if (!unfinished) {
            mustBeEmpty();
        }
        if (!standing.at(schema) && standing.level() < schema.level()) {
            place.bringUpToDate(schema);
            standing = Standing.of(session, place.dialect());
        }
        RecordCopy.mustBeAt(place, standing, schema);
        if (!unfinished) {
            Moved.say(session, Moved.UNFINISHED);
            mustStillBeEmpty();
        }
    }

    /** A server may have been started on it just before. */
    private void mustStillBeEmpty() throws SQLException {
        try {
            mustBeEmpty();
        } catch (Unusable e) {
            Moved.say(session, null);
            throw e;
        }
    }

    private void mustBeEmpty() throws SQLException {
        for (TableShape table : TableShape.all(session, place.dialect())) {
            if (new TableRows(session, table).count() > 0) {
                throw inUse();
            }
        }
        if (place.serving(session)) {
            throw inUse();
        }
    }

    private Unusable inUse() {
        return place.unusable("is in use: name one that has nothing in it", null);
    }
}
