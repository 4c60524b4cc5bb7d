package dev.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DrawTest {
    private final SplittableRandom random = new SplittableRandom(128);

    @Test
    void aTokenIs128BitsInLowerCaseHexadecimal() {
        assertThat(Draw.token(random)).matches("[0-9a-f]{32}");
    }

    @Test
    void anApiSecretIs256BitsThatNeedNoEscaping() {
        String secret = Draw.apiSecret(random);
        assertThat(secret).matches("[A-Za-z0-9_-]{43}");
        assertThat(Base64.getUrlDecoder().decode(secret)).hasSize(32);
    }

    @Test
    void theSameRandomnessDrawsTheSameAndNoneIsDrawnTwice() {
        assertThat(Draw.token(new SplittableRandom(1))).isEqualTo(Draw.token(new SplittableRandom(1)));
        Set<String> drawn = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(drawn.add(Draw.token(random))).isTrue();
            assertThat(drawn.add(Draw.apiSecret(random))).isTrue();
        }
    }
}
