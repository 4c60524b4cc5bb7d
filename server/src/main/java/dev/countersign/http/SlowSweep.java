package dev.countersign.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Ends connections that send a request's headers by drops, which no idle timeout catches. It looks at the connections'
 * own counts from time to time, so a request pays nothing for it.
 */
final class SlowSweep {
    /** A connection as last seen at rest: since when it keeps us waiting for a request that it has begun. */
    private record Mark(Connection connection, long requests, long bytes, boolean busy, long since) {}

    private final List<ServerConnector> connectors;
    private final long patience;
    private final LongSupplier nanos;
    private Map<EndPoint, Mark> marks = new HashMap<>();

    SlowSweep(List<ServerConnector> connectors, Duration patience, LongSupplier nanos) {
        this.connectors = connectors;
        this.patience = patience.toNanos();
        this.nanos = nanos;
    }

    void sweep() {
        Map<EndPoint, Mark> still = new HashMap<>();
        long now = nanos.getAsLong();
        for (ServerConnector connector : connectors) {
            for (EndPoint end : connector.getConnectedEndPoints()) {
                Mark mark = mark(end, now);
                if (now - mark.since > patience) {
                    close(end, mark.connection);
                } else {
                    still.put(end, mark);
                }
            }
        }
        marks = still;
    }

    private Mark mark(EndPoint end, long now) {
        Connection connection = innermost(end);
        long requests = connection.getMessagesIn();
        long bytes = connection.getBytesIn();
        boolean busy = requests > connection.getMessagesOut();
        Mark last = marks.get(end);
        if (last == null || !last.connection.equals(connection)) {
            // New, or past its handshake: whatever it has sent already is part of its first request.
            boolean begun = requests > 0;
            return new Mark(connection, requests, begun ? bytes : 0, busy, now);
        }
        if (busy || last.busy || requests != last.requests || (bytes == last.bytes && requests >= 0)) {
            return new Mark(connection, requests, bytes, busy, now);
        }
        return last;
    }

    private static Connection innermost(EndPoint end) {
        Connection connection = end.getConnection();
        return connection instanceof SslConnection tls ? tls.getSslEndPoint().getConnection() : connection;
    }

    private static void close(EndPoint end, Connection connection) {
        if (connection instanceof HTTP2Connection) {
            // Says goodbye: a request that crosses ours on the way is known not to have been read.
            connection.close();
        } else {
            end.close();
        }
    }
}
