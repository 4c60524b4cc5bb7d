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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The application's backend, as any HTTP client could play it: asks, and prints what was asked and answered. */
public final class Application {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String credentials;
    private final LongSupplier nanos;
    private final PrintWriter out;

    /** @param nanos by which it tells how long something took */
    public Application(String base, String account, String token, LongSupplier nanos, PrintWriter out) {
        this.base = base;
        this.credentials =
                "Basic " + Base64.getEncoder().encodeToString((account + ":" + token).getBytes(StandardCharsets.UTF_8));
        this.nanos = nanos;
        this.out = out;
    }

    URI server() {
        return URI.create(base);
    }

    /** When something begins, for {@link #millisSince}. */
    long begin() {
        return nanos.getAsLong();
    }

    long millisSince(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - begun);
    }

    Answer post(String path, int expected, Map<String, String> form) throws IOException, InterruptedException {
        return send(posting(path, base + path, form), expected);
    }

    /** As somebody who knows a webhook's URL, and not the key that its events are signed with. */
    int forge(String webhook, Map<String, String> form) throws IOException, InterruptedException {
        HttpRequest.Builder request = posting(webhook, webhook, form).header("X-Twilio-Signature", "QSBndWVzcw==");
        HttpResponse<Void> response = client.send(request.build(), BodyHandlers.discarding());
        out.println(response.statusCode());
        return response.statusCode();
    }

    private HttpRequest.Builder posting(String shown, String url, Map<String, String> form) {
        String body = new TreeMap<>(form)
                .entrySet().stream()
                        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        out.println("POST " + shown);
        out.println("     " + body);
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
    }

    Answer get(String path) throws IOException, InterruptedException {
        out.println("GET  " + path);
        return send(HttpRequest.newBuilder(URI.create(base + path)), 200);
    }

    /** Asks for what is answered when there is news, and does not stand there until then. */
    Awaited await(String path) {
        out.println("GET  " + path);
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", credentials)
                .build();
        long begun = begin();
        CompletableFuture<Told> told = client.sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8))
                .thenApply(response -> new Told(response, millisSince(begun)));
        return () -> {
            Told now = told.get();
            out.println("told after " + now.millis() + " ms");
            return printed(now.response(), 200);
        };
    }

    /** An answer that was asked for. */
    @FunctionalInterface
    interface Awaited {
        /** Waits for it, and prints it. */
        Answer take() throws InterruptedException, ExecutionException;
    }

    private record Told(HttpResponse<String> response, long millis) {}

    private Answer send(HttpRequest.Builder request, int expected) throws IOException, InterruptedException {
        return printed(
                client.send(
                        request.header("Authorization", credentials).build(),
                        BodyHandlers.ofString(StandardCharsets.UTF_8)),
                expected);
    }

    private Answer printed(HttpResponse<String> response, int expected) {
        out.println(response.statusCode() + "  " + response.body());
        if (response.statusCode() != expected) {
            throw new IllegalStateException("expected " + expected + ", got " + response.statusCode());
        }
        return new Answer(response.body());
    }
}
