package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consecutive wrong codes disable a factor until it is enrolled anew. */
class DisabledFactorTest {

    /** Answers wrongly so many times, five times a challenge. */
    private static void wrongly(Person person, int times) {
        String challenge = "";
        for (int i = 0; i < times; i++) {
            if (i % 5 == 0) {
                challenge = person.challenged().mustBe(201).sid();
            }
            person.answer(challenge, person.wrong()).mustBe(200);
        }
    }

    private static void mustBeDisabled(Person person, String pending) {
        String code = person.app().code(person.api().now());
        for (Answer no :
                new Answer[] {person.challenged("AuthPayload", code), person.challenged(), person.answer(pending, code)
                }) {
            assertThat(no.mustBe(403, 60318).text("message")).contains("disabled");
        }
        assertThat(person.api().get(person.factorPath()).text("status")).isEqualTo("verified");
        assertThat(person.status(pending)).isEqualTo("pending");
    }

    @Test
    void aHundredInARowByDefault() {
        Person person = Person.enrolled(Product.shared().api());
        String pending = person.challenged().mustBe(201).sid();
        wrongly(person, 99);
        person.answer(pending, person.wrong()).mustBe(200);

        mustBeDisabled(person, pending);
    }

    @Test
    void asManyAsTheOperatorSaysAndNothingButEnrollingAnewHelps(@TempDir Path folder) {
        try (Product product = Product.start(folder.resolve("data"), "--max-wrong-codes", "10")) {
            Person person = Person.enrolled(product.api());
            String pending = person.challenged().mustBe(201).sid();

            wrongly(person, 9);
            String right = person.challenged().mustBe(201).sid();
            assertThat(person.answer(right, person.app().code(product.api().now()))
                            .text("status"))
                    .as("the right code, which begins the count anew")
                    .isEqualTo("approved");
            for (int i = 0; i < 5; i++) {
                product.api()
                        .post(person.factorPath(), "AuthPayload", person.wrong())
                        .mustBe(200);
            }
            wrongly(person, 9);
            person.challenged("AuthPayload", person.wrong()).mustBe(201);
            mustBeDisabled(person, pending);

            product.kill();
            try (Product again = product.startAgain()) {
                Person later = person.by(again.api());
                mustBeDisabled(later, pending);
                later.api()
                        .post(
                                later.factorPath(),
                                "AuthPayload",
                                later.app().code(again.api().now()))
                        .mustBe(200);
                mustBeDisabled(later, pending);
                later.api().delete(later.factorPath()).mustBe(204);
                Person anew = later.another().verified();
                assertThat(anew.challenged(
                                        "AuthPayload",
                                        anew.app().code(again.api().now()))
                                .text("status"))
                        .isEqualTo("approved");
            }
        }
    }
}
