package dev.countersign.http;

import java.net.InetAddress;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The engine as we want it: strict about messages, silent about itself, and with few threads of its own. */
final class Connectors {
    static final String METRICS = "metrics";

    private static final int STREAMS = 128;

    /**
     * Beside those who may wait. Beyond both nobody is accepted until somebody leaves: below what the smallest heap and
     * the usual files bear.
     */
    private static final int CONNECTIONS = 8192;

    private static final int THREADS_OF_ITS_OWN = 16;

    private final Server server;
    private final HttpSettings settings;

    Connectors(Server server, HttpSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /** A server without doors. Requests run on virtual threads; the pool's own threads accept and select. */
    static Server server(int waiting) {
        // A queue of the JDK's: the engine's own would start the management beans first, a third of a second.
        QueuedThreadPool threads = new QueuedThreadPool(THREADS_OF_ITS_OWN, 4, 60_000, new LinkedBlockingQueue<>());
        threads.setName("http");
        threads.setReservedThreads(0);
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        Server server = new Server(threads);
        server.setStopAtShutdown(false);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS + waiting, server));
        return server;
    }

    ServerConnector api(@Nullable TlsFiles tls) {
        HttpConnectionFactory http1 = new HttpConnectionFactory(configuration());
        ServerConnector connector = connector(tls == null ? new ConnectionFactory[] {http1} : secured(tls, http1));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        return connector;
    }

    ServerConnector metrics() {
        ServerConnector connector = connector(new HttpConnectionFactory(configuration()));
        connector.setName(METRICS);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setPort(settings.metricsPort());
        return connector;
    }

    private ConnectionFactory[] secured(TlsFiles tls, HttpConnectionFactory http1) {
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration());
        http2.setMaxConcurrentStreams(STREAMS);
        http2.setStreamIdleTimeout(settings.limits().idleTime().toMillis());
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        return new ConnectionFactory[] {new SslConnectionFactory(tls.factory(), alpn.getProtocol()), alpn, http2, http1
        };
    }

    private ServerConnector connector(ConnectionFactory... factories) {
        int selectors = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        ServerConnector connector = new ServerConnector(server, 0, selectors, factories);
        connector.setIdleTimeout(settings.limits().idleTime().toMillis());
        connector.setAcceptQueueSize(1024);
        return connector;
    }

    private HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        // spec RFC 9112 6.3: two lengths, or a length beside a transfer coding, are how requests are smuggled: refused
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        // spec RFC 3986 6.2.2: a path that two readers may take for different ones is refused
        configuration.setUriCompliance(UriCompliance.RFC3986);
        configuration.setRequestHeaderSize(settings.limits().maxHeaders());
        configuration.setSendServerVersion(false);
        // A cache of header fields takes 100 KiB of each connection that asks twice, and saves the parser next to
        // nothing
        configuration.setHeaderCacheSize(0);
        configuration.setSendXPoweredBy(false);
        configuration.setSendDateHeader(false);
        return configuration;
    }
}
