package dev.countersign.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Countersign as a customer's backend sees it: the public API, asked with the account's credentials. */
public final class Upstream implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpClient client;
    private final String base;
    private final String authorization;

    /**
     * @param url Countersign's base URL
     * @param trust what makes out whether it is Countersign that answers there; null for the usual authorities
     */
    public Upstream(String url, String account, String token, @Nullable SSLContext trust) {
        this.base = base(url);
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((account + ":" + token).getBytes(StandardCharsets.UTF_8));
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        this.client =
                trust == null ? builder.build() : builder.sslContext(trust).build();
    }

    private static String base(String url) {
        URI uri = URI.create(url);
        if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("The URL " + url + " must name a host, and nothing behind its path.");
        }
        boolean https = "https".equals(uri.getScheme());
        if (!https && !("http".equals(uri.getScheme()) && THIS_MACHINE.contains(uri.getHost()))) {
            throw new IllegalArgumentException("The URL " + url
                    + " must begin with https://: only to this machine does the auth token travel in the clear.");
        }
        return url.replaceFirst("/+$", "");
    }

    Reply post(String path, List<Map.Entry<String, String>> form) throws Declined {
        String body = form.stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    Reply get(String path) throws Declined {
        return send(HttpRequest.newBuilder(URI.create(base + path)));
    }

    private Reply send(HttpRequest.Builder request) throws Declined {
        try {
            HttpResponse<String> response = client.send(
                    request.header("Authorization", authorization)
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Reply(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new Declined(502, "Countersign could not be reached at " + base + ": " + e + ".");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Declined(503, "The backend is stopping.");
        }
    }

    /** The Service of that SID, once it is known to be there. */
    public String service(String sid) throws IOException {
        return asked("GET /v2/Services/" + sid, () -> get("/v2/Services/" + sid));
    }

    /** A new Service. */
    public String newService(String name) throws IOException {
        return asked("POST /v2/Services", () -> post("/v2/Services", List.of(Map.entry("FriendlyName", name))));
    }

    private interface Question {
        Reply ask() throws Declined;
    }

    private static String asked(String what, Question question) throws IOException {
        try {
            Reply reply = question.ask();
            if (reply.good()) {
                return reply.text("sid");
            }
            throw new IOException("Countersign answered " + what + " with " + reply.status() + ": " + reply.json());
        } catch (Declined e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
