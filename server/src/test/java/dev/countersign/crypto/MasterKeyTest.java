package dev.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTest {
    /** Its Base64 holds both characters in which the two alphabets differ. */
    private static final String TEXT = "fbf0000102030405060708090a0b0c0d0e0f101112131415161718191a1bfbff";

    private static final byte[] BYTES = HexFormat.of().parseHex(TEXT);
    private static final MasterKey KEY = MasterKey.of(BYTES);
    private static final Secret DATA_KEY = Secret.draw(32, new SplittableRandom(3));

    @Test
    void itIsReadFromHexadecimalAndFromEitherBase64() {
        String padded = Base64.getEncoder().encodeToString(BYTES);
        String urlSafe = Base64.getUrlEncoder().withoutPadding().encodeToString(BYTES);
        assertThat(padded).contains("+", "/", "=");
        assertThat(MasterKey.parse(TEXT).text()).isEqualTo(TEXT);
        assertThat(MasterKey.parse(TEXT.toUpperCase(Locale.ROOT)).text()).isEqualTo(TEXT);
        assertThat(MasterKey.parse(" \t" + TEXT + "\r\n").text()).isEqualTo(TEXT);
        assertThat(MasterKey.parse(padded + "\n").text()).isEqualTo(TEXT);
        assertThat(MasterKey.parse(padded.replace("=", "")).text()).isEqualTo(TEXT);
        assertThat(MasterKey.parse(urlSafe).text()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "hunter2hunter2",
                "fbf0000102030405060708090a0b0c0d0e0f101112131415161718191a1bfb",
                "fbf0000102030405060708090a0b0c0d0e0f101112131415161718191a1bfbfff",
                "fbf0000102030405060708090a0b0c0d0e0f101112131415161718191a1bfbfg",
                "hunter2+hunter2+hunter2+hunter2+hunter2+h?=",
                "hunter2+hunter2+hunter2+hunter2+hunter2+hunter2+",
                "hunter2 hunter2 hunter2 hunter2 hunter2 hun"
            })
    void textThatIsNoKeyIsRefusedAndNotRepeated(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterKey.parse(text))
                .withMessage("A master key is 64 hexadecimal digits, or 32 bytes in Base64.")
                .withNoCause();
    }

    @Test
    void itHas256Bits() {
        assertThatIllegalArgumentException().isThrownBy(() -> MasterKey.of(new byte[16]));
        assertThatIllegalArgumentException().isThrownBy(() -> MasterKey.of(new byte[33]));
        assertThat(MasterKey.draw(new SplittableRandom(5)).text())
                .hasSize(64)
                .isEqualTo(MasterKey.draw(new SplittableRandom(5)).text())
                .isNotEqualTo(MasterKey.draw(new SplittableRandom(6)).text());
    }

    /** The literal was computed apart: {@code openssl dgst -sha256 -mac HMAC -macopt hexkey:…}. */
    @Test
    void itsIdStaysTheSameAndIsAllThatItShows() {
        assertThat(KEY.id()).isEqualTo("1c39838f8332e891");
        assertThat(MasterKey.parse(TEXT).id()).isEqualTo(KEY.id());
        assertThat(MasterKey.of(new byte[32]).id()).isNotEqualTo(KEY.id());
        assertThat(KEY).hasToString("MasterKey[" + KEY.id() + "]");
    }

    @Test
    void aWrappedDataKeyIsUnwrapped() {
        byte[] wrapped = KEY.wrap(DATA_KEY, 12);
        assertThat(MasterKey.parse(TEXT).unwrap(wrapped, 12)).isEqualTo(DATA_KEY);
        assertThat(KEY.wrap(DATA_KEY, 12)).isNotEqualTo(wrapped);
    }

    @Test
    void anotherMasterKeyDoesNotUnwrapIt() {
        byte[] wrapped = KEY.wrap(DATA_KEY, 12);
        MasterKey other = MasterKey.of(new byte[32]);
        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> other.unwrap(wrapped, 12));
    }

    @Test
    void aDataKeyIsNotUnwrappedAsAnother() {
        byte[] wrapped = KEY.wrap(DATA_KEY, 12);
        assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> KEY.unwrap(wrapped, 13));
    }

    @Test
    void aDamagedDataKeyIsRefused() {
        byte[] wrapped = KEY.wrap(DATA_KEY, 12);
        for (int i = 0; i < wrapped.length; i++) {
            byte[] changed = wrapped.clone();
            changed[i] ^= 0x40;
            byte[] cut = Arrays.copyOf(wrapped, i);
            assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> KEY.unwrap(changed, 12));
            assertThatExceptionOfType(Unreadable.class).isThrownBy(() -> KEY.unwrap(cut, 12));
        }
    }
}
