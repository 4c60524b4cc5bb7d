package dev.countersign.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Looks names up for the HTTP client and hands on those addresses only that the guard admits. A look-up blocks an
 * operating system's thread for as long as it lasts, so they are made on a few of their own.
 */
final class GuardedAddresses implements SocketAddressResolver, AutoCloseable {
    private static final int MOST_AT_ONCE = 128;
    private static final int MOST_WAITING = 1024;

    /** Of a name that has hundreds, nobody needs more. */
    private static final int MOST_ADDRESSES = 4;

    private static final long IDLE_SECONDS = 10;

    private final Names names;
    private final AddressGuard guard;
    private final InstantSource clock;
    private final Duration patience;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            MOST_AT_ONCE,
            MOST_AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("names-", 0).factory());

    /** @param patience after which nobody waits for an address any more */
    GuardedAddresses(Names names, AddressGuard guard, InstantSource clock, Duration patience) {
        this.names = names;
        this.guard = guard;
        this.clock = clock;
        this.patience = patience;
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        Instant last = clock.instant().plus(patience);
        try {
            threads.execute(() -> {
                try {
                    // Names that are slow to be found hold up no others for longer than somebody waits for them.
                    if (clock.instant().isAfter(last)) {
                        throw new UnknownHostException(host);
                    }
                    promise.succeeded(admitted(host, port));
                } catch (IOException | RuntimeException e) {
                    promise.failed(e);
                }
            });
        } catch (RejectedExecutionException e) {
            promise.failed(new UnknownHostException(host));
        }
    }

    /** Each bears the name it was found by, which the certificate is held against. */
    private List<InetSocketAddress> admitted(String host, int port) throws IOException {
        List<InetSocketAddress> admitted = new ArrayList<>();
        InetAddress[] found = names.resolve(host);
        for (InetAddress address : found) {
            if (guard.admits(address) && admitted.size() < MOST_ADDRESSES) {
                admitted.add(new InetSocketAddress(InetAddress.getByAddress(host, address.getAddress()), port));
            }
        }
        if (admitted.isEmpty()) {
            throw found.length == 0 ? new UnknownHostException(host) : new NotAllowed(found[0].getHostAddress());
        }
        return admitted;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
