package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures that others have published, good ones and bad ones, with either provider. */
@ParameterizedClass
@MethodSource("providers")
class Es256VectorsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String BEFORE_POINT = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";
    private static final String WYCHEPROOF = "the project Wycheproof";

    /** Keys that are meant for encryption: a phone's key is met without its purpose, which is always to sign. */
    private static final Set<String> OF_KEYS_WITH_A_PURPOSE = Set.of("354", "356");

    private final Es256 es256;

    Es256VectorsTest(Es256 es256) {
        this.es256 = es256;
    }

    static Stream<Es256> providers() {
        return Stream.of(Es256.jdk(), Es256.best());
    }

    // spec RFC 7515 A.3: the example of a JWS using ES256
    @Test
    void theExampleOfRfc7515IsVerified() {
        DeviceKey key =
                point("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
        String signed = "eyJhbGciOiJFUzI1NiJ9"
                + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        String signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        Jws jws = PhoneKey.read(signed + "." + signature);
        assertThat(es256.jws(key, jws)).isTrue();
        assertThat(requireNonNull(jws.claims()).number("exp")).isEqualTo(1300819380);
        assertThat(es256.jws(
                        key, PhoneKey.read(signed.replace("joe", "eve").replace("MDA4", "MDA5") + "." + signature)))
                .isFalse();
    }

    @Test
    void whatThePhonesOfTheContractSignedIsVerified() {
        Contract contract = Contract.read("vectors.json", "the protocol's worked example");
        byte[] spki = Base64.getDecoder().decode(contract.text("public_key_spki_b64"));
        DeviceKey key = requireNonNull(es256.key(spki));
        assertThat(key.spki()).isEqualTo(spki);

        Contract proof = contract.object("factor_verify_auth_payload");
        byte[] signature = Base64.getDecoder().decode(proof.text("value"));
        assertThat(es256.der(key, proof.text("message").getBytes(US_ASCII), signature))
                .isTrue();

        Jws jwt = PhoneKey.read(contract.object("device_jwt").text("value"));
        assertThat(es256.jws(key, jwt)).isTrue();
        assertThat(jwt.header("kid")).isEqualTo("CR00000000000000000000000000000006");
        Claims claims = requireNonNull(jwt.claims());
        assertThat(claims.text("sub")).isEqualTo("AC00000000000000000000000000000001");
        assertThat(claims.number("exp")).isEqualTo(1767226200);

        Jws answer = PhoneKey.read(contract.object("challenge_auth_payload").text("value"));
        assertThat(es256.jws(key, answer)).isTrue();
        assertThat(requireNonNull(answer.claims()).text("hidden_details", "ip")).isEqualTo("172.168.1.234");
    }

    @Test
    void everyDerSignatureOfWycheproofIsJudgedRight() {
        List<String> wrong = new ArrayList<>();
        for (Contract group : groups("ecdsa_secp256r1_sha256_test.json")) {
            DeviceKey key = requireNonNull(es256.key(HEX.parseHex(group.text("publicKeyDer"))));
            for (Contract test : group.objects("tests")) {
                boolean verdict = es256.der(key, HEX.parseHex(test.text("msg")), HEX.parseHex(test.text("sig")));
                note(verdict, test, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRawSignatureOfWycheproofIsJudgedRight() {
        List<String> wrong = new ArrayList<>();
        for (Contract group : groups("ecdsa_secp256r1_sha256_p1363_test.json")) {
            DeviceKey key = requireNonNull(es256.key(HEX.parseHex(group.text("publicKeyDer"))));
            for (Contract test : group.objects("tests")) {
                boolean verdict = es256.raw(key, HEX.parseHex(test.text("msg")), HEX.parseHex(test.text("sig")));
                note(verdict, test, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyJwsOfWycheproofForKeysOfThisCurveIsJudgedRight() {
        List<String> wrong = new ArrayList<>();
        for (Contract group : groups("json_web_signature_test.json")) {
            if (!onThisCurve(group)) {
                continue;
            }
            DeviceKey key = point(
                    group.object("public").text("x"), group.object("public").text("y"));
            for (Contract test : group.objects("tests")) {
                if (!OF_KEYS_WITH_A_PURPOSE.contains(test.text("tcId"))) {
                    note(verdict(key, test), test, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void noJwsOfWycheproofForOtherKeysIsVerified() {
        DeviceKey key = PhoneKey.draw().under(es256);
        assertThat(groups("json_web_signature_test.json").stream()
                        .filter(group -> !onThisCurve(group))
                        .flatMap(group -> group.objects("tests").stream())
                        .filter(test -> verdict(key, test)))
                .isEmpty();
    }

    private boolean verdict(DeviceKey key, Contract test) {
        Jws jws = Jws.parse(test.text("jws"));
        return jws != null && es256.jws(key, jws);
    }

    private DeviceKey point(String x, String y) {
        Base64.Decoder decoder = Base64.getUrlDecoder();
        String spki = BEFORE_POINT + HEX.formatHex(decoder.decode(x)) + HEX.formatHex(decoder.decode(y));
        return requireNonNull(es256.key(HEX.parseHex(spki)));
    }

    private static boolean onThisCurve(Contract group) {
        return group.has("public")
                && group.object("public").has("crv")
                && group.object("public").text("crv").equals("P-256");
    }

    private static List<Contract> groups(String file) {
        List<Contract> groups = Contract.read("wycheproof/" + file, WYCHEPROOF).objects("testGroups");
        assertThat(groups).isNotEmpty();
        return groups;
    }

    private static void note(boolean verdict, Contract test, List<String> wrong) {
        if (verdict != test.text("result").equals("valid")) {
            wrong.add(test.text("tcId") + " is " + test.text("result") + ": " + test.text("comment"));
        }
    }
}
