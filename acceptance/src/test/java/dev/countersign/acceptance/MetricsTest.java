package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;

/** What an operator watches: health beside the API, metrics on a port of their own. */
class MetricsTest {
    private final Product product = Product.shared();

    private static Answer get(java.net.URI uri) {
        return Api.send(HttpRequest.newBuilder(uri).build());
    }

    @Test
    void challengesRequestsAndRefusalsAreCounted() {
        Person person = Person.enrolled(product.api());
        person.challenged("AuthPayload", person.wrong()).mustBe(201);
        person.api().get(person.challenge("YC" + "0".repeat(32))).mustBe(404, 20404);

        String page = get(product.metrics()).mustBe(200).body();

        assertThat(page).contains("# TYPE").contains("jvm_").contains("20404").contains("wrong_code");
        assertThat(page).doesNotContain(product.token()).doesNotContain(person.identity());
    }

    @Test
    void metricsAreNotOnTheApisPortNorTheApiOnTheirs() {
        product.api().get("/metrics").mustBe(404, 20404);
        assertThat(get(product.metrics().resolve("/v2/Services")).status()).isEqualTo(404);
        assertThat(product.metrics().getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void healthIsToldToAnybody() {
        assertThat(get(product.base().resolve("/health/live")).status()).isEqualTo(200);
        assertThat(get(product.base().resolve("/health/ready")).status()).isEqualTo(200);
    }

    @Test
    void theApiDescribesItselfToAnybody() {
        Answer page = get(product.base().resolve("/openapi.json")).mustBe(200);

        assertThat(page.json().get("paths").has("/v2/Services/{ServiceSid}/Entities/{Identity}/Challenges"))
                .isTrue();
    }
}
