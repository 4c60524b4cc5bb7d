package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Challenge;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Factor;
import dev.countersign.phone.Json;
import dev.countersign.phone.Unusable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The liar's wares: the truths hold before a strict reader, each lie is the lie it says, and none of them holds. */
class ForgerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final DeviceKey KEY = DeviceKey.draw(new Random(1));
    private static final DeviceKey STRANGER = DeviceKey.draw(new Random(2));
    private static final Forger FORGER = new Forger(KEY, STRANGER);
    private static final Factor FACTOR = new Factor("YF4", "AC1", "CR6", "Ana's phone", true, NOW);
    private static final Challenge CHALLENGE = challenge("""
            {"sid": "YC5", "identity": "ana", "factor_sid": "YF4", "date_created": "2026-01-01T00:00:00Z",
             "status": "pending", "hidden_details": null, "details": {"message": "Login to https://x/y?",
              "fields": [{"label": "From", "value": "Rome"}, {"label": "To", "value": "Oslo"}]}}""");

    private static Challenge challenge(String json) {
        Map<String, @Nullable Object> tree = Json.object(json);
        return new Challenge(
                "YC5",
                Challenge.Status.PENDING,
                NOW,
                new Challenge.Details("", List.of(), null),
                null,
                List.copyOf(tree.keySet()),
                tree);
    }

    private static List<Forgery> trueOnes() {
        return List.of(FORGER.jwt(FACTOR, NOW), FORGER.answer(CHALLENGE, "approved"));
    }

    /** A reader as strict as the specifications, with the JDK's cryptography. */
    private static boolean holds(String text, PublicKey key) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3 || !Arrays.stream(parts).allMatch(ForgerTest::canonical)) {
            return false;
        }
        try {
            Map<String, @Nullable Object> header = Json.object(part(parts[0]));
            boolean filled = !Json.object(part(parts[1])).isEmpty();
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            return filled
                    && "ES256".equals(header.get("alg"))
                    && !header.containsKey("crit")
                    && signature.length == 64
                    && verifies("SHA256withECDSAinP1363Format", key, text, signature);
        } catch (Unusable e) {
            return false;
        }
    }

    private static boolean canonical(String part) {
        return part.matches("[A-Za-z0-9_-]+")
                && part.length() % 4 != 1
                && part.equals(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Base64.getUrlDecoder().decode(part)));
    }

    private static String part(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static byte[] signature(String text) {
        return Base64.getUrlDecoder().decode(text.substring(text.lastIndexOf('.') + 1));
    }

    private static boolean verifies(String algorithm, PublicKey key, String text, byte[] signature) {
        try {
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(key);
            check.update(text.substring(0, text.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Test
    void everyTruthHoldsAndMeansTheSame() {
        for (Forgery truth : trueOnes()) {
            Map<String, String> truths = FORGER.truths(truth);
            assertThat(new HashSet<>(truths.values())).hasSameSizeAs(truths.values());
            truths.forEach((name, text) -> {
                assertThat(holds(text, KEY.publicKey())).as(name).isTrue();
                Map<String, @Nullable Object> said = Json.object(part(text.split("\\.", -1)[1]));
                said.remove("nonce");
                assertThat(said).as(name).isEqualTo(Json.object(truth.payloadText()));
            });
            assertThat(truths.get("letters escaped")).isNotEqualTo(truths.get("as it is"));
            assertThat(part(truths.getOrDefault("letters escaped", "").split("\\.", -1)[1]))
                    .contains("\\u00");
        }
    }

    @Test
    void noUnprovenTextHolds() {
        for (Forgery truth : trueOnes()) {
            Map<String, String> lies = FORGER.unproven(truth);
            assertThat(lies).hasSizeGreaterThan(80);
            lies.forEach((name, text) ->
                    assertThat(holds(text, KEY.publicKey())).as(name).isFalse());
        }
    }

    @Test
    void eachLieIsTheLieItSays() {
        Map<String, String> lies = FORGER.unproven(FORGER.answer(CHALLENGE, "approved"));
        String none = lies.getOrDefault("alg none, signed", "");
        assertThat(verifies("SHA256withECDSAinP1363Format", KEY.publicKey(), none, signature(none)))
                .isTrue();
        String der = lies.getOrDefault("a signature in DER", "");
        assertThat(verifies("SHA256withECDSA", KEY.publicKey(), der, signature(der)))
                .isTrue();
        String embedded = lies.getOrDefault("a stranger's key, embedded", "");
        assertThat(holds(embedded, STRANGER.publicKey())).isTrue();
        assertThat(Json.object(part(embedded.split("\\.", -1)[0]))).containsKey("jwk");
        String critical = lies.getOrDefault("something critical", "");
        assertThat(verifies("SHA256withECDSAinP1363Format", KEY.publicKey(), critical, signature(critical)))
                .isTrue();

        String shorter = lies.getOrDefault("63 bytes, as iOS writes one in many", "");
        byte[] padded = new byte[64];
        System.arraycopy(signature(shorter), 0, padded, 1, 63);
        assertThat(verifies("SHA256withECDSAinP1363Format", KEY.publicKey(), shorter, padded))
                .isTrue();
        assertThat(signature(lies.getOrDefault("65 bytes, with a zero before", "")))
                .hasSize(65)
                .startsWith(0);
        assertThat(signature(lies.getOrDefault("r and s zero", ""))).isEqualTo(new byte[64]);
        assertThat(lies.get("the other alphabet")).matches(".*[+/].*").doesNotMatch(".*[-_].*");
        String unused = lies.getOrDefault("unused bits set", "");
        assertThat(verifies("SHA256withECDSAinP1363Format", KEY.publicKey(), unused, signature(unused)))
                .isTrue();
        String twice = lies.getOrDefault("a name twice in the payload", "");
        assertThat(verifies("SHA256withECDSAinP1363Format", KEY.publicKey(), twice, signature(twice)))
                .isTrue();
    }

    @Test
    void everyUntrueAnswerIsWellSignedAndUntrueInOnePlace() {
        Map<String, @Nullable Object> truth =
                Json.object(FORGER.answer(CHALLENGE, "approved").payloadText());
        Map<String, String> lies = FORGER.untrue(CHALLENGE);
        Set<String> touched = new HashSet<>();
        lies.forEach((name, text) -> {
            assertThat(holds(text, KEY.publicKey())).as(name).isTrue();
            Map<String, @Nullable Object> said = Json.object(part(text.split("\\.", -1)[1]));
            List<String> different = truth.keySet().stream()
                    .filter(member ->
                            !said.containsKey(member) || !java.util.Objects.equals(said.get(member), truth.get(member)))
                    .toList();
            assertThat(different).as(name).hasSize(1);
            assertThat(truth.keySet()).containsAll(said.keySet());
            touched.addAll(different);
        });
        assertThat(touched).containsExactlyInAnyOrderElementsOf(truth.keySet());
        assertThat(lies)
                .containsKeys(
                        "no sid",
                        "sid: one letter other",
                        "details: message: one letter other",
                        "details: fields: 1: value: one letter more",
                        "details: fields: backwards",
                        "hidden_details: an object, not null",
                        "date_created: with a fraction",
                        "status 'APPROVED'");
    }

    @Test
    void thePublishedKeyGivesWhatThePublishedTextSays() throws Exception {
        Path file = Path.of(System.getProperty("countersign.shared", "../../shared"), "contract", "vectors.json");
        Assumptions.assumeTrue(Files.exists(file), "NOT TESTED: " + file + " is missing");
        Map<String, @Nullable Object> vectors = Json.object(Files.readString(file));
        DeviceKey key = DeviceKey.load(
                String.valueOf(vectors.get("private_key_pkcs8_b64")),
                String.valueOf(vectors.get("public_key_spki_b64")),
                new Random(3));
        Factor factor = new Factor(
                "YF00000000000000000000000000000004",
                "AC00000000000000000000000000000001",
                "CR00000000000000000000000000000006",
                "",
                true,
                NOW);
        String published = vectors.get("device_jwt") instanceof Map<?, ?> jwt ? String.valueOf(jwt.get("value")) : "";
        assertThat(holds(published, key.publicKey())).isTrue();
        Forger forger = new Forger(key, STRANGER);
        String ours = forger.jwt(factor, NOW).text();
        assertThat(holds(ours, key.publicKey())).isTrue();
        assertThat(ours.substring(0, ours.lastIndexOf('.')))
                .isEqualTo(published.substring(0, published.lastIndexOf('.')));
        forger.unproven(forger.jwt(factor, NOW))
                .forEach((name, lie) ->
                        assertThat(holds(lie, key.publicKey())).as(name).isFalse());
    }
}
