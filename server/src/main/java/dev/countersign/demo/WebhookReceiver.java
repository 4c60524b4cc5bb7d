package dev.countersign.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.contract.Fields;
import dev.countersign.contract.Unfit;
import dev.countersign.crypto.Secret;
import dev.countersign.crypto.WebhookSignature;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where the application takes its events: believes what is signed by its account's auth token, and each event once. */
public final class WebhookReceiver implements AutoCloseable {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int PATIENCE_SECONDS = 30;

    private record Event(String type, String about) {}

    private final Secret authToken;
    private final HttpServer server;
    private final Set<String> known = new HashSet<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Listens from now on, on this machine's loopback. */
    public WebhookReceiver(String authToken) throws IOException {
        this.authToken = Secret.of(authToken.getBytes(StandardCharsets.UTF_8));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        // One at a time, which is all that the events of one story need.
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/events?from=countersign";
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
            String signature = exchange.getRequestHeaders().getFirst("X-Twilio-Signature");
            int status = body.length > MOST_BYTES ? 413 : take(new String(body, StandardCharsets.US_ASCII), signature);
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private int take(String form, @Nullable String signature) {
        try {
            Fields fields = Fields.parse(form, false);
            if (signature == null || !signed(form, signature)) {
                return 403;
            }
            // It comes at least once: after a crash on either side it may come again.
            if (known.add(one(fields, "uuid"))) {
                boolean asked = !fields.all("challenge_sid").isEmpty();
                events.add(new Event(one(fields, "type"), one(fields, asked ? "challenge_sid" : "factor_sid")));
            }
            return 204;
        } catch (Unfit _) {
            return 400;
        }
    }

    /** Over the URL as it was given, which no request can change. */
    private boolean signed(String form, String signature) {
        byte[] right = WebhookSignature.sign(authToken, url(), form).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(right, signature.getBytes(StandardCharsets.UTF_8));
    }

    private static String one(Fields fields, String name) {
        return fields.all(name).stream().findFirst().orElseThrow(() -> new Unfit("has no " + name));
    }

    /** Waits for the next event, which is to be one of that type, and prints it. */
    void expect(String type, PrintWriter out) throws InterruptedException {
        Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (event == null || !event.type().equals(type)) {
            throw new IllegalStateException("expected the event " + type + ", got " + event);
        }
        out.println("  webhook: " + type + "  " + event.about() + "  its X-Twilio-Signature checks");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
