package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --profile strict} forbids beyond the wire's own rules. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
class StrictProfileTest {
    private Product product;
    private Api api;

    @BeforeAll
    void start(@TempDir Path folder) {
        product = Product.start(folder.resolve("data"), "--profile", "strict");
        api = product.api();
    }

    @AfterAll
    void stop() {
        assertThat(product.stop()).isNotEqualTo(1);
    }

    @Test
    void aChallengeLivesTenMinutesAtMost() {
        Person person = Person.enrolled(api);
        Instant now = api.now();

        person.challenged("ExpirationDate", now.plusSeconds(12 * 60).toString()).mustBe(400, 60306);
        assertThat(Instant.parse(person.challenged(
                                "ExpirationDate", now.plusSeconds(10 * 60 + 50).toString())
                        .mustBe(201)
                        .text("expiration_date")))
                .isBetween(now.plusSeconds(10 * 60), now.plusSeconds(10 * 60 + 20));
        assertThat(person.challenged("ExpirationDate", now.plusSeconds(9 * 60).toString())
                        .mustBe(201)
                        .text("expiration_date"))
                .isEqualTo(now.plusSeconds(9 * 60).toString());
    }

    @Test
    void codesOfFewerThanSixDigitsAreRefused() {
        String path = "/v2/Services/" + api.service() + "/Entities/somebody-1/Factors";

        for (String length : new String[] {"3", "4", "5"}) {
            assertThat(api.post(path, "FactorType", "totp", "FriendlyName", "x", "Config.CodeLength", length)
                            .mustBe(400, 60306)
                            .text("message"))
                    .contains("Config.CodeLength");
            api.post("/v2/Services", "FriendlyName", "x", "Totp.CodeLength", length)
                    .mustBe(400, 60200);
        }
        Person person = Person.enrolled(api);
        api.post(person.factorPath(), "Config.CodeLength", "4").mustBe(400, 60306);
    }

    @Test
    void theCodeThatEnrolsIsUsedUpByThat() {
        Person person = Person.unverified(api, api.service(), "Config.Skew", "2");
        Instant now = api.steady(30, 8);
        String code = person.app().code(now);
        api.post(person.factorPath(), "AuthPayload", code).mustBe(200);

        assertThat(person.challenged("AuthPayload", code).text("status")).isEqualTo("pending");
        assertThat(person.challenged("AuthPayload", person.app().code(now, 1)).text("status"))
                .isEqualTo("approved");
    }

    @Test
    void seedsOfFewerThan128BitsAreRefused() {
        String path = "/v2/Services/" + api.service() + "/Entities/somebody-1/Factors";

        String fifteen = dev.countersign.testkit.Authenticator.base32(new byte[15]);
        api.post(path, "FactorType", "totp", "FriendlyName", "x", "Binding.Secret", fifteen)
                .mustBe(400, 60314);
        String sixteen = dev.countersign.testkit.Authenticator.base32(new byte[16]);
        api.post(path, "FactorType", "totp", "FriendlyName", "x", "Binding.Secret", sixteen)
                .mustBe(201);
    }
}
