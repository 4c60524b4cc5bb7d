package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.http.NetworkHttpClient;
import com.twilio.http.TwilioRestClient;
import dev.countersign.phone.HttpTransport;
import dev.countersign.phone.Transport;
import dev.countersign.testkit.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The Java SDK over HTTPS, and what TLS brings along. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
@Tag(Engine.OF_ITS_OWN)
class JavaSdkOverTlsTest extends JavaSdkStory {
    private Path folder;
    private Certificate certificate;
    private Product product;
    private Api api;
    private TwilioRestClient client;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        certificate = Certificate.make(folder);
        product = Product.startOverTls(folder, certificate);
        api = secured(product);
        client = clientOf(api);
    }

    private Api secured(Product served) {
        return new Api(
                served.base(),
                served.account(),
                served.token(),
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(certificate.trusted())
                        .build());
    }

    @AfterAll
    void stop() {
        product.close();
        assertThat(product.printed()).as("no token and nothing signed").doesNotContain("eyJ");
    }

    @Override
    Api api() {
        return api;
    }

    @Override
    TwilioRestClient client() {
        return client;
    }

    @Override
    TwilioRestClient clientOf(Api other) {
        return Rerouted.client(
                other,
                new NetworkHttpClient(HttpClientBuilder.create()
                        .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                                .setTlsSocketStrategy(new DefaultClientTlsStrategy(certificate.trusted()))
                                .build())));
    }

    @Override
    Transport network() {
        try {
            return HttpTransport.trusting(folder.resolve("cert.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void urlsSayHttps() {
        assertThat(product.base()).hasScheme("https");
        assertThat(api.get("/v2/Services").text("meta.url")).startsWith(product.base() + "/v2/Services?");
    }

    @Test
    void http2IsOffered() throws IOException, InterruptedException {
        try (HttpClient http2 = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(certificate.trusted())
                .build()) {
            HttpResponse<String> response = http2.send(
                    HttpRequest.newBuilder(URI.create(product.base() + "/v2/Services"))
                            .header("Authorization", api.authorization())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            new Answer(response.statusCode(), response.headers().map(), response.body())
                    .lawful()
                    .mustBe(200);
        }
    }

    @Test
    void clientsThatKnowOnlyHttp11AndTls12AreServedToo() throws IOException {
        SSLSocket socket = socket(certificate.trusted());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        parameters.setProtocols(new String[] {"TLSv1.2"});
        socket.setSSLParameters(parameters);
        try (RawHttp http = new RawHttp(socket)) {
            assertThat(http.ask("GET /v2/Services HTTP/1.1\nHost: localhost\nAuthorization: " + api.authorization()
                                    + "\n\n")
                            .status())
                    .isEqualTo(200);
        }
    }

    private SSLSocket socket(SSLContext context) throws IOException {
        return (SSLSocket) context.getSocketFactory()
                .createSocket(product.base().getHost(), product.base().getPort());
    }

    @Test
    void aCertificateThatChangesIsServedWithoutARestart() throws IOException {
        Path at = Files.createDirectory(folder.resolve("renewed"));
        Certificate later = Certificate.make(at);
        try (Product renewed = Product.startOverTls(at, certificate)) {
            later.write(at.resolve("cert.pem"), at.resolve("key.pem"));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            boolean served = false;
            while (!served && System.nanoTime() < end) {
                try (SSLSocket socket = (SSLSocket) later.trusted()
                        .getSocketFactory()
                        .createSocket(renewed.base().getHost(), renewed.base().getPort())) {
                    socket.startHandshake();
                    assertThat(socket.getSession().getPeerCertificates()).containsExactly(later.certificate());
                    served = true;
                } catch (javax.net.ssl.SSLHandshakeException e) {
                    // It still shows the former one, which this client does not trust.
                    Api.pause(100);
                }
            }
            assertThat(served).isTrue();
        }
    }
}
