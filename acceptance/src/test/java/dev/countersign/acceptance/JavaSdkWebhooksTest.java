package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.twilio.exception.ApiException;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.verify.v2.service.Webhook;
import com.twilio.security.RequestValidator;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Webhooks through the Java SDK, and what they are sent looked at by its own validator. */
class JavaSdkWebhooksTest {
    private static final String FIELDS = "{\"label\":\"Wo?\",\"value\":\"Zürich / 東京 🔐 &=+%\"}";

    private final Api api = Product.shared().api();
    private final TwilioRestClient client = Rerouted.client(api);

    private record Heard(Map<String, String> parameters, String signature) {
        String value(String name) {
            return String.valueOf(parameters.get(name));
        }
    }

    @Test
    void aWebhookIsCreatedFetchedListedUpdatedAndDeleted() {
        String service = api.service();
        Webhook created = Webhook.creator(
                        service,
                        "prod",
                        List.of("factor.verified", "challenge.approved"),
                        "https://backend.example.com/hooks?tenant=7")
                .create(client);

        assertThat(created.getSid()).matches("^YW[0-9a-f]{32}$");
        assertThat(created.getEventTypes()).containsExactly("factor.verified", "challenge.approved");
        assertThat(created.getStatus()).isEqualTo(Webhook.Status.ENABLED);
        assertThat(created.getVersion()).isEqualTo(Webhook.Version.V2);
        assertThat(created.getWebhookMethod()).isEqualTo(Webhook.Methods.POST);
        assertThat(Webhook.fetcher(service, created.getSid()).fetch(client)).isEqualTo(created);
        assertThat(Webhook.reader(service).read(client)).containsExactly(created);

        Webhook updated = Webhook.updater(service, created.getSid())
                .setEventTypes("*")
                .setStatus(Webhook.Status.DISABLED)
                .setVersion(Webhook.Version.V1)
                .update(client);
        assertThat(updated.getEventTypes()).containsExactly("*");
        assertThat(updated.getStatus()).isEqualTo(Webhook.Status.DISABLED);
        assertThat(updated.getVersion()).isEqualTo(Webhook.Version.V1);
        assertThat(updated.getWebhookUrl()).isEqualTo(created.getWebhookUrl());

        assertThat(Webhook.deleter(service, created.getSid()).delete(client)).isTrue();
        JavaSdk.mustBeMissing(catchThrowableOfType(ApiException.class, () -> Webhook.fetcher(service, created.getSid())
                .fetch(client)));
    }

    @Test
    void theSdkTakesWhatAWebhookIsSentForOursAndNothingThatWasChanged() throws Exception {
        List<Heard> heard = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> take(exchange, heard));
        receiver.start();
        try {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks?tenant=7&name=%C3%84";
            PhoneShop shop = PhoneShop.of(api);
            Webhook.creator(shop.service(), "here", List.of("*"), url).create(client);
            PhoneOwner owner = shop.unverified(
                    Handset.of(Habits.IOS).named("Ana’s Telefon 📱"),
                    UUID.randomUUID().toString(),
                    DeviceKey.draw(PhoneShop.CHANCE));
            owner.phone().verify();
            String challenge = owner.asked("Details.Fields", FIELDS, "HiddenDetails", "{\"ort\":\"Zürich + 東京\"}");
            owner.phone().approve(challenge);
            owner.phone().remove();
            Eventually.holds("the end of the factor is told", () -> heard.stream()
                    .anyMatch(h -> h.value("type").equals("factor.deleted")));

            assertThat(heard)
                    .extracting(h -> h.value("type"))
                    .containsExactly("factor.created", "factor.verified", "challenge.approved", "factor.deleted");
            heard.forEach(h -> mustBeOurs(h, url));
            assertThat(heard.getFirst().value("factor_friendly_name")).isEqualTo("Ana’s Telefon 📱");
            assertThat(heard.get(2).value("challenge_details")).contains("Zürich / 東京 🔐 &=+%");
            assertThat(heard.get(2).value("challenge_hidden_details")).isEqualTo("{\"ort\":\"Zürich + 東京\"}");
        } finally {
            receiver.stop(0);
        }
    }

    private static void mustBeOurs(Heard heard, String url) {
        RequestValidator validator = new RequestValidator(Product.shared().token());
        assertThat(validator.validate(url, heard.parameters(), heard.signature()))
                .isTrue();
        assertThat(validator.validate(url + "x", heard.parameters(), heard.signature()))
                .isFalse();
        Map<String, String> changed = new HashMap<>(heard.parameters());
        changed.put("type", "challenge.denied");
        assertThat(validator.validate(url, changed, heard.signature())).isFalse();
    }

    private static void take(HttpExchange exchange, List<Heard> heard) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> parameters = new HashMap<>();
            for (String pair : body.split("&", -1)) {
                int at = pair.indexOf('=');
                parameters.put(
                        pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            }
            heard.add(new Heard(
                    parameters, String.valueOf(exchange.getRequestHeaders().getFirst("X-Twilio-Signature"))));
            exchange.sendResponseHeaders(200, -1);
        }
    }
}
