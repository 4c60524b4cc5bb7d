package dev.countersign.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Json;
import dev.countersign.testkit.FakeWebPush;
import dev.countersign.testkit.FakeWebPush.Push;
import dev.countersign.testkit.FakeWebPush.Subscription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A push service of the web for scripts that drive a browser: it subscribes, and tells what came for a subscription. */
final class PushBooth implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FakeWebPush service = FakeWebPush.start(InstantSource.system());
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private final HttpServer server;

    PushBooth() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String told;
            int status = 200;
            try {
                told = done(exchange.getRequestURI().getPath(), pairs(form));
            } catch (AssertionError e) {
                status = 500;
                told = Json.text(Map.of("gave_up", String.valueOf(e.getMessage())), Habits.PLAIN);
            }
            byte[] body = told.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> pairs(String form) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : form.split("&", -1)) {
            int at = pair.indexOf('=');
            pairs.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        return pairs;
    }

    private String done(String deed, Map<String, String> said) {
        return switch (deed) {
            case "/subscribe" -> {
                Subscription made = service.subscribe(Objects.requireNonNull(said.get("key")));
                subscriptions.put(made.endpoint(), made);
                yield made.json();
            }
            case "/push" -> next(Objects.requireNonNull(said.get("endpoint")));
            case "/end" -> {
                Objects.requireNonNull(subscriptions.get(said.get("endpoint"))).end();
                yield "{}";
            }
            default -> throw new AssertionError("no push service can " + deed);
        };
    }

    /** What came next for that subscription; waits for it. */
    private String next(String endpoint) {
        int before = taken.merge(endpoint, 1, Integer::sum) - 1;
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (int all = 1; ; all++) {
            List<Push> come = service.pushes().await(all, Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            List<Push> mine = come.stream()
                    .filter(push -> push.to().endpoint().equals(endpoint))
                    .toList();
            if (mine.size() > before) {
                Push push = mine.get(before);
                return Json.text(Map.of("text", push.text(), "urgency", push.urgency()), Habits.PLAIN);
            }
            all = come.size();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        service.close();
    }
}
