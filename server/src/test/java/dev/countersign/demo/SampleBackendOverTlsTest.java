package dev.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample backend between an app and a Countersign that both insist on TLS, with a certificate nobody else knows. */
class SampleBackendOverTlsTest {
    private static final String ACCOUNT = "AC" + "0".repeat(31) + "1";
    private static final String SERVICE = "VA" + "0".repeat(31) + "2";
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    @Test
    void theAppsAndCountersignsSideAreEncryptedAndTheAuthorityIsTheOneGiven() throws Exception {
        KeyStore store = store();
        SSLContext known = Trust.in(pem(store.getCertificate("a").getEncoded()));
        try (FakeCountersign countersign = new FakeCountersign(serving(store));
                Upstream upstream = new Upstream(countersign.base(), ACCOUNT, "secret", known);
                SampleBackend backend =
                        new SampleBackend(0, serving(store), upstream, SERVICE, new PrintWriter(new StringWriter()));
                HttpClient app = HttpClient.newBuilder().sslContext(known).build()) {
            countersign.say(201, "{\"token\":\"ey.J.x\"}");
            HttpResponse<String> answer = app.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + backend.port() + "/access-token"))
                            .POST(BodyPublishers.ofString("identity=ana"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.body()).startsWith("{\"token\":\"ey.J.x\"");
        }
    }

    @Test
    void aCountersignThatNobodyVouchesForGetsNoCredentials() throws Exception {
        try (FakeCountersign countersign = new FakeCountersign(serving(store()));
                Upstream upstream = new Upstream(countersign.base(), ACCOUNT, "secret", null)) {
            assertThatThrownBy(() -> upstream.service(SERVICE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("SSLHandshakeException");
            assertThat(countersign.heard).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://verify.example.com",
                "ftp://localhost",
                "localhost:8080",
                "https:///v2",
                "https://a:b@localhost",
                "https://localhost?x=y"
            })
    void aUrlThatWouldShowTheAuthTokenOrMeanNothingIsRefused(String url) {
        assertThatThrownBy(() -> new Upstream(url, ACCOUNT, "secret", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(url);
    }

    @Test
    void aFileWithoutCertificatesIsNoAuthority() {
        assertThatThrownBy(() -> Trust.in(new byte[0])).isInstanceOf(CertificateException.class);
    }

    private static byte[] pem(byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static SSLContext serving(KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private KeyStore store() throws Exception {
        Path file = folder.resolve("store.p12");
        String line = "-genkeypair -alias a -keyalg EC -dname CN=localhost -ext SAN=DNS:localhost -validity 30"
                + " -storetype PKCS12 -storepass changeit -keystore " + file;
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder((keytool + " " + line).split(" "))
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }
}
