package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.testkit.Misbehaviour;
import dev.countersign.testkit.WebhookReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a webhook leads is its owner's to choose, and the operator's to allow: whoever may not be reached never is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
class WebhookGuardTest {
    private Product product;

    @BeforeAll
    void start(@TempDir Path folder) {
        product = Product.start(folder.resolve("data"));
    }

    @AfterAll
    void stop() {
        product.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]"})
    void theLoopbackIsNeverConnectedToUnlessItIsAllowed(String host) throws IOException {
        try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Answer webhook = webhook(product.api(), "http://" + host + ":" + door.getLocalPort() + "/hooks");
            if (webhook.status() == 201) {
                assertThat(tried(product.api(), webhook).get("last_answer").asText())
                        .containsAnyOf("is not allowed", "does not resolve");
            } else {
                webhook.mustBe(400);
            }
            mustBeUntouched(door);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"169.254.169.254", "10.0.0.1", "192.168.0.1", "100.64.0.1", "[::1]", "[fd00::1]", "[fe80::1]"})
    void norAreTheAddressesOfAHouseAndOfItsMetadata(String host) {
        Answer webhook =
                webhook(product.api(), "http://" + host + "/latest/meta-data").mustBe(201);

        JsonNode delivery = tried(product.api(), webhook);

        assertThat(delivery.get("last_answer").asText()).contains("is not allowed");
        assertThat(delivery.get("status").asText()).isEqualTo("queued");
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        Product allowing = Product.shared();
        try (ServerSocket elsewhere = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                WebhookReceiver receiver = WebhookReceiver.start(allowing.token(), "/hooks")) {
            receiver.behaviour()
                    .next(Misbehaviour.redirect(URI.create("http://127.0.0.1:" + elsewhere.getLocalPort() + "/hooks")));
            Answer webhook = webhook(allowing.api(), receiver.url()).mustBe(201);

            JsonNode delivery = tried(allowing.api(), webhook);

            assertThat(delivery.get("last_answer").asText()).contains("307");
            assertThat(delivery.get("date_sent").isNull()).isTrue();
            mustBeUntouched(elsewhere);
        }
    }

    private static void mustBeUntouched(ServerSocket door) throws IOException {
        // Whoever has connected is in its queue already.
        door.setSoTimeout(50);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(door::accept);
    }

    /** At a Service of its own. */
    private static Answer webhook(Api api, String url) {
        return api.post(
                "/v2/Services/" + api.service() + "/Webhooks",
                "FriendlyName",
                "x",
                "EventTypes",
                "*",
                "WebhookUrl",
                url);
    }

    /** The delivery of an event that happens now, once it has been tried. */
    private static JsonNode tried(Api api, Answer webhook) {
        Person.unverified(api, webhook.text("service_sid"));
        String path = "/v2/Services/" + webhook.text("service_sid") + "/Webhooks/" + webhook.sid() + "/Deliveries";
        return Eventually.many(1, () -> deliveries(api.get(path).mustBe(200))).getFirst();
    }

    private static List<JsonNode> deliveries(Answer list) {
        List<JsonNode> tried = new ArrayList<>();
        list.json().get("deliveries").forEach(d -> {
            if (!d.get("last_answer").isNull()) {
                tried.add(d);
            }
        });
        return tried;
    }
}
