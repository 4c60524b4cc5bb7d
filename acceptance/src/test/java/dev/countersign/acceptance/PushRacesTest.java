package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Challenge;
import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Sixty-four phones at once, on sockets of their own: one outcome, and everybody is told the same. */
class PushRacesTest {
    private static final int CALLERS = 64;

    private final Api api = Product.shared().api();
    private final PhoneShop shop = PhoneShop.of(api);

    @RepeatedTest(3)
    void ofManyApprovalsAndDenialsOneIsTakenAndAllSeeIt() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.ANDROID);
        Challenge shown = owner.phone().show(owner.asked());
        List<String> payloads = List.of(
                owner.phone().sign(shown, Status.APPROVED), owner.phone().sign(shown, Status.DENIED));
        Api device = owner.device();

        List<Answer> answers =
                AtOnce.ask(CALLERS, i -> device.post(owner.challenge(shown.sid()), "AuthPayload", payloads.get(i % 2)));

        List<Answer> taken = answers.stream().filter(a -> a.status() == 200).toList();
        assertThat(taken).hasSize(1);
        assertThat(AtOnce.count(answers, 403, 60322)).isEqualTo(CALLERS - 1);
        assertThat(taken.getFirst().text("status")).isIn("approved", "denied");
        assertThat(AtOnce.ask(CALLERS, i -> (i % 2 == 0 ? device : api).get(owner.challenge(shown.sid()))))
                .allSatisfy(seen ->
                        assertThat(seen.json()).isEqualTo(taken.getFirst().json()));
    }

    @Test
    void oneAccessTokenEnrolsOneOfManyPhones() {
        String identity = UUID.randomUUID().toString();
        Api enrolling = api.as("token", shop.accessToken(identity).text("token"));
        List<String> keys = IntStream.range(0, CALLERS)
                .mapToObj(_ -> DeviceKey.draw(PhoneShop.CHANCE).spki())
                .toList();

        List<Answer> answers = AtOnce.ask(
                CALLERS,
                i -> enrolling.post(
                        "/v2/Services/" + shop.service() + "/Entities/" + identity + "/Factors",
                        "FactorType",
                        "push",
                        "FriendlyName",
                        "phone " + i,
                        "Binding.PublicKey",
                        keys.get(i),
                        "Config.AppId",
                        "com.example.app",
                        "Config.SdkVersion",
                        "1",
                        "Config.NotificationPlatform",
                        "none"));

        assertThat(answers.stream().filter(a -> a.status() == 201)).hasSize(1);
        assertThat(AtOnce.count(answers, 403, 60313)).isEqualTo(CALLERS - 1);
    }

    @RepeatedTest(2)
    void anAnswerAndTheEndOfTheFactorEachHappenOnceAndNothingIsLeft() throws Exception {
        PhoneOwner owner = shop.enrolled(Habits.IOS);
        Challenge shown = owner.phone().show(owner.asked());
        String payload = owner.phone().sign(shown, Status.APPROVED);
        Api device = owner.device();

        List<Answer> answers = AtOnce.ask(
                16,
                i -> i == 8
                        ? api.delete(owner.factorPath())
                        : device.post(owner.challenge(shown.sid()), "AuthPayload", payload));

        assertThat(answers).allMatch(a -> List.of(200, 204, 401, 403, 404).contains(a.status()));
        assertThat(AtOnce.approved(
                        answers.stream().filter(a -> a.status() == 200).toList()))
                .isLessThanOrEqualTo(1);
        assertThat(answers.stream().filter(a -> a.status() == 204)).hasSize(1);
        api.get(owner.challenge(shown.sid())).mustBe(404, 20404);
        device.get(owner.challenge(shown.sid())).mustBe(401, 20003);
    }
}
