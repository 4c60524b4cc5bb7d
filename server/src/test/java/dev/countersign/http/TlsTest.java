package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.Application;
import dev.countersign.contract.ErrorBody;
import dev.countersign.http.HttpSettings.Limits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path cert;

    @SuppressWarnings("NullAway.Init")
    private Path key;

    private record Pair(Certificate certificate, String certPem, String keyPem) {}

    @BeforeEach
    void names() {
        cert = folder.resolve("cert.pem");
        key = folder.resolve("key.pem");
    }

    @ParameterizedTest
    @CsvSource({"RSA, -keysize, 2048", "EC, -groupname, secp256r1", "Ed25519, -v, -v"})
    void bothVersionsOfHttpAreSpokenAsTheClientWishes(String algorithm, String option, String value) throws Exception {
        Pair pair = write(pair(algorithm, option, value));
        try (Rig rig = rig();
                HttpClient client = client(pair)) {
            for (Version version : List.of(Version.HTTP_2, Version.HTTP_1_1)) {
                HttpResponse<String> answer = get(client, rig, version);
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.body()).isEqualTo("{\"base\":\"https://localhost:" + rig.server.port() + "\"}");
                assertThat(answer.headers().allValues("date")).containsExactly("Mon, 05 Jan 2026 03:04:05 GMT");
                assertThat(answer.headers().firstValue("twilio-request-id").orElseThrow())
                        .matches("RQ[0-9a-f]{32}");
                assertThat(answer.headers().map()).doesNotContainKey("server");
            }
        }
    }

    @Test
    void overHttp2TooLimitsHoldAndErrorsAreTheProtocols() throws Exception {
        Pair pair = write(pair("EC", "-groupname", "secp256r1"));
        try (Rig rig = rig();
                HttpClient client = client(pair)) {
            HttpRequest large = HttpRequest.newBuilder(uri(rig))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[128 * 1024 + 1]))
                    .build();
            refusedOrReset(client, large, 413);
            assertThat(get(client, rig, Version.HTTP_2).statusCode()).isEqualTo(200);
            assertThat(rig.log()).anyMatch(line -> line.contains("\"status\":413,\"code\":20413"));
        }
    }

    @Test
    void overHttp2ABodyThatDoesNotComeIsGivenUpAndOtherRequestsGoOn() throws Exception {
        Pair pair = write(pair("EC", "-groupname", "secp256r1"));
        try (Rig rig = rig();
                HttpClient client = client(pair)) {
            HttpRequest stalled = HttpRequest.newBuilder(uri(rig))
                    .POST(HttpRequest.BodyPublishers.fromPublisher(
                            reader -> reader.onSubscribe(new Flow.Subscription() {
                                @Override
                                public void request(long n) {
                                    // Nothing ever comes.
                                }

                                @Override
                                public void cancel() {}
                            }),
                            10))
                    .build();
            refusedOrReset(client, stalled, 408);
            assertThat(get(client, rig, Version.HTTP_2).statusCode()).isEqualTo(200);
            assertThat(rig.log()).anyMatch(line -> line.contains("\"status\":408,\"code\":20408"));
        }
    }

    @Test
    void overTlsTooSomebodyMayWaitInSilenceAndTheConnectionGoesOn() throws Exception {
        Pair pair = write(pair("EC", "-groupname", "secp256r1"));
        for (Version version : List.of(Version.HTTP_2, Version.HTTP_1_1)) {
            Gate patient = new Gate(Duration.ofMillis(900), null);
            try (Rig rig = rig(patient::answer, Duration.ofMillis(100));
                    HttpClient client = client(pair)) {
                HttpRequest wait = HttpRequest.newBuilder(uri(rig).resolve("/wait"))
                        .version(version)
                        .build();
                HttpResponse<String> answer = client.send(wait, BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.body()).as(version.name()).contains("PATIENCE");
                assertThat(get(client, rig, version).body()).isEqualTo("{}");
            }
        }
    }

    @Test
    void overTlsTooWhoGoesAwayFreesTheirPlace() throws Exception {
        Pair pair = write(pair("EC", "-groupname", "secp256r1"));
        for (Version version : List.of(Version.HTTP_2, Version.HTTP_1_1)) {
            for (String path : List.of("/wait", "/stream")) {
                Gate gate = new Gate();
                try (Rig rig = rig(gate::answer, Duration.ofSeconds(30));
                        HttpClient client = client(pair)) {
                    HttpRequest wait = HttpRequest.newBuilder(uri(rig).resolve(path))
                            .version(version)
                            .build();
                    var answer = client.sendAsync(wait, BodyHandlers.ofString());
                    gate.awaitComing(1);
                    answer.cancel(true);
                    gate.awaitLeaving(1);
                    assertThat(get(client, rig, version).body()).isEqualTo("{}");
                }
            }
        }
    }

    /** The engine sends the answer and then cancels the rest of the request; which of the two a client reports is its choice. */
    private static void refusedOrReset(HttpClient client, HttpRequest request, int status) throws Exception {
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(Json.object(answer.body())).containsEntry("code", "20" + status);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("RST_STREAM");
        }
    }

    @Test
    void versionsOfTlsThatAreBrokenAreNotSpoken() throws Exception {
        Pair pair = write(pair("EC", "-groupname", "secp256r1"));
        try (Rig rig = rig()) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                try (SSLSocket socket = socket(rig, trusting(pair))) {
                    socket.setEnabledProtocols(new String[] {version});
                    socket.startHandshake();
                    assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                }
            }
            try (SSLSocket socket = socket(rig, trusting(pair))) {
                socket.setEnabledProtocols(new String[] {"TLSv1.1"});
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    @Test
    void aRenewedPairIsTakenUpAndOneThatDoesNotFitLeavesTheOldInUse() throws Exception {
        Pair first = write(pair("EC", "-groupname", "secp256r1"));
        Pair second = pair("EC", "-groupname", "secp256r1");
        try (Rig rig = rig()) {
            SSLContext either = trusting(first, second);
            Files.writeString(cert, second.certPem);
            for (int i = 0; i < 5; i++) {
                assertThat(served(rig, either)).as("no key for it yet").isEqualTo(first.certificate);
            }
            Files.writeString(key, "not a key");
            assertThat(served(rig, either)).isEqualTo(first.certificate);
            Files.writeString(key, second.keyPem);
            Certificate now = served(rig, either);
            while (now.equals(first.certificate)) {
                now = served(rig, either);
            }
            assertThat(now).isEqualTo(second.certificate);
        }
    }

    @Test
    void aHandshakeThatIsNotFinishedEndsTheConnection() throws Exception {
        write(pair("EC", "-groupname", "secp256r1"));
        try (Rig rig = rig();
                Wire wire = rig.wire()) {
            assertThat(wire.closed()).isTrue();
        }
    }

    @Test
    void filesThatAreNoGoodAreRefusedInOneSentence() throws Exception {
        Pair pair = write(pair("EC", "-groupname", "secp256r1"));
        Pair other = pair("EC", "-groupname", "secp256r1");
        Pair rsa = pair("RSA", "-keysize", "2048");
        refused(
                pair.certPem,
                other.keyPem,
                "The key in %s does not belong to the certificate in %s.".formatted(key, cert));
        refused(pair.certPem, rsa.keyPem, "is not a key of the certificate's kind, EC.");
        refused(pair.certPem, pair.keyPem.replace("PRIVATE", "EC PRIVATE"), "must be unencrypted PKCS#8 PEM");
        refused(pair.certPem, pair.keyPem.replace("PRIVATE", "ENCRYPTED PRIVATE"), "must be unencrypted PKCS#8 PEM");
        refused(pair.certPem, "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----", "is not a key");
        refused("", pair.keyPem, "certificate");
        refused("nonsense", pair.keyPem, "certificate");
        Files.delete(cert);
        assertThatThrownBy(this::rig).isInstanceOf(IOException.class).hasMessageContaining(cert.toString());
    }

    private void refused(String certPem, String keyPem, String sentence) throws Exception {
        Files.writeString(cert, certPem);
        Files.writeString(key, keyPem);
        assertThatThrownBy(this::rig).hasMessageContaining(sentence);
    }

    private Rig rig() throws Exception {
        return rig(request -> Rig.ok("{\"base\":\"" + request.base() + "\"}"), Limits.USUAL.idleTime());
    }

    private Rig rig(Application application, Duration idle) throws Exception {
        Limits usual = Rig.limits(8, Duration.ofSeconds(1), Duration.ofSeconds(2));
        Limits limits = new Limits(
                usual.maxInFlight(),
                usual.maxBody(),
                usual.maxHeaders(),
                usual.bodyTime(),
                usual.headerTime(),
                idle,
                usual.drainTime(),
                Duration.ofMillis(10),
                usual.waiting());
        HttpSettings settings =
                new HttpSettings("127.0.0.1", 0, -1, null, List.of(), cert, key, ErrorBody.USUAL_MORE_INFO, limits);
        return new Rig(settings, application);
    }

    private static HttpResponse<String> get(HttpClient client, Rig rig, Version version) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(rig)).version(version).build(), BodyHandlers.ofString());
    }

    private static URI uri(Rig rig) {
        return URI.create("https://localhost:" + rig.server.port() + "/v2/Services");
    }

    /** The certificate that a new connection meets. */
    private static Certificate served(Rig rig, SSLContext trusting) throws Exception {
        try (SSLSocket socket = socket(rig, trusting)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLSocket socket(Rig rig, SSLContext trusting) throws Exception {
        return (SSLSocket) trusting.getSocketFactory().createSocket("localhost", rig.server.port());
    }

    private static HttpClient client(Pair pair) throws Exception {
        return HttpClient.newBuilder().sslContext(trusting(pair)).build();
    }

    private static SSLContext trusting(Pair... pairs) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < pairs.length; i++) {
            store.setCertificateEntry("server" + i, pairs[i].certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private Pair write(Pair pair) throws IOException {
        Files.writeString(cert, pair.certPem);
        Files.writeString(key, pair.keyPem);
        return pair;
    }

    /** A self-signed pair for localhost, made by the JDK's own keytool. */
    private Pair pair(String algorithm, String option, String value) throws Exception {
        Path file = Files.createTempDirectory(folder, "pair").resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        algorithm,
                        option,
                        value,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=DNS:localhost,IP:127.0.0.1",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        X509Certificate certificate = (X509Certificate) store.getCertificate("a");
        return new Pair(
                certificate,
                pem("CERTIFICATE", certificate.getEncoded()),
                pem("PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
