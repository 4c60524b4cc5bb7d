package dev.countersign.crypto;

import static dev.countersign.crypto.PhoneKey.base64;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwsTest {
    private static final String HEADER =
            base64("{\"alg\":\"HS256\",\"kid\":\"a\\/b\",\"n\":7,\"none\":null}".getBytes(UTF_8));
    private static final String PAYLOAD = base64("{}".getBytes(UTF_8));
    private static final String SIGNATURE = base64("some signature".getBytes(UTF_8));

    /**
     * What Wycheproof says of these, nobody strict can hold to: 367 and 370 are to be refused and are 357, which is to be
     * taken; 372 and 373 are to be taken with a question mark in them.
     */
    private static final Set<String> NOT_OURS = Set.of("367", "370", "372", "373");

    @Test
    void itsPartsAreRead() {
        Jws jws = PhoneKey.read(HEADER + "." + PAYLOAD + "." + SIGNATURE);
        assertThat(jws.header("alg")).isEqualTo("HS256");
        assertThat(jws.header("kid")).isEqualTo("a/b");
        assertThat(jws.header("n")).isNull();
        assertThat(jws.header("none")).isNull();
        assertThat(jws.header("absent")).isNull();
        assertThat(jws.payload()).asString(UTF_8).isEqualTo("{}");
        assertThat(jws.signature()).asString(UTF_8).isEqualTo("some signature");
        assertThat(jws.signed()).asString(UTF_8).isEqualTo(HEADER + "." + PAYLOAD);
    }

    @Test
    void whatItHandsOutIsNotItself() {
        Jws jws = PhoneKey.read(HEADER + "." + PAYLOAD + "." + SIGNATURE);
        jws.payload()[0] = 'x';
        jws.signed()[0] = 'x';
        jws.signature()[0] = 'x';
        assertThat(jws.payload()).asString(UTF_8).isEqualTo("{}");
        assertThat(jws.signature()).asString(UTF_8).isEqualTo("some signature");
        assertThat(jws.signed()).asString(UTF_8).isEqualTo(HEADER + "." + PAYLOAD);
    }

    @Test
    void anyOtherNumberOfPartsIsNone() {
        assertNone("", ".", "..", "...", HEADER, HEADER + "." + PAYLOAD, "." + PAYLOAD + "." + SIGNATURE);
        assertNone(HEADER + "." + PAYLOAD + "." + SIGNATURE + ".", "." + HEADER + "." + PAYLOAD + "." + SIGNATURE);
        assertNone(HEADER + ".." + PAYLOAD + "." + SIGNATURE, HEADER + "." + PAYLOAD + "." + PAYLOAD + "." + SIGNATURE);
    }

    @Test
    void anEmptyPayloadAndAnEmptySignatureAreParts() {
        assertThat(PhoneKey.read(HEADER + "..").payload()).isEmpty();
    }

    /** "QQ" is the letter A; "QR" would be as well, to a lenient reader, and each of the others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "QQ==",
                "QQ=",
                "QR",
                "QQ ",
                " QQ",
                "QQ\n",
                "Q Q",
                "Q\r\nQ",
                "QQ\u0000",
                "Q",
                "QQQQQ",
                "+/8A",
                "_-8=",
                "QQ\u00a0",
                "\uff31Q",
                "QQ%3D",
                "QUJ"
            })
    void aPartThatIsNotSpeltInTheOneWayIsNone(String part) {
        assertThat(Base64.getUrlDecoder().decode("QR")).isEqualTo(new byte[] {'A'});
        assertThat(Jws.parse(HEADER + ".QQ.QQ")).isNotNull();
        assertNone(part + "." + PAYLOAD + "." + SIGNATURE);
        assertNone(HEADER + "." + part + "." + SIGNATURE);
        assertNone(HEADER + "." + PAYLOAD + "." + part);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "\"alg\"",
                "[]",
                "[{}]",
                "{",
                "{}{}",
                "{} x",
                "{}]",
                "{\"alg\":}",
                "{alg:1}",
                "{'alg':1}",
                "{\"alg\":\"ES256\",}",
                "{\"alg\":\"none\",\"alg\":\"ES256\"}",
                "{\"alg\":\"ES256\",\"\\u0061lg\":\"ES256\"}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "{\"a\":[{\"b\":1,\"b\":1}]}",
                "{\"alg\":NaN}",
                "{\"alg\":01}",
                "\ufeff{}",
                "{/**/}",
                "{\"a\":\"\n\"}"
            })
    void aHeaderThatIsNoJsonObjectWithEachNameOnceIsNone(String header) {
        assertNone(base64(header.getBytes(UTF_8)) + "." + PAYLOAD + "." + SIGNATURE);
    }

    @Test
    void aHeaderInAnotherAlphabetThanUtf8IsNone() {
        assertNone(base64("{}".getBytes(UTF_16BE)) + "..");
        assertNone(base64(new byte[] {'{', '"', (byte) 0xc0, (byte) 0xa0, '"', ':', '1', '}'}) + "..");
    }

    @Test
    void depthIsRefusedRatherThanFollowed() {
        assertThat(PhoneKey.read(base64(nested(8).getBytes(UTF_8)) + "..")).isNotNull();
        assertNone(base64(nested(500).getBytes(UTF_8)) + "..");
        assertThat(claims("[".repeat(48 * 1024))).isNull();
        assertThat(claims("{\"a\":" + "[".repeat(48 * 1024 - 5))).isNull();
        assertThat(claims("{\"a\":".repeat(9_000))).isNull();
    }

    @Test
    void itsSizeIsBounded() {
        String padded = "{\"pad\":\"" + "x".repeat(3072 - 10) + "\"}";
        assertThat(Jws.parse(base64(padded.getBytes(UTF_8)) + "..")).isNotNull();
        assertNone(base64((padded + " ").getBytes(UTF_8)) + "..");
        assertThat(PhoneKey.read(HEADER + "." + base64(new byte[48 * 1024]) + ".")
                        .payload())
                .hasSize(48 * 1024);
        assertNone(HEADER + "." + base64(new byte[48 * 1024 + 1]) + ".");
        assertNone(HEADER + ".." + base64(new byte[769]));
    }

    @Test
    void claimsAreReadByNameAndKind() {
        Claims claims = requireNonNull(
                claims("{\"sub\":\"AC1\",\"exp\":1767226200,\"least\":-9223372036854775808,\"nil\":null,\"yes\":true,"
                        + "\"grants\":{\"verify_push\":{\"identity\":\"ana\"},\"list\":[{\"identity\":\"eve\"},[]]}}"));
        assertThat(claims.text("sub")).isEqualTo("AC1");
        assertThat(claims.number("exp")).isEqualTo(1767226200L);
        assertThat(claims.number("least")).isEqualTo(Long.MIN_VALUE);
        assertThat(claims.text("grants", "verify_push", "identity")).isEqualTo("ana");
        for (String name : List.of("exp", "nil", "yes", "grants", "absent")) {
            assertThat(claims.text(name)).as(name).isNull();
        }
        for (String name : List.of("sub", "nil", "yes", "grants", "absent")) {
            assertThat(claims.number(name)).as(name).isNull();
        }
        assertThat(claims.text("grants", "list", "identity")).isNull();
        assertThat(claims.text("grants", "absent", "identity")).isNull();
        assertThat(claims.text("sub", "sub")).isNull();
        assertThat(claims.text()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1e9",
                "1.0e9",
                "1E0",
                "\"1\"",
                "9223372036854775808",
                "-9223372036854775809",
                "0.5",
                "1111111111111111111111111111111111111111",
                "[1]",
                "{\"exp\":1}",
                "true",
                "null"
            })
    void whatIsNotWrittenAsAWholeNumberIsNone(String number) {
        assertThat(requireNonNull(claims("{\"exp\":" + number + "}")).number("exp"))
                .isNull();
    }

    @Test
    void aPayloadThatIsNoObjectHasNoClaims() {
        for (String payload :
                List.of("", "foo", "[]", "7", "{\"a\":1,\"a\":1}", "{}{}", "{\"exp\":" + "1".repeat(2000) + "}")) {
            assertThat(claims(payload)).as(payload).isNull();
        }
    }

    // spec RFC 7519 3: the claims of a token signed with a key of our own are read in the same way
    @Test
    void everyHs256OfWycheproofIsJudgedRight() {
        List<String> wrong = new ArrayList<>();
        for (Contract group : Contract.read("wycheproof/json_web_signature_test.json", "the project Wycheproof")
                .objects("testGroups")) {
            Contract secret = group.object("private");
            if (!secret.text("kty").equals("oct")) {
                continue;
            }
            Mac256 mac = Mac256.of(Secret.of(Base64.getUrlDecoder().decode(secret.text("k"))));
            for (Contract test : group.objects("tests")) {
                Jws jws = Jws.parse(test.text("jws"));
                boolean verdict = jws != null && jws.asksFor("HS256") && mac.verify(jws.signature(), jws.signed());
                if (verdict != test.text("result").equals("valid") && !NOT_OURS.contains(test.text("tcId"))) {
                    wrong.add(test.text("tcId") + " is " + test.text("result") + ": " + test.text("comment"));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String nested(int deep) {
        return "{\"a\":".repeat(deep) + "1" + "}".repeat(deep);
    }

    private static @Nullable Claims claims(String payload) {
        return PhoneKey.read(HEADER + "." + base64(payload.getBytes(UTF_8)) + ".")
                .claims();
    }

    private static void assertNone(String... texts) {
        for (String text : texts) {
            assertThat(Jws.parse(text)).as(text).isNull();
        }
    }
}
