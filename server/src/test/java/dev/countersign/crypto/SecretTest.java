package dev.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final byte[] BYTES = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");

    @Test
    void itSpeaksOfItsLengthAlone() {
        assertThat(Secret.of(BYTES)).hasToString("Secret[16 bytes]");
        assertThat(Secret.of(BYTES).length()).isEqualTo(16);
    }

    @Test
    void itsHashTellsNothingOfItsBytes() {
        assertThat(Secret.of(BYTES)).hasSameHashCodeAs(Secret.of(new byte[16]));
    }

    @Test
    void itIsEqualToTheSameBytesOnly() {
        byte[] other = BYTES.clone();
        other[15] ^= 1;
        assertThat(Secret.of(BYTES))
                .isEqualTo(Secret.of(BYTES))
                .isNotEqualTo(Secret.of(other))
                .isNotEqualTo(Secret.of(new byte[15]))
                .isNotEqualTo("Secret[16 bytes]");
    }

    @Test
    void neitherTheBytesItCameFromNorThoseItRevealedChangeIt() {
        byte[] source = BYTES.clone();
        Secret secret = Secret.of(source);
        source[0] = 1;
        secret.reveal()[1] = 1;
        assertThat(secret.reveal()).isEqualTo(BYTES);
    }

    @Test
    void itIsDrawnFromTheRandomnessHandedIn() {
        byte[] expected = new byte[20];
        new SplittableRandom(1).nextBytes(expected);
        assertThat(Secret.draw(20, new SplittableRandom(1))).isEqualTo(Secret.of(expected));
        assertThat(Secret.draw(20, new SplittableRandom(2))).isNotEqualTo(Secret.of(expected));
    }
}
