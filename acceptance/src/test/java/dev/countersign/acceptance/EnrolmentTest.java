package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.Authenticator;
import org.junit.jupiter.api.Test;

/** Factors: how they come to be, how many there may be, and how often they are asked. */
class EnrolmentTest {
    private final Api api = Product.shared().api();

    @Test
    void aFactorBearsFiveWrongCodesAndThenNotEvenTheRightOne() {
        Person person = Person.unverified(api, api.service());

        for (int i = 0; i < 5; i++) {
            Answer answer =
                    api.post(person.factorPath(), "AuthPayload", person.wrong()).mustBe(200);
            assertThat(answer.text("status")).isEqualTo("unverified");
        }
        api.post(person.factorPath(), "AuthPayload", person.app().code(api.now()))
                .mustBe(429, 60310);
        assertThat(api.get(person.factorPath()).text("status")).isEqualTo("unverified");
    }

    @Test
    void whatElseChangesWithAWrongCodeHoldsAllTheSame() {
        Person person = Person.unverified(api, api.service());

        Answer answer = api.post(
                        person.factorPath(), "AuthPayload", person.wrong(), "FriendlyName", "Ana's other phone")
                .mustBe(200);

        assertThat(answer.text("status")).isEqualTo("unverified");
        assertThat(api.get(person.factorPath()).text("friendly_name")).isEqualTo("Ana's other phone");
    }

    @Test
    void onceVerifiedAFactorStaysSoWhateverCodeComes() {
        Person person = Person.enrolled(api);

        for (int i = 0; i < 7; i++) {
            assertThat(api.post(person.factorPath(), "AuthPayload", person.wrong())
                            .mustBe(200)
                            .text("status"))
                    .isEqualTo("verified");
        }
    }

    @Test
    void fiftyChallengesAnHourAreAllThatAFactorIsAsked() {
        Person person = Person.enrolled(api);
        for (int i = 0; i < 50; i++) {
            person.challenged().mustBe(201);
        }

        person.challenged().mustBe(429, 60312);
        person.challenged("AuthPayload", person.app().code(api.now())).mustBe(429, 60312);
    }

    @Test
    void tenADayAreAllThatAFactorWithShortCodesIsAsked() {
        Person person = Person.enrolled(api, api.service(), "Config.CodeLength", "4");
        for (int i = 0; i < 10; i++) {
            person.challenged().mustBe(201);
        }

        person.challenged().mustBe(429, 60312);
    }

    @Test
    void theSeedIsShownAtCreationAndNeverAgain() {
        Person person = Person.unverified(api, api.service());
        String secret = Authenticator.base32(person.app().seed());

        for (Answer later : new Answer[] {
            api.get(person.factorPath()),
            api.get(person.path() + "/Factors"),
            api.post(person.factorPath(), "FriendlyName", "Another"),
            api.post(person.factorPath(), "AuthPayload", person.app().code(api.now()))
        }) {
            assertThat(later.mustBe(200).body()).doesNotContain(secret).doesNotContain("otpauth");
            assertThat(later.json().has("binding")).isFalse();
            assertThat(later.json().has("options")).isFalse();
        }
        assertThat(person.app().seed())
                .as("160 bits, where none was brought along")
                .hasSize(20);
    }

    @Test
    void seedsThatAreTooShortOrNoBase32AreRefused() {
        String path = "/v2/Services/" + api.service() + "/Entities/somebody-1/Factors";

        for (String secret : new String[] {"GEZDGNBVGY3TQ", "not base32 at all!", "GEZDGNBVGY3TQOJQ1"}) {
            api.post(path, "FactorType", "totp", "FriendlyName", "x", "Binding.Secret", secret)
                    .mustBe(400, 60314);
        }
        assertThat(api.post(
                                path,
                                "FactorType",
                                "totp",
                                "FriendlyName",
                                "x",
                                "Binding.Secret",
                                "gezdgnbvgy3tqojqgeza====")
                        .mustBe(201)
                        .text("binding.secret"))
                .isEqualTo("GEZDGNBVGY3TQOJQGEZA");
    }

    @Test
    void theSameSeedTwiceForOnePersonIsAConflictAndForTwoIsNot() {
        String service = api.service();
        Person first = Person.unverified(api, service);
        String secret = Authenticator.base32(first.app().seed());

        api.post(first.path() + "/Factors", "FactorType", "totp", "FriendlyName", "again", "Binding.Secret", secret)
                .mustBe(409, 60317);
        Person.unverified(api, service, "Binding.Secret", secret);
    }

    @Test
    void aServicesDefaultsHoldForFactorsThatSayNothingElseAndChangeNoneThatAreThere() {
        String service = api.post(
                        "/v2/Services",
                        "FriendlyName",
                        "Acme login",
                        "Totp.Issuer",
                        "Acme & Co",
                        "Totp.TimeStep",
                        "60",
                        "Totp.CodeLength",
                        "8",
                        "Totp.Skew",
                        "0")
                .mustBe(201)
                .sid();
        Person person = Person.unverified(api, service);

        assertThat(person.app().issuer()).isEqualTo("Acme & Co");
        assertThat(person.app().period()).isEqualTo(60);
        assertThat(person.app().digits()).isEqualTo(8);
        api.post("/v2/Services/" + service, "Totp.CodeLength", "6").mustBe(200);
        assertThat(api.get(person.factorPath()).at("config.code_length").asInt())
                .isEqualTo(8);
    }

    @Test
    void aHundredCreationsADayAreAllThatAPersonIsGranted() {
        Person first = Person.unverified(api, api.service());
        for (int i = 1; i < 100; i++) {
            Person next = first.another();
            api.delete(next.factorPath()).mustBe(204);
        }

        api.post(first.path() + "/Factors", "FactorType", "totp", "FriendlyName", "one more")
                .mustBe(429, 60326);
    }

    @Test
    void whatDeviceSdksSendAlongWithAnUpdateIsNoReasonToRefuseIt() {
        Person person = Person.unverified(api, api.service());

        Answer updated = api.post(
                        person.factorPath(),
                        "FriendlyName",
                        "Ana's other phone",
                        "Config.AppId",
                        "com.example.myapp",
                        "Config.SdkVersion",
                        "0.9.0",
                        "Config.NotificationPlatform",
                        "none")
                .mustBe(200);

        assertThat(updated.text("friendly_name")).isEqualTo("Ana's other phone");
        assertThat(updated.at("config").has("app_id")).isFalse();
    }
}
