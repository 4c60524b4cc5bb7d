package dev.countersign.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
    private static <T> String words(Shape<T> shape, String text) {
        try {
            return "read as " + shape.read().apply(text);
        } catch (Unfit no) {
            return no.words();
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "400, 400", "007, 7", "0000000000000000000000000400, 400"})
    void aNumberIsAsciiDigitsWithinItsBounds(String text, int number) {
        assertThat(Shape.number(3, 400).read().apply(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2",
                "401",
                "+5",
                "-5",
                "-0",
                "\u0663",
                "\uff15",
                "5.0",
                "5e0",
                " 5",
                "5 ",
                "",
                "0x5",
                "1234567890",
                "4294967301",
                "18446744073709551621",
                "five",
                "5\u0000",
                "1,0"
            })
    void anythingElseIsNoNumber(String text) {
        assertThat(words(Shape.number(3, 400), text)).isEqualTo("must be a whole number from 3 to 400");
    }

    @Test
    void aHundredDigitsAreReadAndMoreAreNot() {
        assertThat(Shape.number(3, 400).read().apply("0".repeat(99) + "7")).isEqualTo(7);
        assertThat(words(Shape.number(3, 400), "0".repeat(100) + "7")).startsWith("must be");
    }

    @Test
    void aNumberMayBeCutWhereItIsTooLarge() {
        Shape<Integer> size = Shape.numberCutAt(1, 1000);
        assertThat(List.of("1", "1000", "1001", "9".repeat(100)))
                .extracting(size.read()::apply)
                .containsExactly(1, 1000, 1000, 1000);
        assertThat(words(size, "0")).isEqualTo("must be a whole number of at least 1");
        assertThat(words(size, "-1")).isEqualTo("must be a whole number of at least 1");
        assertThat(words(size, "abc")).isEqualTo("must be a whole number of at least 1");
    }

    @Test
    void aFlagIsTrueOrFalseInAnyCase() {
        assertThat(List.of("true", "TRUE", "tRuE")).allMatch(Shape.flag().read()::apply);
        assertThat(List.of("false", "FALSE", "False")).noneMatch(Shape.flag().read()::apply);
        assertThat(List.of("", "1", "0", "yes", "on", "true ", "fal\u017fe"))
                .allMatch(s -> words(Shape.flag(), s).equals("must be true or false"));
        Locale usual = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(words(Shape.flag(), "TRUE")).isEqualTo("read as true");
        } finally {
            Locale.setDefault(usual);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:05:00Z, 2026-01-01T00:05:00Z",
        "2026-01-01T00:05:00, 2026-01-01T00:05:00Z",
        "2026-01-01T01:05:00+01:00, 2026-01-01T00:05:00Z",
        "2026-01-01T01:05:00+0100, 2026-01-01T00:05:00Z",
        "2025-12-31T18:35:00-05:30, 2026-01-01T00:05:00Z",
        "2025-12-31T18:35:00-0530, 2026-01-01T00:05:00Z",
        "2026-01-01T00:05:00.123Z, 2026-01-01T00:05:00.123Z",
        "2026-01-01T00:05:00.123456789+00:00, 2026-01-01T00:05:00.123456789Z",
        "2026-01-01T00:05:00.5, 2026-01-01T00:05:00.500Z",
        "2026-01-01t00:05:00z, 2026-01-01T00:05:00Z",
        "2026-01-01T00:05Z, 2026-01-01T00:05:00Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z, -0001-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59-18:00, +1000000000-01-01T17:59:59Z"
    })
    void anInstantIsReadInEveryFormThatSdksSend(String text, String instant) {
        assertThat(words(Shape.instant(), text)).isEqualTo("read as " + instant);
        assertThat(Shape.instant().read().apply(text)).isEqualTo(Instant.parse(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "2026-01-01",
                "2026-01-01 00:05:00Z",
                "2026-01-01T00:05:00 Z",
                "2026-01-01T00:05:00ZZ",
                "2026-01-01T00:05:00Z+0000",
                "2026-01-01T00:05:00+01:00+0100",
                "2026-01-01T00:05:00UTC",
                "2026-01-01T00:05:00[UTC]",
                "2026-01-01T00:05:00+19:00",
                "2026-01-01T00:05:00+1",
                "2026-01-01T23:59:60Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T25:00:00Z",
                "2026-02-29T00:00:00Z",
                "2026-02-31T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-1-1T00:00:00Z",
                "10000-01-01T00:00:00Z",
                "+9999999999-01-01T00:00:00Z",
                "1767225600",
                "Thu, 01 Jan 2026 00:00:00 GMT",
                "2026-01-01T00:05:00\u0000",
                "\u0662026-01-01T00:05:00Z"
            })
    void anythingElseIsNoInstant(String text) {
        assertThat(words(Shape.instant(), text)).isEqualTo("must be an ISO 8601 date and time");
    }

    @Test
    void textIsCountedInCodePoints() {
        Shape<String> four = Shape.text(1, 4);
        assertThat(words(four, "😀😀😀😀")).isEqualTo("read as 😀😀😀😀");
        assertThat(words(four, "😀😀😀😀a")).isEqualTo("must be 1 to 4 characters long");
        assertThat(words(four, "e\u0301e\u0301a")).isEqualTo("must be 1 to 4 characters long");
        assertThat(words(four, "")).isEqualTo("must be 1 to 4 characters long");
    }

    @Test
    void textHoldsNeitherNulNorHalfAPair() {
        Shape<String> any = Shape.text(0, 99);
        assertThat(words(any, "a\u0000b")).isEqualTo("must not hold the character U+0000");
        for (String half :
                List.of("\ud83d", "a\ud83d", "\ude00", "\ude00\ud83d", "\ud83da", "😀\ude00", "\ud83d\ud83d\ude00")) {
            assertThat(words(any, half)).isEqualTo("must not hold half a surrogate pair");
        }
        assertThat(words(any, "\u0001\t\uffff\ufeff")).startsWith("read as");
    }

    @Test
    void aWordIsOneOfAFewExactly() {
        Shape<String> colour = Shape.oneOf(List.of("red", "blue"), Function.identity());
        assertThat(words(colour, "red")).isEqualTo("read as red");
        assertThat(List.of("", "Red", "red ", "green"))
                .allMatch(s -> words(colour, s).equals("must be one of red, blue"));
        assertThat(colour.schema()).isEqualTo(Map.of("type", "string", "enum", List.of("red", "blue")));
    }

    @Test
    void textWithAParserOfItsOwnIsWhatTheParserTakes() {
        Shape<Integer> roman = Shape.parsed("a Roman one", "^I$", s -> s.equals("I") ? Integer.valueOf(1) : null);
        assertThat(words(roman, "I")).isEqualTo("read as 1");
        assertThat(words(roman, "II")).isEqualTo("must be a Roman one");
        assertThat(words(roman.then(n -> n + 1), "I")).isEqualTo("read as 2");
    }

    @Test
    void whatEveryShapeReadsIsDescribed() {
        assertThat(Shape.number(3, 400).schema()).isEqualTo(Map.of("type", "integer", "minimum", 3, "maximum", 400));
        assertThat(Shape.text(1, 4).schema()).isEqualTo(Map.of("type", "string", "minLength", 1, "maxLength", 4));
        assertThat(Shape.instant().schema()).containsEntry("format", "date-time");
        assertThat(Objects.requireNonNull(Shape.strings(9).schema())).containsEntry("maxLength", 9);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> Shape.flag().schema().clear());
    }
}
