package dev.countersign.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What a backend talks to in these tests: keeps what it is asked, and answers all of it as it was told to. */
final class FakeCountersign implements AutoCloseable {
    /** One request as it arrived: its line, its credentials, its form. */
    record Heard(String line, String authorization, String form) {}

    final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String base;
    private volatile Reply next = new Reply(500, "{}");

    FakeCountersign(@Nullable SSLContext tls) throws IOException {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(anywhere, 0);
        } else {
            HttpsServer secure = HttpsServer.create(anywhere, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = secure;
        }
        server.createContext("/", this::answer);
        server.start();
        base = (tls == null ? "http" : "https") + "://localhost:"
                + server.getAddress().getPort();
    }

    String base() {
        return base;
    }

    /** From now on this is answered. */
    void say(int status, String json) {
        next = new Reply(status, json);
    }

    Heard last() {
        return heard.getLast();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            heard.add(new Heard(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] body = next.json().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(next.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
