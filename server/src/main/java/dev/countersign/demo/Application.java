package dev.countersign.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The application's backend, as any HTTP client could play it: asks, and prints what was asked and answered. */
public final class Application {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String credentials;
    private final PrintWriter out;

    public Application(String base, String account, String token, PrintWriter out) {
        this.base = base;
        this.credentials =
                "Basic " + Base64.getEncoder().encodeToString((account + ":" + token).getBytes(StandardCharsets.UTF_8));
        this.out = out;
    }

    URI server() {
        return URI.create(base);
    }

    Answer post(String path, int expected, Map<String, String> form) throws IOException, InterruptedException {
        String body = new TreeMap<>(form)
                .entrySet().stream()
                        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        out.println("POST " + path);
        out.println("     " + body);
        return send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body)),
                expected);
    }

    Answer get(String path) throws IOException, InterruptedException {
        out.println("GET  " + path);
        return send(HttpRequest.newBuilder(URI.create(base + path)), 200);
    }

    private Answer send(HttpRequest.Builder request, int expected) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                request.header("Authorization", credentials).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        out.println(response.statusCode() + "  " + response.body());
        if (response.statusCode() != expected) {
            throw new IllegalStateException("expected " + expected + ", got " + response.statusCode());
        }
        return new Answer(response.body());
    }
}
