package dev.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.crypto.Secret;
import dev.countersign.crypto.WebhookSignature;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the demo's webhook believes. */
class WebhookReceiverTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final String VERIFIED = "uuid=u1&type=factor.verified&factor_sid=YF1";

    private final HttpClient client = HttpClient.newHttpClient();
    private final StringWriter printed = new StringWriter();
    private WebhookReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        receiver = new WebhookReceiver(TOKEN);
    }

    @AfterEach
    void close() {
        receiver.close();
        client.close();
    }

    private String signature(String token, String form) {
        return WebhookSignature.sign(Secret.of(token.getBytes(StandardCharsets.UTF_8)), receiver.url(), form);
    }

    private int post(String form, String signature) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(receiver.url()))
                .header("X-Twilio-Signature", signature)
                .POST(BodyPublishers.ofString(form))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void anEventIsTakenOnceAndPrintedWithWhatItIsAbout() throws Exception {
        String approved = "uuid=u2&type=challenge.approved&factor_sid=YF1&challenge_sid=YC1";
        assertThat(post(VERIFIED, signature(TOKEN, VERIFIED))).isEqualTo(204);
        assertThat(post(VERIFIED, signature(TOKEN, VERIFIED))).isEqualTo(204);
        assertThat(post(approved, signature(TOKEN, approved))).isEqualTo(204);
        PrintWriter out = new PrintWriter(printed);
        receiver.expect("factor.verified", out);
        receiver.expect("challenge.approved", out);
        assertThat(printed.toString().lines())
                .containsExactly(
                        "  webhook: factor.verified  YF1  its X-Twilio-Signature checks",
                        "  webhook: challenge.approved  YC1  its X-Twilio-Signature checks");
    }

    @Test
    void whatTheAccountDidNotSignIsNoEvent() throws Exception {
        assertThat(post(VERIFIED, signature("another", VERIFIED))).isEqualTo(403);
        assertThat(post(VERIFIED, signature(TOKEN, VERIFIED.replace("YF1", "YF2"))))
                .isEqualTo(403);
        assertThat(post("uuid=%", signature(TOKEN, ""))).isEqualTo(400);
        assertThat(post("uuid=u3", signature(TOKEN, "uuid=u3"))).isEqualTo(400);
        assertThat(post("a".repeat(70_000), "x")).isEqualTo(413);
        String last = "uuid=u4&type=factor.deleted&factor_sid=YF1";
        assertThat(post(last, signature(TOKEN, last))).isEqualTo(204);
        assertThatThrownBy(() -> receiver.expect("factor.verified", new PrintWriter(printed)))
                .hasMessageContaining("expected the event factor.verified", "factor.deleted");
    }
}
