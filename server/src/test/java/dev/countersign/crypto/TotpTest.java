package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.crypto.Totp.Algorithm;
import dev.countersign.crypto.Totp.Match;
import dev.countersign.crypto.Totp.Parameters;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotpTest {
    private static final Secret SEED = Secret.of("12345678901234567890".getBytes(US_ASCII));
    private static final Parameters USUAL = new Parameters(Algorithm.SHA1, 6, 30, 1);
    /** The first second of a step of 20, 30 and 60 seconds alike: 2026-01-01T00:00:00Z. */
    private static final long START = 1767225600;

    @ParameterizedTest
    @CsvSource({"0, 20", "0, 30", "0, 60", "1, 20", "1, 30", "1, 60", "2, 20", "2, 30", "2, 60", "2, 1"})
    void theWindowIsExactToTheSecond(int skew, int step) {
        Parameters p = new Parameters(Algorithm.SHA256, 8, step, skew);
        String code = Totp.code(SEED, p, START);
        long first = START - (long) skew * step;
        long last = START + (long) (skew + 1) * step - 1;
        assertThat(Totp.match(SEED, p, code, first - 1)).isNull();
        for (long second = first; second <= last; second++) {
            int drift = (int) Math.floorDiv(START - second + step - 1, (long) step);
            assertThat(Totp.match(SEED, p, code, second)).isEqualTo(new Match(START + step, drift));
        }
        assertThat(Totp.match(SEED, p, code, last + 1)).isNull();
    }

    @Test
    void aCodeOfTheStepBeforeIsAcceptedWithSkewOne() {
        assertThat(Totp.match(SEED, USUAL, "815958", START)).isEqualTo(new Match(START, -1));
        assertThat(Totp.match(SEED, USUAL, "745690", START)).isEqualTo(new Match(START + 30, 0));
        assertThat(Totp.match(SEED, USUAL, "119644", START)).isEqualTo(new Match(START + 60, 1));
    }

    @Test
    void onlyTheStepItselfIsAcceptedWithSkewZero() {
        Parameters p = new Parameters(Algorithm.SHA1, 6, 30, 0);
        assertThat(Totp.match(SEED, p, "815958", START)).isNull();
        assertThat(Totp.match(SEED, p, "745690", START)).isNotNull();
        assertThat(Totp.match(SEED, p, "119644", START)).isNull();
    }

    @Test
    void stepsBeforeTheEpochAreNotTried() {
        Parameters p = new Parameters(Algorithm.SHA1, 6, 30, 2);
        assertThat(Totp.match(SEED, p, "755224", 0)).isEqualTo(new Match(30, 0));
        assertThat(Totp.match(SEED, p, "755224", -1)).isEqualTo(new Match(30, 1));
        assertThat(Totp.match(SEED, p, "755224", -61)).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> Totp.code(SEED, p, -1));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8})
    void aShorterCodeIsTheEndOfTheLongerOne(int digits) {
        String longest = Totp.code(SEED, new Parameters(Algorithm.SHA1, 8, 30, 0), 1111111109);
        Parameters p = new Parameters(Algorithm.SHA1, digits, 30, 0);
        String code = Totp.code(SEED, p, 1111111109);
        assertThat(longest).isEqualTo("07081804").endsWith(code);
        assertThat(code).hasSize(digits);
        assertThat(Totp.match(SEED, p, code, 1111111109)).isNotNull();
    }

    @Test
    void zerosInFrontArePartOfTheCode() {
        Parameters p = new Parameters(Algorithm.SHA1, 8, 30, 0);
        assertThat(Totp.match(SEED, p, "07081804", 1111111109)).isNotNull();
        assertThat(Totp.match(SEED, p, "7081804", 1111111109)).isNull();
    }

    /** 745690 is the right one. The last ones: Arabic-Indic, full-width, and digits beyond 16 bits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "45690",
                "0745690",
                "7456900",
                "745691",
                "845690",
                " 745690",
                "745690 ",
                "74569O",
                "+45690",
                "+745690",
                "-45690",
                "74569\0",
                "745 690",
                "\u0667\u0664\u0665\u0666\u0669\u0660",
                "\uff17\uff14\uff15\uff16\uff19\uff10",
                "\ud835\udfd5\ud835\udfd2\ud835\udfd3",
                "74569\u0130"
            })
    void whatIsNotExactlyTheDigitsIsWrong(String code) {
        assertThat(Totp.match(SEED, USUAL, "745690", START)).isNotNull();
        assertThat(Totp.match(SEED, USUAL, code, START)).isNull();
    }

    @Test
    void anAbsurdlyLongCodeIsWrong() {
        assertThat(Totp.match(SEED, USUAL, "7".repeat(1_000_000), START)).isNull();
    }

    @Test
    void theCodeIsInAsciiDigitsWhateverTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Totp.code(SEED, USUAL, START)).isEqualTo("745690");
            assertThat(Totp.match(SEED, USUAL, "745690", START)).isNotNull();
        } finally {
            Locale.setDefault(before);
        }
    }

    // spec RFC 6238 5.2: a code is accepted once. Told the earlier step, a caller would accept the same digits again
    @Test
    void ofSeveralStepsWithTheSameCodeTheLatestMatches() {
        Parameters p = new Parameters(Algorithm.SHA1, 3, 30, 1);
        SplittableRandom random = new SplittableRandom(6238);
        int collisions = 0;
        for (int i = 0; i < 20_000; i++) {
            Secret seed = Secret.draw(20, random);
            String before = Totp.code(seed, p, START - 30);
            String now = Totp.code(seed, p, START);
            String after = Totp.code(seed, p, START + 30);
            if (before.equals(after)) {
                assertThat(Totp.match(seed, p, before, START)).isEqualTo(new Match(START + 60, 1));
                collisions++;
            } else if (before.equals(now)) {
                assertThat(Totp.match(seed, p, before, START)).isEqualTo(new Match(START + 30, 0));
                collisions++;
            }
        }
        assertThat(collisions).isPositive();
    }

    @Test
    void everyOtherSeedAlgorithmOrStepHasAnotherCode() {
        assertThat(Totp.match(Secret.of(new byte[20]), USUAL, "745690", START)).isNull();
        assertThat(Totp.match(SEED, new Parameters(Algorithm.SHA256, 6, 30, 1), "745690", START))
                .isNull();
        assertThat(Totp.match(SEED, new Parameters(Algorithm.SHA1, 6, 20, 1), "745690", START))
                .isNull();
    }

    @Test
    void aMatchNamesTheSecondItsStepIsOver() {
        Match match = requireNonNull(Totp.match(SEED, USUAL, "745690", START + 29));
        assertThat(match.stepEnds()).isEqualTo(START + 30);
    }

    @ParameterizedTest
    @CsvSource({"2, 30, 1", "9, 30, 1", "6, 0, 1", "6, -30, 1", "6, 3601, 1", "6, 30, -1", "6, 30, 3"})
    void nonsensicalParametersAreRefused(int digits, int step, int skew) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Parameters(Algorithm.SHA1, digits, step, skew));
    }
}
