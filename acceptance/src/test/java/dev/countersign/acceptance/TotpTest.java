package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.Authenticator;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes: which are right, when, how often, and how many wrong ones are borne. */
class TotpTest {
    private static final int ROOM = 8;

    private final Api api = Product.shared().api();

    @Test
    void aWrongCodeAtCreationAnswers201AndPending() {
        Person person = Person.enrolled(api);

        Answer created = person.challenged("AuthPayload", person.wrong()).mustBe(201);

        assertThat(created.text("status")).isEqualTo("pending");
        assertThat(created.at("date_responded").isNull()).isTrue();
    }

    @Test
    void aChallengeBearsFiveWrongCodesAndThenNotEvenTheRightOne() {
        Person person = Person.enrolled(api);
        String challenge = person.challenged().mustBe(201).sid();

        for (int i = 0; i < 5; i++) {
            assertThat(person.answer(challenge, person.wrong()).mustBe(200).text("status"))
                    .isEqualTo("pending");
        }
        person.answer(challenge, person.app().code(api.now())).mustBe(429, 60308);
        person.answer(challenge, person.wrong()).mustBe(429, 60308);
        assertThat(person.status(challenge)).isEqualTo("pending");
    }

    @Test
    void aWrongCodeAtCreationIsTheFirstOfFive() {
        Person person = Person.enrolled(api);
        String challenge =
                person.challenged("AuthPayload", person.wrong()).mustBe(201).sid();

        for (int i = 0; i < 4; i++) {
            assertThat(person.answer(challenge, person.wrong()).mustBe(200).text("status"))
                    .isEqualTo("pending");
        }
        person.answer(challenge, person.app().code(api.now())).mustBe(429, 60308);
    }

    @Test
    void afterFourWrongCodesTheRightOneStillApproves() {
        Person person = Person.enrolled(api);
        String challenge = person.challenged().mustBe(201).sid();
        for (int i = 0; i < 4; i++) {
            person.answer(challenge, person.wrong()).mustBe(200);
        }

        Answer right = person.answer(challenge, person.app().code(api.now())).mustBe(200);

        assertThat(right.text("status")).isEqualTo("approved");
        assertThat(right.text("date_responded")).isEqualTo(right.text("date_updated"));
    }

