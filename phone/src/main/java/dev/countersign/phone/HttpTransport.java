package dev.countersign.phone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The network: HTTP/1.1, with or without TLS, following no redirect. */
public final class HttpTransport implements Transport {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client;

    private HttpTransport(HttpClient.Builder client) {
        this.client = client.version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** Trusts whom the JDK trusts. */
    public static HttpTransport usual() {
        return new HttpTransport(HttpClient.newBuilder());
    }

    /**
     * Trusts the certificates in a PEM file and nobody else.
     *
     * @throws IOException where the file cannot be read, in one sentence
     */
    public static HttpTransport trusting(Path pem) throws IOException {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IOException("The file " + pem + " holds no certificate.");
            }
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (Certificate certificate : certificates) {
                trusted.setCertificateEntry("trusted-" + trusted.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return new HttpTransport(HttpClient.newBuilder().sslContext(tls));
        } catch (GeneralSecurityException e) {
            throw new IOException("The file " + pem + " holds no certificate in PEM.", e);
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException("The file " + pem + " cannot be read.", e);
        }
    }

    @Override
    public Answer send(Request request) throws IOException, InterruptedException {
        HttpResponse<String> told = exchange(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        return answer(told, told.body());
    }

    @Override
    public Ongoing begin(Request request) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> told = exchange(request, BodyHandlers.ofLines());
        Answer head = answer(told, "");
        if (head.fine()) {
            return new Ongoing(head, told.body());
        }
        try (Stream<String> lines = told.body()) {
            return new Ongoing(answer(told, lines.collect(Collectors.joining("\n"))), Stream.empty());
        } catch (UncheckedIOException e) {
            throw unreachable(request, e);
        }
    }

    private <T> HttpResponse<T> exchange(Request request, BodyHandler<T> body)
            throws IOException, InterruptedException {
        HttpRequest.Builder asked =
                HttpRequest.newBuilder(request.url()).timeout(PATIENCE).method(request.method(), body(request.body()));
        request.headers().forEach(asked::header);
        try {
            return client.send(asked.build(), body);
        } catch (SSLException e) {
            throw new IOException("The server at " + origin(request) + " is not trusted: " + reason(e) + ".", e);
        } catch (IOException e) {
            throw unreachable(request, e);
        }
    }

    private static Answer answer(HttpResponse<?> told, String body) {
        // The JDK's client does not tell how names were spelt, so here they are found however they are asked for.
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        told.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        return new Answer(told.statusCode(), headers, body);
    }

    private static IOException unreachable(Request request, Exception e) {
        // Where nobody listens, the client's exception comes without a message.
        String why = e.getMessage() == null ? "there is no connection" : e.getMessage();
        return new IOException("The server at " + origin(request) + " cannot be reached: " + why + ".", e);
    }

    private static BodyPublisher body(@Nullable String body) {
        return body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    }

    /** What lies at the bottom: the exceptions above it only name one another. */
    private static String reason(SSLException refused) {
        Throwable bottom = refused;
        while (bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        return bottom.getMessage() == null ? bottom.getClass().getSimpleName() : bottom.getMessage();
    }

    private static String origin(Request request) {
        return request.url().getScheme() + "://" + request.url().getAuthority();
    }
}
