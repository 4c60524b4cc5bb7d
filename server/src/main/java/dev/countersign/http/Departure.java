package dev.countersign.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Notices that whoever waits hangs up, where the engine does not: it reads a connection of HTTP/1.1 no further while a
 * request is being answered. So we do, and hand back what we read, should that be the next request. Used by one thread at
 * a time but for the signals.
 */
final class Departure implements Callback {
    private static final int SAMPLE = 256;

    /** Whoever sends more than that while waiting is not waiting. */
    private static final int MOST_EARLY = 4096;

    private final AbstractEndPoint end;
    private final Connection connection;
    private final Runnable readable;
    private final Runnable gone;
    private @Nullable ByteBuffer early;

    private Departure(AbstractEndPoint end, Connection connection, Runnable readable, Runnable gone) {
        this.end = end;
        this.connection = connection;
        this.readable = readable;
        this.gone = gone;
    }

    /** Null where the engine notices by itself. Neither signal may block. */
    static @Nullable Departure of(Request in, Runnable readable, Runnable gone) {
        Connection connection = in.getConnectionMetaData().getConnection();
        return in.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2
                        && connection instanceof Connection.UpgradeTo
                        && connection instanceof Connection.UpgradeFrom
                        && connection.getEndPoint() instanceof AbstractEndPoint end
                ? new Departure(end, connection, readable, gone)
                : null;
    }

    void watch() {
        early = ((Connection.UpgradeFrom) connection).onUpgradeFrom();
        end.tryFillInterested(this);
    }

    @Override
    public void succeeded() {
        readable.run();
    }

    @Override
    public void failed(Throwable why) {
        gone.run();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    /** Whether what can be read now is the end, or too much of what is to come after. */
    boolean gone() {
        ByteBuffer sample = ByteBuffer.allocate(SAMPLE).limit(0);
        int read;
        try {
            read = end.fill(sample);
        } catch (IOException broken) {
            return true;
        }
        ByteBuffer all = read > 0 ? joined(early, sample) : early;
        early = all;
        if (read < 0 || (all != null && all.remaining() > MOST_EARLY)) {
            return true;
        }
        end.tryFillInterested(this);
        return false;
    }

    private static ByteBuffer joined(@Nullable ByteBuffer first, ByteBuffer then) {
        return first == null
                ? then
                : ByteBuffer.allocate(first.remaining() + then.remaining())
                        .put(first)
                        .put(then)
                        .flip();
    }

    /** Gives the connection back to the engine, which is about to be told that its request is answered. */
    void end() {
        // Takes back our interest, if it is still there: the engine's own is next.
        end.getFillInterest().fillable();
        ByteBuffer read = early;
        if (read != null) {
            ((Connection.UpgradeTo) connection).onUpgradeTo(read);
            early = null;
        }
    }
}
