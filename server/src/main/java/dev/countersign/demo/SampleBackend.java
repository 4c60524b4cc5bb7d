package dev.countersign.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A customer's backend, played for the mobile SDKs' sample apps and for our own phone. It authenticates nobody, which is
 * why it can be reached from this machine only.
 */
public final class SampleBackend implements AutoCloseable {
    private static final int MOST_BYTES = 16 * 1024;

    /** This machine's own names, and the one under which the Android emulator knows it. */
    private static final Pattern HERE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1]|10\\.0\\.2\\.2)(:\\d+)?");

    private interface Errand {
        Reply run(Asked asked) throws Declined;
    }

    private record Route(Errand errand, boolean changesNothing) {}

    private final Map<String, Route> routes;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PrintWriter out;

    /**
     * Listens from now on.
     *
     * @param port 0 for any that is free
     * @param tls null for plain HTTP
     * @param out where each request leaves a line
     */
    public SampleBackend(int port, @Nullable SSLContext tls, Upstream countersign, String service, PrintWriter out)
            throws IOException {
        Errands errands = new Errands(countersign, service);
        this.routes = Map.of(
                "/access-token", new Route(errands::accessToken, false),
                "/create-challenge", new Route(errands::createChallenge, false),
                "/challenge-status", new Route(errands::challengeStatus, true),
                "/list-factors", new Route(errands::listFactors, true));
        this.out = out;
        this.server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), tls);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    private static HttpServer listen(InetSocketAddress where, @Nullable SSLContext tls) throws IOException {
        if (tls == null) {
            return HttpServer.create(where, 0);
        }
        HttpsServer server = HttpsServer.create(where, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = answer(exchange);
            } catch (Declined e) {
                reply = e.reply();
            }
            out.println(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " " + reply.status());
            out.flush();
            boolean bodiless = exchange.getRequestMethod().equals("HEAD");
            byte[] body = bodiless ? new byte[0] : reply.json().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException, Declined {
        // Apps and curl send none; a page in a browser that posts here does, and has no business to.
        if (exchange.getRequestHeaders().containsKey("Origin")) {
            throw new Declined(403, "This backend is for apps, not for pages in a browser.");
        }
        // Nor has one that had its own name point here.
        String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
        if (!HERE.matcher(host).matches()) {
            throw new Declined(403, "This backend answers to localhost, and to no other name.");
        }
        Route route = routes.get(exchange.getRequestURI().getPath());
        if (route == null) {
            throw new Declined(
                    404,
                    "There is "
                            + String.join(
                                    ", ", routes.keySet().stream().sorted().toList()) + ", and nothing else.");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("POST") && !(method.equals("GET") && route.changesNothing())) {
            throw new Declined(405, route.changesNothing() ? "Use GET or POST." : "Use POST.");
        }
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new Declined(413, "That is more than " + MOST_BYTES + " bytes.");
        }
        return route.errand()
                .run(Asked.of(
                        exchange.getRequestURI().getRawQuery(),
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        body));
    }
}
