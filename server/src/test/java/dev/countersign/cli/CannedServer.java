package dev.countersign.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server on this machine that answers a phone from a list, whoever asks; and remembers what it heard. */
final class CannedServer implements AutoCloseable {
    private static final String FACTOR = """
        {"sid": "YF00000000000000000000000000000004", "account_sid": "AC00000000000000000000000000000001",
         "friendly_name": "x", "status": "unverified", "date_created": "2026-01-01T00:00:00Z",
         "config": {"credential_sid": "CR00000000000000000000000000000006"}, "metadata": null}""";

    final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> answers = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, String> next = Collections.synchronizedMap(new LinkedHashMap<>());
    private final HttpServer server;

    CannedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        on("POST .*/Factors", 201, FACTOR);
        on("POST .*/Factors/YF.*", 200, "{\"status\": \"verified\"}");
        on("DELETE .*/Factors/YF.*", 204, "");
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What is answered from now on to requests like that: a later word overrules an earlier one. */
    CannedServer on(String request, int status, String body) {
        answers.remove(request);
        answers.put(request, status + " " + body);
        return this;
    }

    /** What is answered to requests like that once one of them was. */
    void afterwards(String request, int status, String body) {
        next.put(request, status + " " + body);
    }

    static String challenge(String status, String message) {
        return """
            {"sid": "YC00000000000000000000000000000005", "factor_sid": "YF00000000000000000000000000000004",
             "date_created": "2026-01-01T00:00:00Z", "date_updated": "2026-01-01T00:00:00Z",
             "expiration_date": "2126-01-01T00:05:00Z", "status": "%s", "hidden_details": {"ip": "127.0.0.1"},
             "details": {"message": "%s", "fields": [{"label": "From", "value": "Rome"}]}}""".formatted(status, message);
    }

    static String list(String... challenges) {
        return "{\"challenges\": [" + String.join(",", challenges) + "], \"meta\": {\"page\": 0, \"page_size\": 50,"
                + " \"next_page_url\": null, \"previous_page_url\": null}}";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        heard.add(request + " " + user(exchange) + " " + URLDecoder.decode(body, StandardCharsets.UTF_8));
        String answer = "404 {\"code\": 20404, \"message\": \"nothing is canned for it\"}";
        synchronized (answers) {
            for (Map.Entry<String, String> canned : answers.entrySet()) {
                answer = request.matches(canned.getKey()) ? canned.getValue() : answer;
            }
            next.forEach((like, then) -> {
                if (request.matches(like)) {
                    answers.put(like, then);
                }
            });
        }
        int status = Integer.parseInt(answer.substring(0, 3));
        byte[] bytes = answer.substring(4).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Twilio-Verify-Signature-Fields", "sid,status,details");
        exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
        if (status != 204) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
        if (request.startsWith("POST ") && request.contains("/Challenges/")) {
            String payload = body.split("\\.", -1)[1];
            String signed = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
            heard.add("signed " + signed);
        }
    }

    /** Who asks, of which a device JWT is only told to be one. */
    private static String user(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null) {
            return "nobody";
        }
        String user =
                new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
        return user.startsWith("token:ey") ? "a device" : user;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
