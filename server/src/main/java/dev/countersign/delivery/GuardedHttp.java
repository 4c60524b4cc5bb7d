package dev.countersign.delivery;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Posts to URLs that came from others: applications, and the devices of people. It connects to addresses that the guard
 * admits and to no other, trusts no certificate unseen, follows nothing, remembers nothing, unpacks nothing, reads a
 * little of the answer, and is done by the deadline. Connections are kept for a moment, some for each destination.
 *
 * <p>It starts when it is first needed.
 */
final class GuardedHttp implements AutoCloseable {
    static final int HIGHEST_PORT = 65_535;

    private static final int MOST_CONNECTIONS = 32;
    private static final int MOST_WAITING = 1024;
    private static final int LARGEST_HEAD = 16 * 1024;
    /** Shorter than what common servers grant, so that we hardly ever write into a connection as it is being closed. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    private static final int MOST_THREADS = 8;

    private final CarrierSettings settings;
    private final InstantSource clock;
    private final AddressGuard guard;
    private final GuardedAddresses addresses;
    private @Nullable HttpClient client;
    private boolean closed;

    GuardedHttp(CarrierSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.guard = new AddressGuard(settings.allowed());
        this.addresses = new GuardedAddresses(settings.names(), guard, clock, settings.limit());
    }

    /** Blocks until there is a reply, or it is too late for one. */
    Reply post(String url, Map<String, String> headers, byte[] body, Deadline deadline) {
        return post(url, null, headers, body, deadline);
    }

    /** @param lane shares its connections with nobody who goes to the same host; null to share */
    Reply post(String url, @Nullable String lane, Map<String, String> headers, byte[] body, Deadline deadline) {
        URI to = target(url);
        if (to == null) {
            return new Reply.Unanswered("the URL is none to post to");
        }
        HttpClient http = started();
        if (http == null) {
            return new Reply.Unanswered("stopped");
        }
        Request request = http.newRequest(to)
                .method(HttpMethod.POST)
                .tag(lane)
                .agent(settings.agent())
                .body(new BytesRequestContent("application/octet-stream", body))
                .headers(fields -> headers.forEach(fields::put));
        return await(request, deadline);
    }

    /** Null where it does not say which host, by which scheme; or says who we should be, which it is none to say. */
    static @Nullable URI target(String url) {
        try {
            URI uri = new URI(new URI(url).toASCIIString());
            String scheme = uri.getScheme();
            boolean fit = scheme != null
                    && (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
                    && uri.getHost() != null
                    && uri.getPort() <= HIGHEST_PORT
                    && uri.getRawUserInfo() == null;
            return fit ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private Reply await(Request request, Deadline deadline) {
        long left = deadline.left();
        if (left <= 0) {
            return new Reply.Unanswered(deadline.missed());
        }
        Hearing hearing = new Hearing(clock);
        request.idleTimeout(left, TimeUnit.NANOSECONDS).send(hearing);
        try {
            return hearing.reply().get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            var _ = request.abort(e);
            return new Reply.Unanswered(deadline.missed());
        } catch (ExecutionException e) {
            return new Reply.Unanswered(Unreached.words(e.getCause(), deadline));
        } catch (InterruptedException e) {
            var _ = request.abort(e);
            Thread.currentThread().interrupt();
            return new Reply.Unanswered("stopped");
        }
    }

    private synchronized @Nullable HttpClient started() {
        if (client == null && !closed) {
            client = start();
        }
        return client;
    }

    private HttpClient start() {
        GuardedConnector connector = new GuardedConnector(guard);
        connector.setSelectors(1);
        connector.setSslContextFactory(tls());
        HttpClient http = new HttpClient(new HttpClientTransportOverHTTP(connector));
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 1);
        threads.setName("outside");
        threads.setDaemon(true);
        http.setExecutor(threads);
        http.setSocketAddressResolver(addresses);
        http.setConnectTimeout(settings.limit().toMillis());
        http.setIdleTimeout(IDLE.toMillis());
        http.setDestinationIdleTimeout(IDLE.toMillis());
        http.setMaxConnectionsPerDestination(MOST_CONNECTIONS);
        http.setMaxRequestsQueuedPerDestination(MOST_WAITING);
        http.setMaxResponseHeadersSize(LARGEST_HEAD);
        http.setFollowRedirects(false);
        http.setHttpCookieStore(new HttpCookieStore.Empty());
        http.setUserAgentField(null);
        try {
            http.start();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP client does not start", e);
        }
        // What it brings along to act on an answer by itself: the answer is for us to read, as it is
        http.getContentDecoderFactories().clear();
        http.getProtocolHandlers().remove(RedirectProtocolHandler.NAME);
        http.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
        http.getProtocolHandlers().remove(ProxyAuthenticationProtocolHandler.NAME);
        return http;
    }

    /** Checks the certificate against the name in the URL, as the library does unless told otherwise. */
    private SslContextFactory.Client tls() {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        if (!settings.trusted().isEmpty()) {
            tls.setTrustStore(store(settings.trusted()));
        }
        return tls;
    }

    private static KeyStore store(List<X509Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("trusted-" + i, certificates.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Certificates can be kept", e);
        }
    }

    @Override
    public void close() {
        HttpClient http;
        synchronized (this) {
            closed = true;
            http = client;
            client = null;
        }
        addresses.close();
        if (http != null) {
            try {
                http.stop();
            } catch (Exception e) {
                throw new IllegalStateException("The HTTP client does not stop", e);
            }
        }
    }
}
