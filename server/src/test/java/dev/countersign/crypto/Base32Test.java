package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base32Test {
    // spec RFC 4648 10: the test vectors
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "f, MY======",
        "fo, MZXQ====",
        "foo, MZXW6===",
        "foob, MZXW6YQ=",
        "fooba, MZXW6YTB",
        "foobar, MZXW6YTBOI======"
    })
    void theVectorsOfTheRfcAreReadAndWritten(String plain, String text) {
        String unpadded = text.replace("=", "");
        assertThat(Base32.decode(text)).isEqualTo(plain.getBytes(US_ASCII));
        assertThat(Base32.decode(unpadded)).isEqualTo(plain.getBytes(US_ASCII));
        assertThat(Base32.decode(text.toLowerCase(Locale.ROOT))).isEqualTo(plain.getBytes(US_ASCII));
        assertThat(Base32.encode(plain.getBytes(US_ASCII))).isEqualTo(unpadded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"M0", "M1", "M8", "M9", "M Y", " MY", "MY\n", "M-", "M+", "M/", "MZXW-6YT", "MY\0", "M\u007f"})
    void foreignCharactersAreRefused(String text) {
        assertThat(Base32.decode(text)).isNull();
    }

    /** Letters that turn into ASCII ones when upper-cased, and digits that are digits elsewhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {"M\u017f", "M\u0131", "M\u0130", "M\uff39", "M\u0662", "M\u0159", "M\u00e9", "M\ud83d\ude00"})
    void lettersOfOtherAlphabetsAreRefused(String text) {
        assertThat(Base32.decode(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"M", "MZX", "MZXW6Y", "MZXW6YTBO", "MZXW6YTBOIX", "MZXW6YTBOIXXXX"})
    void lengthsThatNoBytesHaveAreRefused(String text) {
        assertThat(Base32.decode(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=",
                "========",
                "MY=",
                "MY=====",
                "MY=======",
                "MY==============",
                "MZXQ===",
                "MZXQ=====",
                "MZXW6==",
                "MZXW6YQ==",
                "MZXW6YTB=",
                "MZXW6YTB========",
                "M=======",
                "MZX====="
            })
    void theWrongNumberOfPaddingIsRefused(String text) {
        assertThat(Base32.decode(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"M=Y=====", "=MY=====", "MY======MY======", "MY====A="})
    void paddingInTheMiddleIsRefused(String text) {
        assertThat(Base32.decode(text)).isNull();
    }

    @Test
    void bitsLeftOverAreTolerated() {
        assertThat(Base32.decode("MZ")).isEqualTo("f".getBytes(US_ASCII));
        assertThat(Base32.decode("M3======")).isEqualTo("f".getBytes(US_ASCII));
    }

    @Test
    void bytesOfAnyLengthAndValueSurviveTheWayThereAndBack() {
        SplittableRandom random = new SplittableRandom(4648);
        for (int length = 0; length < 300; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(Base32.decode(Base32.encode(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void anAbsurdlyLongTextIsReadAllTheSame() {
        assertThat(Base32.decode("A".repeat(8_000_000))).hasSize(5_000_000);
        assertThat(Base32.decode("=".repeat(8_000_000))).isNull();
    }
}
