package dev.countersign.crypto;

import static dev.countersign.crypto.PhoneKey.base64;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What no text sent as a JWS may do. An ordinary test run tries the inputs below; with {@code JAZZER_FUZZ=1} in the
 * environment Jazzer looks for others.
 */
class JwsFuzzTest {
    private static final Es256 ES256 = Es256.jdk();
    private static final DeviceKey KEY = PhoneKey.draw().under(ES256);

    @MethodSource("texts")
    @FuzzTest
    void anyTextIsNoneOrExactlyWhatItsPartsSpell(@NotNull String text) {
        Jws jws = Jws.parse(text);
        if (jws != null) {
            String signed = new String(jws.signed(), US_ASCII);
            assertThat(signed + "." + base64(jws.signature())).isEqualTo(text);
            assertThat(signed).endsWith("." + base64(jws.payload()));
            assertThat(ES256.jws(KEY, jws)).isFalse();
        }
    }

    @MethodSource("objects")
    @FuzzTest
    void anyBytesAreReadAsClaimsOrRefusedAndTheHeaderIsReadAlike(byte @NotNull [] bytes) {
        Claims claims = Claims.read(bytes);
        Jws jws = Jws.parse(base64(bytes) + ".." + base64(new byte[64]));
        if (claims != null) {
            assertThat(claims.text("a", "b") == null || claims.number("a") == null)
                    .isTrue();
            assertThat(new String(bytes, UTF_8).getBytes(UTF_8)).isEqualTo(bytes);
        }
        if (jws != null) {
            assertThat(claims).isNotNull();
            assertThat(ES256.jws(KEY, jws)).isFalse();
        }
    }

    static Stream<String> texts() {
        return Stream.of(
                "",
                "..",
                "e30..",
                "eyJhbGciOiJFUzI1NiJ9.e30." + base64(new byte[64]),
                "eyJhbGciOiJFUzI1NiJ9.e31." + "A".repeat(85) + "Q",
                PhoneKey.draw().jws(PhoneKey.DEVICE_HEADER, "{\"sub\":\"AC1\",\"exp\":1767226200,\"nbf\":1767225600}"),
                "\ud800..",
                ".".repeat(999));
    }

    static Stream<byte[]> objects() {
        return Stream.of(
                        "{}",
                        "{\"a\":{\"b\":\"c\"}}",
                        "{\"a\":1767226200,\"b\":-1.5e7,\"c\":[null,true,{}]}",
                        "{\"alg\":\"ES256\",\"crit\":[]}",
                        "[".repeat(999),
                        "{\"\\ud800\":\"\\u0000\"}")
                .map(text -> text.getBytes(UTF_8));
    }
}
