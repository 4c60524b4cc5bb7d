package dev.countersign.acceptance;

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
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.Executors;

/** The API as plain requests by one caller. Every answer is looked at before it is handed on. */
final class Api {
    static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private final URI base;
    private final String user;
    private final String password;
    private final HttpClient client;

    Api(URI base, String user, String password) {
        this(base, user, password, CLIENT);
    }

    Api(URI base, String user, String password, HttpClient client) {
        this.client = client;
        this.base = base;
        this.user = user;
        this.password = password;
    }

    URI base() {
        return base;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    Api as(String otherUser, String otherPassword) {
        return new Api(base, otherUser, otherPassword, client);
    }

    String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    Answer get(String path) {
        return ask("GET", path, "");
    }

    /** @param pairs names and values, in turn */
    Answer post(String path, String... pairs) {
        return ask("POST", path, form(pairs));
    }

    Answer delete(String path) {
        return ask("DELETE", path, "");
    }

    static String form(String... pairs) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            form.append(form.isEmpty() ? "" : "&")
                    .append(encode(pairs[i]))
                    .append('=')
                    .append(encode(pairs[i + 1]));
        }
        return form.toString();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** @param path a path, or a whole URL that the server handed out */
    Answer ask(String method, String path, String body) {
        URI uri = path.startsWith("http") ? URI.create(path) : base.resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", authorization())
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        return send(client, request.build()).lawful();
    }

    static Answer send(HttpRequest request) {
        return send(CLIENT, request);
    }

    private static Answer send(HttpClient client, HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(request.uri() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The server's time, to the second, by what it says itself. */
    Instant now() {
        return send(client, HttpRequest.newBuilder(base.resolve("/health/live")).build())
                .date();
    }

    /** Waits until the server says it is that time. */
    void await(Instant then) {
        while (now().isBefore(then)) {
            pause(50);
        }
    }

    /** The server's time, once the step it lies in has so many seconds left at least. */
    Instant steady(int period, int seconds) {
        Instant now = now();
        long left = (long) period - Math.floorMod(now.getEpochSecond(), period);
        if (left <= seconds) {
            await(now.plusSeconds(left));
            return now();
        }
        return now;
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A Service of one's own. */
    String service() {
        return post("/v2/Services", "FriendlyName", "Acceptance").mustBe(201).sid();
    }
}