    @ParameterizedTest
    @CsvSource({"0, sha1, 6, 30", "1, sha256, 7, 30", "2, sha512, 8, 20", "1, sha1, 6, 60"})
    void codesOfTheStepsWithinTheSkewAreRightAndOfNoOthers(int skew, String algorithm, int digits, int step) {
        String secret = Authenticator.base32(("seed-" + skew + "-" + algorithm + "-" + step + "-0123456789")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        Authenticator app = Authenticator.of(secret, algorithm, digits, step);
        String service = api.service();
        for (int steps = -skew - 2; steps <= skew + 2; steps++) {
            Person person = Person.unverified(
                    api,
                    service,
                    "Binding.Secret",
                    secret,
                    "Config.Alg",
                    algorithm,
                    "Config.CodeLength",
                    Integer.toString(digits),
                    "Config.TimeStep",
                    Integer.toString(step),
                    "Config.Skew",
                    Integer.toString(skew));
            Instant now = api.steady(step, ROOM);

            String verified = api.post(person.factorPath(), "AuthPayload", app.code(now, steps))
                    .mustBe(200)
                    .text("status");
            boolean right = Math.abs(steps) <= skew;
            assertThat(verified).as("%d steps away, verified", steps).isEqualTo(right ? "verified" : "unverified");
            if (!right) {
                api.post(person.factorPath(), "AuthPayload", app.code(now)).mustBe(200);
            }
            assertThat(person.challenged("AuthPayload", app.code(now, steps))
                            .mustBe(201)
                            .text("status"))
                    .as("%d steps away, created", steps)
                    .isEqualTo(right ? "approved" : "pending");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void theSameHoldsWhereAChallengeIsAnswered(int steps) {
        Person person = Person.enrolled(api);
        String challenge = person.challenged().mustBe(201).sid();
        Instant now = api.steady(30, ROOM);

        person.answer(challenge, person.app().code(now, -2)).mustBe(200);
        person.answer(challenge, person.app().code(now, 2)).mustBe(200);
        assertThat(person.status(challenge)).isEqualTo("pending");
        assertThat(person.answer(challenge, person.app().code(now, steps))
                        .mustBe(200)
                        .text("status"))
                .isEqualTo("approved");
    }

    @Test
    void aCodeIsAcceptedOnceAcrossAllChallengesAndNoneOfAnEarlierStepAfterIt() {
        Person person = Person.enrolled(api, api.service(), "Config.Skew", "2");
        Instant now = api.steady(30, ROOM);

        assertThat(person.challenged("AuthPayload", person.app().code(now, -1)).text("status"))
                .isEqualTo("approved");
        assertThat(person.challenged("AuthPayload", person.app().code(now, -1)).text("status"))
                .as("the same again")
                .isEqualTo("pending");
        assertThat(person.challenged("AuthPayload", person.app().code(now, -2)).text("status"))
                .as("an earlier one")
                .isEqualTo("pending");
        assertThat(person.challenged("AuthPayload", person.app().code(now)).text("status"))
                .as("the next one")
                .isEqualTo("approved");
    }

    @Test
    void aStepIsAcceptedOnceAlsoWhenItsLengthIsChanged() {
        Person person = Person.enrolled(api, api.service(), "Config.TimeStep", "20");
        Instant now = api.steady(60, ROOM);
        assertThat(person.challenged("AuthPayload", person.app().code(now)).text("status"))
                .isEqualTo("approved");

        api.post(person.factorPath(), "Config.TimeStep", "30").mustBe(200);
        Authenticator changed =
                Authenticator.of(Authenticator.base32(person.app().seed()), "SHA1", 6, 30);
        assertThat(person.challenged("AuthPayload", changed.code(now, -1)).text("status"))
                .as("a step that ends before the accepted one did")
                .isEqualTo("pending");
        assertThat(person.challenged("AuthPayload", changed.code(now, 1)).text("status"))
                .as("a step that ends later")
                .isEqualTo("approved");
    }

    @Test
    void theCodeThatEnrolsMayBeUsedToLogInAtOnce() {
        Person person = Person.unverified(api, api.service());
        String code = person.app().code(api.now());

        api.post(person.factorPath(), "AuthPayload", code).mustBe(200);

        assertThat(person.challenged("AuthPayload", code).text("status")).isEqualTo("approved");
    }

    @Test
    void whatIsNoCodeOfThisFactorsIsSimplyWrongAndWhatIsNoCodeAtAllABadRequest() {
        Person person = Person.enrolled(api);

        for (String code : new String[] {"12345", "1234567", "abcdef", "12 34", "１２３４５６"}) {
            assertThat(person.challenged("AuthPayload", code).mustBe(201).text("status"))
                    .as(code)
                    .isEqualTo("pending");
        }
        for (String code : new String[] {"12", "123456789"}) {
            assertThat(person.challenged("AuthPayload", code).mustBe(400, 60306).text("message"))
                    .contains("AuthPayload");
        }
        assertThat(person.challenged("AuthPayload", "").mustBe(201).text("status"))
                .isEqualTo("pending");
    }

    @Test
    void anAnswerNeedsACode() {
        Person person = Person.enrolled(api);
        String challenge = person.challenged().mustBe(201).sid();

        api.post(person.challenge(challenge)).mustBe(400, 60306);
        api.post(person.challenge(challenge), "AuthPayload", "").mustBe(400, 60306);
        api.post(person.challenge(challenge), "AuthPayload", "12").mustBe(400, 60306);
    }

    @Test
    void metadataIsKeptByTheAnswerThatDecidesAlone() {
        Person person = Person.enrolled(api);
        String challenge = person.challenged().mustBe(201).sid();

        assertThat(api.post(person.challenge(challenge), "AuthPayload", person.wrong(), "Metadata", "{\"a\":\"1\"}")
                        .mustBe(200)
                        .at("metadata")
                        .isNull())
                .isTrue();
        assertThat(api.post(
                                person.challenge(challenge),
                                "AuthPayload",
                                person.app().code(api.now()),
                                "Metadata",
                                "{\"a\":\"2\"}")
                        .mustBe(200)
                        .text("metadata.a"))
                .isEqualTo("2");
        assertThat(api.get(person.challenge(challenge)).text("metadata.a")).isEqualTo("2");
    }

    @Test
    void anExpiredChallengeIsReadAndListedAsExpiredAndTakesNoCode() {
        Person person = Person.enrolled(api);
        Instant ends = api.now().plusSeconds(3);
        String challenge =
                person.challenged("ExpirationDate", ends.toString()).mustBe(201).sid();

        api.await(ends);

        assertThat(person.status(challenge)).isEqualTo("expired");
        Answer fetched = api.get(person.challenge(challenge));
        assertThat(fetched.at("date_responded").isNull()).isTrue();
        assertThat(fetched.text("date_updated")).isEqualTo(fetched.text("date_created"));
        assertThat(api.get(person.challenges() + "?Status=pending").all("challenges", "sid"))
                .isEmpty();
        assertThat(api.get(person.challenges() + "?Status=expired").all("challenges", "sid"))
                .containsExactly(challenge);
        person.answer(challenge, person.app().code(api.now())).mustBe(403, 60323);
    }
}
