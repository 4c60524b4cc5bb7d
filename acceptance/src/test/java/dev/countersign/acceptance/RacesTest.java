package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Sixty-four callers at once: what is decided once is decided once, and what is counted is counted. */
class RacesTest {
    private static final int CALLERS = 64;

    private final Api api = Product.shared().api();

    @RepeatedTest(3)
    void ofManyRightAnswersToOneChallengeOneIsTaken() {
        Person person = Person.enrolled(api);
        String challenge = person.challenged().mustBe(201).sid();
        String code = person.app().code(api.now());

        List<Answer> answers = AtOnce.ask(CALLERS, _ -> person.answer(challenge, code));

        assertThat(AtOnce.approved(answers)).isEqualTo(1);
        assertThat(AtOnce.count(answers, 403, 60322)).isEqualTo(CALLERS - 1);
        assertThat(person.status(challenge)).isEqualTo("approved");
    }

    @RepeatedTest(3)
    void oneCodeAnswersOneOfManyChallenges() {
        Person person = Person.enrolled(api);
        // As many as a factor may be asked in an hour, which is fewer than the callers there are elsewhere.
        List<String> challenges = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            challenges.add(person.challenged().mustBe(201).sid());
        }
        String code = person.app().code(api.now());

        List<Answer> answers = AtOnce.ask(challenges.size(), i -> person.answer(challenges.get(i), code));

        assertThat(AtOnce.approved(answers)).isEqualTo(1);
        assertThat(AtOnce.pending(answers)).isEqualTo(challenges.size() - 1);
        assertThat(api.get(person.challenges() + "?Status=approved").all("challenges", "sid"))
                .hasSize(1);
    }

    @Test
    void oneCodeApprovesOneOfManyChallengesThatAreCreatedWithIt() {
        Person person = Person.enrolled(api);
        String code = person.app().code(api.now());

        List<Answer> answers = AtOnce.ask(40, _ -> person.challenged("AuthPayload", code));

        assertThat(AtOnce.approved(answers)).isEqualTo(1);
        assertThat(AtOnce.pending(answers)).isEqualTo(39);
    }

    @RepeatedTest(3)
    void ofManyWrongCodesOnOneChallengeFiveAreLookedAt() {
        Person person = Person.enrolled(api);
        String challenge = person.challenged().mustBe(201).sid();
        String wrong = person.wrong();

        List<Answer> answers = AtOnce.ask(CALLERS, _ -> person.answer(challenge, wrong));

        assertThat(AtOnce.pending(answers)).isEqualTo(5);
        assertThat(AtOnce.count(answers, 429, 60308)).isEqualTo(CALLERS - 5);
    }

    @Test
    void ofManyWrongCodesOnOneFactorFiveAreLookedAt() {
        Person person = Person.unverified(api, api.service());
        String wrong = person.wrong();

        List<Answer> answers = AtOnce.ask(CALLERS, _ -> api.post(person.factorPath(), "AuthPayload", wrong));

        assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(5);
        assertThat(AtOnce.count(answers, 429, 60310)).isEqualTo(CALLERS - 5);
    }

    @Test
    void ofManyCreationsFiftyAreGranted() {
        Person person = Person.enrolled(api);

        List<Answer> answers = AtOnce.ask(CALLERS, _ -> person.challenged());

        assertThat(AtOnce.pending(answers)).isEqualTo(50);
        assertThat(AtOnce.count(answers, 429, 60312)).isEqualTo(CALLERS - 50);
    }

    @Test
    void aNewPersonAppearsOnce() {
        String service = api.service();

        List<Answer> created =
                AtOnce.ask(CALLERS, _ -> api.post("/v2/Services/" + service + "/Entities", "Identity", "somebody-1"));
        assertThat(created.stream().filter(a -> a.status() == 201)).hasSize(1);
        assertThat(AtOnce.count(created, 409, 60301)).isEqualTo(CALLERS - 1);

        List<Answer> implicitly = AtOnce.ask(
                CALLERS,
                i -> api.post(
                        "/v2/Services/" + service + "/Entities/somebody-2/Factors",
                        "FactorType",
                        "totp",
                        "FriendlyName",
                        "phone " + i));
        assertThat(implicitly).allMatch(a -> a.status() == 201);
        assertThat(implicitly.stream().map(a -> a.text("entity_sid")).distinct())
                .hasSize(1);
        assertThat(api.get("/v2/Services/" + service + "/Entities").all("entities", "sid"))
                .hasSize(2);
    }
}
