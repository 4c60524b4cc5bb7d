package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A backend takes what is signed for it, and nothing else. */
class WebhookReceiverTest {
    private static final String AUTH_TOKEN = "12345678901234567890123456789012";
    private static final String TYPE = "application/x-www-form-urlencoded; charset=utf-8";

    private final WebhookReceiver receiver = WebhookReceiver.start(AUTH_TOKEN, "/hooks/verify?tenant=7");
    private final Client client = new Client();

    @AfterEach
    void close() {
        client.close();
        receiver.close();
    }

    private static Map<String, List<String>> event(String uuid) {
        Map<String, List<String>> event = new LinkedHashMap<>();
        event.put("uuid", List.of(uuid));
        event.put("type", List.of("challenge.approved"));
        event.put("factor_friendly_name", List.of("Ana’s phone & more=1+1"));
        event.put("twice", List.of("b", "a"));
        return event;
    }

    private static byte[] form(Map<String, List<String>> event) {
        return Client.bytes(event.entrySet().stream()
                .flatMap(e -> e.getValue().stream()
                        .map(value -> e.getKey() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&")));
    }

    private int tell(Map<String, List<String>> event) throws IOException {
        return tell(receiver.url(), event, TwilioSignature.of(AUTH_TOKEN, receiver.url(), event));
    }

    private int tell(String url, Map<String, List<String>> event, String signature) throws IOException {
        return client.post(url, Map.of("Content-Type", TYPE, "X-Twilio-Signature", signature), form(event))
                .statusCode();
    }

    @Test
    void itSignsAsTheProtocolsExamplesDo() {
        Map<String, List<String>> event = new LinkedHashMap<>();
        event.put("uuid", List.of("0f0a3e0c-3d6b-4c3e-9d0f-6f3a0b8a2c11"));
        event.put("type", List.of("challenge.approved"));
        event.put("account_sid", List.of("AC00000000000000000000000000000001"));
        event.put("service_sid", List.of("VA00000000000000000000000000000002"));
        event.put("entity_identity", List.of("ff483d1ff591898a9942916050d2ca3f"));
        event.put("factor_sid", List.of("YF00000000000000000000000000000004"));
        event.put("factor_type", List.of("push"));
        event.put("factor_friendly_name", List.of("Ana’s phone"));
        event.put("challenge_sid", List.of("YC00000000000000000000000000000005"));
        event.put(
                "challenge_details",
                List.of("{\"message\":\"Login request\",\"fields\":[{\"label\":\"Action\",\"value\":\"Sign in\"}]}"));
        event.put("challenge_hidden_details", List.of("{\"ip\":\"172.168.1.234\"}"));
        assertThat(TwilioSignature.of(AUTH_TOKEN, "https://backend.example.com/hooks/verify?tenant=7", event))
                .isEqualTo("h28YR752RP+JGBt95aKl4VNLwzA=");

        assertThat(TwilioSignature.of(
                        "12345",
                        "https://mycompany.com/myapp.php?foo=1&bar=2#top",
                        Map.of(
                                "CallSid", List.of("CA1234567890ABCDE"),
                                "Caller", List.of("+12349013030"),
                                "Digits", List.of("1234"),
                                "From", List.of("+12349013030"),
                                "To", List.of("+18005551212"))))
                .isEqualTo("0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
    }

    @Test
    void repeatedValuesAreSignedOnceEachAndInOrder() {
        String url = "https://backend.example.com/";
        assertThat(TwilioSignature.of("1", url, Map.of("a", List.of("y", "x", "y"))))
                .isEqualTo(TwilioSignature.of("1", url, Map.of("a", List.of("x"), "a" + "y", List.of(""))))
                .isNotEqualTo(TwilioSignature.of("1", url, Map.of("a", List.of("y"))));
    }

    @Test
    void anEventThatIsSignedIsTakenAndDecoded() throws IOException {
        assertThat(tell(event("one"))).isEqualTo(200);
        assertThat(receiver.await(1, Duration.ofSeconds(20))).singleElement().satisfies(delivery -> {
            assertThat(delivery.uuid()).isEqualTo("one");
            assertThat(delivery.parameters()).isEqualTo(event("one"));
            assertThat(delivery.parameter("factor_friendly_name")).isEqualTo("Ana’s phone & more=1+1");
            assertThat(delivery.parameter("nothing")).isNull();
            assertThat(delivery.attempt()).isEqualTo(1);
        });
        assertThat(receiver.objections().all()).isEmpty();
    }

    @Test
    void eventsCountOnceAndInOrderHoweverOftenTheyAreTold() throws IOException {
        receiver.behaviour().next(2, Misbehaviour.status(500));
        receiver.behaviour().next(Misbehaviour.status(204), Misbehaviour.cutShort());
        assertThat(tell(event("one"))).isEqualTo(500);
        assertThat(tell(event("one"))).isEqualTo(500);
        assertThatThrownBy(() -> receiver.await(1, Duration.ZERO)).hasMessageContaining("0 of 1 events");
        assertThat(tell(event("two"))).isEqualTo(204);
        assertThatThrownBy(() -> tell(event("one"))).isInstanceOf(IOException.class);
        assertThat(tell(event("one"))).isEqualTo(200);
        assertThat(receiver.await(2, Duration.ZERO))
                .extracting(WebhookReceiver.Delivery::uuid)
                .containsExactly("two", "one");
        assertThat(receiver.deliveries().all())
                .extracting(d -> d.uuid() + d.attempt() + d.accepted())
                .containsExactly("one1false", "one2false", "two1true", "one3true", "one4true");
        assertThat(receiver.tries("one")).isEqualTo(4);
        assertThat(receiver.tries("three")).isZero();
    }

    @Test
    void aSignatureOfAnythingElseIsRefused() throws IOException {
        Map<String, List<String>> event = event("one");
        for (String wrong : List.of(
                TwilioSignature.of("another token", receiver.url(), event),
                TwilioSignature.of(AUTH_TOKEN, receiver.url() + "&more", event),
                TwilioSignature.of(AUTH_TOKEN, receiver.url(), event("two")),
                "h28YR752RP+JGBt95aKl4VNLwzA=")) {
            assertThat(tell(receiver.url(), event, wrong)).isEqualTo(403);
        }
        assertThat(receiver.deliveries().all()).isEmpty();
        assertThat(receiver.objections().count()).isEqualTo(4);
    }

    @Test
    void aRequestOfAnotherFormIsRefused() throws IOException {
        Map<String, List<String>> event = event("one");
        String signature = TwilioSignature.of(AUTH_TOKEN, receiver.url(), event);
        assertThat(tell(receiver.url().replace("tenant", "tenants"), event, signature))
                .isEqualTo(404);
        assertThat(client.get(receiver.url()).statusCode()).isEqualTo(405);
        for (String type : List.of("application/json", "application/x-www-form-urlencoded")) {
            assertThat(client.post(
                                    receiver.url(),
                                    Map.of("Content-Type", type, "X-Twilio-Signature", signature),
                                    form(event))
                            .statusCode())
                    .as(type)
                    .isEqualTo(415);
        }
        assertThat(client.post(receiver.url(), Map.of("Content-Type", TYPE), form(event))
                        .statusCode())
                .isEqualTo(400);
        event.remove("uuid");
        assertThat(tell(event)).isEqualTo(400);
        assertThat(receiver.deliveries().all()).isEmpty();
    }

    @Test
    void anEventThatWasAnotherOneBeforeIsRefused() throws IOException {
        assertThat(tell(event("one"))).isEqualTo(200);
        Map<String, List<String>> other = event("one");
        other.put("type", List.of("challenge.denied"));
        assertThat(tell(other)).isEqualTo(409);
        assertThat(receiver.events().count()).isEqualTo(1);
    }

    @Test
    void aReceiverComesBackWhereItWas() throws IOException {
        receiver.close();
        assertThatThrownBy(() -> tell(event("one"))).isInstanceOf(IOException.class);
        try (WebhookReceiver back = WebhookReceiver.startAt(receiver.port(), AUTH_TOKEN, "/hooks/verify?tenant=7")) {
            assertThat(back.url()).isEqualTo(receiver.url());
            assertThat(tell(event("one"))).isEqualTo(200);
            assertThat(back.events().count()).isEqualTo(1);
        }
    }

    @Test
    void behindTlsItIsTheSame() throws IOException {
        CertificateAuthority authority = new CertificateAuthority();
        try (WebhookReceiver safe = WebhookReceiver.start(AUTH_TOKEN, "/", authority);
                Client trusting = new Client(authority.trusting())) {
            String signature = TwilioSignature.of(AUTH_TOKEN, safe.url(), event("one"));
            assertThat(trusting.post(
                                    safe.url(),
                                    Map.of("Content-Type", TYPE, "X-Twilio-Signature", signature),
                                    form(event("one")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
