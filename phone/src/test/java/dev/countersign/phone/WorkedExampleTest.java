package dev.countersign.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the phone writes, beside the worked example that the contract publishes. */
class WorkedExampleTest {
    private static final Factor FACTOR = new Factor(
            "YF00000000000000000000000000000004",
            "AC00000000000000000000000000000001",
            "CR00000000000000000000000000000006",
            "Ana's phone",
            true,
            Rig.NOW);

    private Members vectors = new Members(Map.of());
    private DeviceKey key = DeviceKey.draw(new Random(1));

    @BeforeEach
    void read() throws Exception {
        Path file = Path.of(System.getProperty("countersign.shared", "../../shared"), "contract", "vectors.json");
        Assumptions.assumeTrue(Files.exists(file), "NOT TESTED: " + file + " is missing");
        vectors = Members.of(Files.readString(file));
        key = DeviceKey.load(
                vectors.string("private_key_pkcs8_b64"), vectors.string("public_key_spki_b64"), new Random(2));
    }

    @Test
    void theKeyIsGivenAsThePublishedOneIs() {
        assertThat(key.spki()).isEqualTo(vectors.string("public_key_spki_b64"));
        assertThat(Base64.getDecoder().decode(key.spki())).hasSize(91);
    }

    @Test
    void theProofOfAFactorVerifiesAsThePublishedOneDoes() {
        Members published = vectors.object("factor_verify_auth_payload");
        String message = published.string("message");
        for (String proof : new String[] {published.string("value"), key.proofOf(message)}) {
            assertThat(Rig.verifies(
                            "SHA256withECDSA",
                            key.publicKey(),
                            message,
                            Base64.getDecoder().decode(proof)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Habits.class)
    void theDeviceJwtSaysWhatThePublishedOneSays(Habits habits) {
        String jwt = Jws.of(DeviceJwt.header(FACTOR), DeviceJwt.claims(FACTOR, Rig.NOW), key, habits);
        assertSame(jwt, vectors.object("device_jwt"));
    }

    @ParameterizedTest
    @EnumSource(Habits.class)
    void theSignedAnswerSaysWhatThePublishedOneSays(Habits habits) {
        Members members = Members.of(Script.challenge());
        Challenge challenge = Challenge.read(members, java.util.List.of(Script.FIELDS.split(",", -1)), FACTOR, habits);
        String jws = Jws.of(SignedAnswer.header(), SignedAnswer.payload(challenge, "approved"), key, habits);
        assertSame(jws, vectors.object("challenge_auth_payload"));
        assertThat(Script.FIELDS).isEqualTo(vectors.string("signature_fields_header"));
    }

    private void assertSame(String jws, Members published) {
        String theirs = published.string("value");
        assertThat(Rig.signed(theirs, key.publicKey())).isTrue();
        assertThat(Rig.signed(jws, key.publicKey())).isTrue();
        assertThat(jws.split("\\.", -1)[2]).hasSize(86);
        assertThat(Rig.header(jws)).isEqualTo(Rig.header(theirs)).isEqualTo(tree(published, "header"));
        assertThat(Rig.payload(jws)).isEqualTo(Rig.payload(theirs)).isEqualTo(tree(published, "payload"));
    }

    private static Map<String, @Nullable Object> tree(Members published, String name) {
        return Json.object(Json.text(published.object(name).tree(), Habits.PLAIN));
    }

    @Test
    void thePublishedTextIsWrittenToTheLetterWithoutHabits() {
        Members published = vectors.object("device_jwt");
        String jwt = Jws.of(
                DeviceJwt.header(FACTOR),
                DeviceJwt.claims(FACTOR, Instant.parse("2026-01-01T00:00:00Z")),
                key,
                Habits.PLAIN);
        String theirs = published.string("value");
        assertThat(jwt.substring(0, jwt.lastIndexOf('.'))).isEqualTo(theirs.substring(0, theirs.lastIndexOf('.')));
    }
}
