package dev.countersign.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTransportTest {
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server = open();

    private static HttpServer open() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            heard.add(exchange.getProtocol() + " " + exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("X-Said") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = "{\"é\":1}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Twilio-Verify-Signature-Fields", "a,b");
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/moved") ? 302 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Test
    void saysWhatItWasGivenAndGivesWhatItHeard() throws Exception {
        Transport transport = HttpTransport.usual();
        transport.send(new Transport.Request("POST", url("/a"), Map.of("X-Said", "1"), "é=1"));
        transport.send(new Transport.Request("DELETE", url("/a"), Map.of("X-Said", "2"), null));
        Transport.Answer answer = transport.send(new Transport.Request("GET", url("/a"), Map.of("X-Said", "3"), null));
        assertThat(heard).containsExactly("HTTP/1.1 POST 1 é=1", "HTTP/1.1 DELETE 2 ", "HTTP/1.1 GET 3 ");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"é\":1}");
        assertThat(answer.header("twilio-verify-signature-fields")).isEqualTo("a,b");
        assertThat(answer.headers())
                .as("as Android looks for them")
                .containsKeys("Twilio-Verify-Signature-Fields", "Date");
    }

    @Test
    void whatGoesOnIsHeardLineByLineAsItComes() throws Exception {
        BlockingQueue<String> written = new SynchronousQueue<>();
        server.createContext("/events", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                for (String line = "a"; line != null && !line.isEmpty(); line = written.poll(30, TimeUnit.SECONDS)) {
                    exchange.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        Transport.Request request = new Transport.Request("GET", url("/events"), Map.of(), null);
        try (Transport.Ongoing ongoing = HttpTransport.usual().begin(request)) {
            Iterator<String> lines = ongoing.lines().iterator();
            assertThat(lines.next()).isEqualTo("a");
            // Each is written once the one before it was heard.
            for (String line : List.of("é", "c")) {
                assertThat(written.offer(line, 30, TimeUnit.SECONDS)).isTrue();
                assertThat(lines.next()).isEqualTo(line);
            }
            assertThat(written.offer("", 30, TimeUnit.SECONDS)).isTrue();
            assertThat(lines.hasNext()).isFalse();
            assertThat(ongoing.head().body()).isEmpty();
        }
    }

    @Test
    void aNoIsHeardWhole() throws Exception {
        Transport.Request request = new Transport.Request("GET", url("/moved"), Map.of(), null);
        Transport.Ongoing ongoing = HttpTransport.usual().begin(request);
        assertThat(ongoing.head().status()).isEqualTo(302);
        assertThat(ongoing.head().body()).isEqualTo("{\"é\":1}");
        assertThat(ongoing.lines()).isEmpty();
    }

    @Test
    void isNotSentElsewhere() throws Exception {
        Transport.Answer answer =
                HttpTransport.usual().send(new Transport.Request("GET", url("/moved"), Map.of(), null));
        assertThat(answer.status()).isEqualTo(302);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aServerThatIsNotThereIsOneSentence() {
        server.stop(0);
        assertThatThrownBy(() -> HttpTransport.usual().send(new Transport.Request("GET", url("/a"), Map.of(), null)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("The server at http://127.0.0.1:")
                .hasMessageContaining("cannot be reached")
                .hasMessageEndingWith(".");
    }

    @Test
    void aFileThatHoldsNoCertificateIsOneSentence(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("ca.pem");
        assertThatThrownBy(() -> HttpTransport.trusting(file)).hasMessage("The file " + file + " cannot be read.");
        for (String text : List.of("", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> HttpTransport.trusting(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("The file " + file + " holds no certificate");
        }
    }
}
