package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Reply.Body;
import dev.countersign.acceptance.history.Reply.Seen;
import dev.countersign.phone.Json;
import dev.countersign.phone.Unusable;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The way to a server: sends requests, and writes down what was asked and what came of it. */
final class Wire {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private static final int REST_MILLIS = 60;

    private final History history;
    private final Server server;
    private final Duration patience;
    /** What is seen again and again is kept once. */
    private final Map<String, String> names = new ConcurrentHashMap<>();

    /** @param patience how long one waits for a reply */
    Wire(History history, Server server, Duration patience) {
        this.history = history;
        this.server = server;
        this.patience = patience;
    }

    /**
     * What is sent.
     *
     * @param path with its query
     * @param form null where nothing is sent along
     */
    record Request(String method, String path, @Nullable Map<String, String> form, String user, String password) {
        private String authorization() {
            return "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        private String body() {
            return form == null
                    ? ""
                    : form.entrySet().stream()
                            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&"));
        }
    }

    /**
     * What came back.
     *
     * @param body empty where there was none
     * @param signed what of it a device signs
     */
    record Came(Operation operation, Map<String, @Nullable Object> body, List<String> signed) {
        boolean done() {
            return operation.done();
        }

        boolean unknown() {
            return operation.reply().outcome() == Reply.Outcome.UNKNOWN;
        }
    }

    /** Asks as that client, under a number that was drawn for it. */
    Came ask(int number, int client, Deed deed, Request request) {
        long invoked = history.now();
        HttpResponse<String> came = send(request);
        long completed = history.now();
        Map<String, @Nullable Object> body = Map.of();
        Reply reply = Reply.NONE;
        List<String> signed = List.of();
        if (came != null) {
            body = came.body().startsWith("{") ? read(came.body()) : Map.of();
            reply = reply(came.statusCode(), deed, body);
            signed = came.headers()
                    .firstValue("Twilio-Verify-Signature-Fields")
                    .map(fields -> List.of(fields.split(",", -1)))
                    .orElse(List.of());
        }
        Operation operation = new Operation(number, client, server.name(), invoked, completed, deed, reply);
        history.add(operation);
        if (came == null) {
            // Who is refused a connection would ask again at once, thousands of times.
            Nemesis.pause(REST_MILLIS);
        }
        return new Came(operation, body, signed);
    }

    /** Null where nothing came, or not all of it. */
    private @Nullable HttpResponse<String> send(Request request) {
        String form = request.body();
        HttpRequest.Builder asked = HttpRequest.newBuilder(server.base().resolve(request.path()))
                .timeout(patience)
                .header("Authorization", request.authorization())
                .method(request.method(), form.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(form));
        if (!form.isEmpty()) {
            asked.header("Content-Type", "application/x-www-form-urlencoded");
        }
        try {
            return CLIENT.send(asked.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static Map<String, @Nullable Object> read(String body) {
        try {
            return Json.object(body);
        } catch (Unusable e) {
            throw new IllegalStateException("No JSON: " + body, e);
        }
    }

    private Reply reply(int status, Deed deed, Map<String, @Nullable Object> body) {
        if (status >= 400) {
            int code = body.get("code") instanceof BigInteger n ? n.intValue() : 0;
            return new Reply(status, code, new Body.Nothing());
        }
        Body shown =
                switch (deed) {
                    case Deed.Enrol _, Deed.Verify _ ->
                        new Body.OfFactor(
                                text(body, "sid"),
                                text(body, "entity_sid"),
                                text(body, "status").equals("verified"));
                    case Deed.Create _, Deed.Answer _, Deed.Fetch _ -> new Body.OfChallenge(seen(body));
                    case Deed.Page _ -> page(body);
                    case Deed.DeleteFactor _, Deed.DeleteEntity _ -> new Body.Nothing();
                };
        return new Reply(status, 0, shown);
    }

    private Body page(Map<String, @Nullable Object> body) {
        List<Seen> rows = new ArrayList<>();
        if (body.get("challenges") instanceof List<?> items) {
            items.forEach(item -> rows.add(seen(members(item))));
        }
        return new Body.OfPage(rows, next(body) != null);
    }

    /** Where the next page of a list is, at whichever server; null where this was the last. */
    static @Nullable String next(Map<String, @Nullable Object> page) {
        if (members(page.get("meta")).get("next_page_url") instanceof String url) {
            URI whole = URI.create(url);
            return whole.getRawPath() + "?" + whole.getRawQuery();
        }
        return null;
    }

    private Seen seen(Map<String, @Nullable Object> challenge) {
        int request = members(challenge.get("details")).get("message") instanceof String message
                ? Numbered.number(message)
                : 0;
        return new Seen(
                text(challenge, "sid"),
                text(challenge, "entity_sid"),
                text(challenge, "factor_sid"),
                Status.of(text(challenge, "status")),
                request,
                challenge.get("date_responded") instanceof String date ? known(date) : null);
    }

    private String text(Map<String, @Nullable Object> body, String name) {
        return known(String.valueOf(body.get(name)));
    }

    private String known(String name) {
        return names.computeIfAbsent(name, n -> n);
    }

    @SuppressWarnings("unchecked") // names are strings in all that Json reads
    private static Map<String, @Nullable Object> members(@Nullable Object value) {
        return value instanceof Map<?, ?> members ? (Map<String, @Nullable Object>) members : Map.of();
    }
}
