package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Challenge;
import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.HttpTransport;
import dev.countersign.phone.Push;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What phones enrol with, show for themselves, sign and are reached by: used in every way, then looked for in the log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the product is started before the first test
class PushSecretsTest {
    private static final String PUSH_TOKEN = "planted-push-token-0123456789-0123456789";

    private final Set<String> bearers = new HashSet<>();
    private final Set<String> payloads = new HashSet<>();
    private final List<Answer> answers = new ArrayList<>();
    private Product product;

    @BeforeAll
    void useThemAll(@TempDir Path folder) throws Exception {
        product = Product.start(folder.resolve("data"));
        Api api = product.api();
        PhoneShop shop = new PhoneShop(api, new Watched(HttpTransport.usual()), api.service());
        PhoneOwner owner = shop.unverified(
                Handset.of(Habits.IOS).toldBy(Push.apn(PUSH_TOKEN)),
                UUID.randomUUID().toString(),
                DeviceKey.draw(PhoneShop.CHANCE));
        owner.phone().verify();
        owner.phone().update(Handset.of(Habits.IOS).toldBy(Push.fcm(PUSH_TOKEN)));
        for (Status status : List.of(Status.APPROVED, Status.DENIED)) {
            Challenge shown = owner.phone().show(owner.asked());
            String payload = owner.phone().sign(shown, status);
            payloads.add(payload);
            answers.add(owner.device().post(owner.challenge(shown.sid()), "AuthPayload", payload));
            answers.add(api.post(owner.challenge(shown.sid()), "AuthPayload", payload));
        }
        refuse(shop, owner);
        shop.network().exchanges().forEach(e -> bearers.add(e.authorization()));
        owner.phone().remove();
    }

    /** Every refusal that is tempted to quote what it refuses. */
    private void refuse(PhoneShop shop, PhoneOwner owner) throws IOException, InterruptedException {
        Challenge shown = owner.phone().show(owner.asked());
        List<String> lies = new ArrayList<>(owner.forger()
                .unproven(owner.forger().answer(shown, "approved"))
                .values());
        lies.addAll(owner.forger().untrue(shown).values());
        lies.stream().filter(lie -> lie.length() > 40).forEach(payloads::add);
        for (String lie : lies) {
            answers.add(owner.device().post(owner.challenge(shown.sid()), "AuthPayload", lie));
        }
        for (Instant wrong : List.of(Instant.EPOCH, shop.api().now().plusSeconds(9999))) {
            String jwt = owner.forger().jwt(owner.factor(), wrong).text();
            payloads.add(jwt);
            answers.add(owner.device(jwt).get(owner.challenges()));
            answers.add(owner.device().get(owner.challenges() + "?PageToken=" + jwt));
        }
        String token = shop.accessToken(owner.identity()).text("token");
        payloads.add(token);
        Api enrolling = shop.api().as("token", token);
        answers.add(enrolling.get(owner.challenges()));
        answers.add(enrolling.post(owner.path() + "x/Factors", "FactorType", token, "FriendlyName", token));
        answers.add(enrolling.post(
                owner.path() + "/Factors",
                "FactorType",
                "push",
                "Config.NotificationToken",
                PUSH_TOKEN,
                "Binding.PublicKey",
                token));
    }

    @AfterAll
    void stop() {
        product.close();
    }

    @Test
    void noneIsInTheLog() {
        String log = product.printed();

        assertThat(log).contains("\"event\":\"request\"").contains("\"outcome\":\"denied\"");
        assertThat(payloads).hasSizeGreaterThan(100);
        for (String payload : payloads) {
            for (String part : payload.split("\\.", -1)) {
                assertThat(part.length() > 20 && log.contains(part)).as(part).isFalse();
            }
        }
        for (String bearer : bearers) {
            assertThat(log).doesNotContain(bearer.replace("Basic ", ""));
        }
        assertThat(log).doesNotContain(PUSH_TOKEN).doesNotContain("eyJ").doesNotContain("AuthPayload");
        assertThat(log.toLowerCase(Locale.ROOT)).doesNotContain("authorization").doesNotContain("basic ");
    }

    @Test
    void noTokenAndNothingSignedIsInAnyFileOfTheDataFolder() throws IOException {
        try (Stream<Path> walk = Files.walk(product.data())) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(bytes.contains("eyJ")).as(file.toString()).isFalse();
            }
        }
    }

    @Test
    void aRefusalQuotesNothingOfWhatItRefused() {
        assertThat(answers)
                .filteredOn(a -> a.status() >= 400)
                .hasSizeGreaterThan(100)
                .allSatisfy(refused ->
                        assertThat(refused.body()).doesNotContain("eyJ").doesNotContain(PUSH_TOKEN));
    }

    @Test
    void everyOneOfThemIsOneLineWithItsId() {
        String log = product.printed();
        assertThat(answers).allSatisfy(answer -> assertThat(
                        log.lines().filter(line -> line.contains(String.valueOf(answer.header("Twilio-Request-Id")))))
                .hasSize(1));
    }
}
