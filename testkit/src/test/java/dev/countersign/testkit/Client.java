package dev.countersign.testkit;

import dev.countersign.phone.Habits;
import dev.countersign.phone.Json;
import dev.countersign.phone.Jws;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Whoever talks to a counterpart: the JDK's client, which offers HTTP/2 in passing as it does by default. */
final class Client implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http;

    Client() {
        http = HttpClient.newHttpClient();
    }

    Client(SSLContext tls) {
        http = HttpClient.newBuilder().sslContext(tls).build();
    }

    HttpResponse<String> post(String url, Map<String, String> headers, byte[] body) throws IOException {
        return post(url, headers, body, PATIENCE);
    }

    HttpResponse<String> post(String url, Map<String, String> headers, byte[] body, Duration atMost)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(atMost)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return send(request.build());
    }

    HttpResponse<String> get(String url) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A copy in which one member is another, or gone where it is null. */
    static Map<String, @Nullable Object> but(Map<String, ?> members, String name, @Nullable Object value) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(members);
        if (value == null) {
            copy.remove(name);
        } else {
            copy.put(name, value);
        }
        return copy;
    }

    /** @param algorithm the JDK's name for it */
    static String jwt(
            Map<String, ? extends @Nullable Object> header,
            Map<String, ? extends @Nullable Object> claims,
            PrivateKey key,
            String algorithm) {
        String input = Jws.part(Json.text(header, Habits.PLAIN)) + "." + Jws.part(Json.text(claims, Habits.PLAIN));
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(bytes(input));
            return input + "." + Jws.part(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
