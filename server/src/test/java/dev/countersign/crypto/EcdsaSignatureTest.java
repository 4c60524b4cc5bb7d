package dev.countersign.crypto;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before any provider sees it: the best of them have let such signatures pass. */
class EcdsaSignatureTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String ONE = "0000000000000000000000000000000000000000000000000000000000000001";
    private static final String ZERO = "0000000000000000000000000000000000000000000000000000000000000000";
    private static final String ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    private static final String GREATEST = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";

    @ParameterizedTest
    @ValueSource(strings = {ONE + ONE, ONE + GREATEST, GREATEST + ONE, GREATEST + GREATEST})
    void twoNumbersInRangeAreAPossibleOne(String hex) {
        assertThat(requireNonNull(EcdsaSignature.raw(HEX.parseHex(hex))).bytes())
                .asHexString()
                .isEqualToIgnoringCase(hex);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ONE,
                ZERO + ZERO,
                ZERO + ONE,
                ONE + ZERO,
                ORDER + ONE,
                ONE + ORDER,
                ORDER + ORDER,
                ONE + ONE + "00",
                "00" + ONE + ONE,
                ONE + "00"
            })
    void anyOtherBytesAreNone(String hex) {
        assertThat(EcdsaSignature.raw(HEX.parseHex(hex))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3006020101020101", "3026020101022100" + GREATEST, "3026022100" + GREATEST + "020101"})
    void derIsReadIntoTheSameTwoNumbers(String hex) {
        assertThat(requireNonNull(EcdsaSignature.der(HEX.parseHex(hex))).bytes())
                .asHexString()
                .isEqualToIgnoringCase(
                        hex.contains("3006") ? ONE + ONE : hex.endsWith("020101") ? GREATEST + ONE : ONE + GREATEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "3000",
                "3003020101",
                "3006020100020101",
                "3006020101020100",
                "300602010102010100",
                "3006020181020101",
                "300702020001020101",
                "308106020101020101",
                "30070281010102010101",
                "3026020101022100" + ORDER,
                "3105020101020101",
                "3080020101020101" + "0000"
            })
    void anyOtherSpellingIsNone(String hex) {
        assertThat(EcdsaSignature.der(HEX.parseHex(hex))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 60, 64, 120})
    void aNumberThatIsTooLongIsNoneHoweverWellItIsSpelt(int length) {
        String number = "02" + HEX.toHexDigits((byte) length) + "7f".repeat(length);
        String begin = "30" + (length + 5 < 128 ? "" : "81") + HEX.toHexDigits((byte) (length + 5));
        assertThat(EcdsaSignature.der(HEX.parseHex(begin + number + "020101"))).isNull();
        assertThat(EcdsaSignature.der(HEX.parseHex(begin + "020101" + number))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 200})
    void aLengthInTwoBytesIsNotMistakenForANumber(int length) {
        String number = "0281" + HEX.toHexDigits((byte) length) + "7f".repeat(length);
        String begin = "3081" + HEX.toHexDigits((byte) (length + 6));
        assertThat(EcdsaSignature.der(HEX.parseHex(begin + number + "020101"))).isNull();
        assertThat(EcdsaSignature.der(HEX.parseHex(begin + "020101" + number))).isNull();
    }
}
