package dev.countersign.delivery;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;

/** Dials for the HTTP client, and no address that the guard does not admit, wherever it came from. */
final class GuardedConnector extends ClientConnector {
    private final AddressGuard guard;

    GuardedConnector(AddressGuard guard) {
        this.guard = guard;
    }

    @Override
    public void connect(SocketAddress address, Map<String, Object> context) {
        InetAddress dialled = address instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (dialled != null && guard.admits(dialled)) {
            super.connect(address, context);
        } else {
            Object promise = context.get(CONNECTION_PROMISE_CONTEXT_KEY);
            ((Promise<?>) requireNonNull(promise))
                    .failed(new NotAllowed(dialled == null ? address.toString() : dialled.getHostAddress()));
        }
    }
}
