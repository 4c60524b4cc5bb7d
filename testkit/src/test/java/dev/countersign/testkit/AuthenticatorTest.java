package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticatorTest {
    private static final String TEN_DIGITS = "1234567890";

    @ParameterizedTest
    @CsvSource({
        "59, 94287082, 46119246, 90693936",
        "1111111109, 07081804, 68084774, 25091201",
        "1111111111, 14050471, 67062674, 99943326",
        "1234567890, 89005924, 91819424, 93441116",
        "2000000000, 69279037, 90698825, 38618901",
        "20000000000, 65353130, 77737706, 47863826"
    })
    void showsTheCodesOfRfc6238AppendixB(long seconds, String sha1, String sha256, String sha512) {
        Instant at = Instant.ofEpochSecond(seconds);

        assertThat(app("SHA1", 20).code(at)).isEqualTo(sha1);
        assertThat(app("SHA256", 32).code(at)).isEqualTo(sha256);
        assertThat(app("SHA512", 64).code(at)).isEqualTo(sha512);
    }

    private static Authenticator app(String algorithm, int bytes) {
        String seed = TEN_DIGITS.repeat(7).substring(0, bytes);
        return Authenticator.of(Authenticator.base32(seed.getBytes(StandardCharsets.US_ASCII)), algorithm, 8, 30);
    }

    @Test
    void scansWhatACameraSees() {
        Authenticator app = Authenticator.scan("otpauth://totp/Acme%20%26%20Co:Ana%27s%20phone"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme%20%26%20Co&algorithm=SHA1&digits=6&period=60");

        assertThat(app.issuer()).isEqualTo("Acme & Co");
        assertThat(app.account()).isEqualTo("Ana's phone");
        assertThat(app.period()).isEqualTo(60);
        assertThat(app.digits()).isEqualTo(6);
        assertThat(app.algorithm()).isEqualTo("SHA1");
        assertThat(app.code(Instant.ofEpochSecond(1_767_225_600))).isEqualTo("680438");
    }

    @Test
    void takesNoUriOfAnotherKind() {
        assertThatThrownBy(() -> Authenticator.scan("otpauth://hotp/a:b?secret=GEZDGNBV&counter=1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Authenticator.scan("https://example.com/totp?secret=GEZDGNBV"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Authenticator.of("GEZ1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theNextStepsCodeIsTheCodeOnePeriodLater() {
        Authenticator app = Authenticator.of("gezdgnbvgy3tqojqgezdgnbvgy3tqojq====");
        Instant now = Instant.ofEpochSecond(1_767_225_600);

        assertThat(app.code(now, -1)).isEqualTo("815958");
        assertThat(app.code(now)).isEqualTo("745690");
        assertThat(app.code(now, 1)).isEqualTo("119644");
    }

    @Test
    void aWrongCodeIsOnTheDisplayAtNoTimeNear() {
        Authenticator app = Authenticator.of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "SHA1", 3, 20);
        Instant now = Instant.ofEpochSecond(1_767_225_600);

        for (int steps = -4; steps <= 4; steps++) {
            assertThat(app.wrongCode(now)).hasSize(3).isNotEqualTo(app.code(now, steps));
        }
    }

    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void handsOutSeedsAsRfc4648Says(String bytes, String text) {
        assertThat(Authenticator.base32(bytes.getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(text);
        assertThat(new String(Authenticator.of(text).seed(), StandardCharsets.US_ASCII))
                .isEqualTo(bytes);
    }
}
