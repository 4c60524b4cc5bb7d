package dev.countersign.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that callers send inside a parameter. */
class JsonTest {
    private static final Shape<String> STRINGS = Shape.strings(40);

    private static String read(String json) {
        try {
            return STRINGS.read().apply(json);
        } catch (Unfit no) {
            return no.words();
        }
    }

    private static String quoted(String json) {
        return Json.text(json);
    }

    @Test
    void anObjectOfStringsIsKeptInItsOrderAsWeWriteIt() {
        assertThat(read("{}")).isEqualTo("{}");
        assertThat(read(" { \"b\" : \"1\" ,\n\t\"a\":\"\\u00e9\\/\\uD83D\\uDE00\" } "))
                .isEqualTo("{\"b\":\"1\",\"a\":\"é/😀\"}");
        assertThat(read("{\"\":\"\"}")).isEqualTo("{\"\":\"\"}");
        assertThat(Json.strings("{\"b\":\"1\",\"a\":\"2\"}")).containsExactly(Map.entry("b", "1"), Map.entry("a", "2"));
    }

    @Test
    void whatIsEncodedTwiceIsReadOnceMoreAndNoFurther() {
        String once = "{\"ip\":\"::1\"}";
        assertThat(read(quoted(once))).isEqualTo(once);
        assertThat(read(quoted(quoted(once)))).isEqualTo("must be a JSON object");
        assertThat(read(quoted(once) + " x")).isEqualTo("must be a JSON object");
        assertThat(read(quoted(once) + " {}")).startsWith("must be one JSON value");
        assertThat(read(quoted(once + "{}"))).startsWith("must be one JSON value");
        assertThat(read(quoted("hello"))).isEqualTo("must be a JSON object");
        assertThat(read(quoted(""))).isEqualTo("must be a JSON object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}",
                "{\"a\":null}",
                "{\"a\":true}",
                "{\"a\":{}}",
                "{\"a\":[]}",
                "{\"a\":[\"b\"]}",
                "{\"a\":\"1\",\"b\":{\"c\":\"d\"}}"
            })
    void onlyStringsAreValues(String json) {
        assertThat(read(json)).isEqualTo("must be a JSON object whose values are all strings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "5",
                "true",
                "[]",
                "[{}]",
                "x",
                "{",
                "}",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":\"b",
                "{\"a\":\"b\"",
                "{\"a\":\"b\",}",
                "{,}",
                "{'a':'b'}",
                "{a:\"b\"}",
                "{\"a\":\"b\"}}",
                "{\"a\":\"b\"};",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"1\",\"a\":\"2\"}",
                "{\"a\":\"1\",\"\\u0061\":\"1\"}",
                "// c\n{}",
                "{\"a\":NaN}",
                "\"{\\\"a\\\":1"
            })
    void whatIsNoObjectIsRefused(String json) {
        assertThat(read(json)).startsWith("must be a JSON object");
    }

    @Test
    void nothingMayFollow() {
        assertThat(read("{} {}")).isEqualTo("must be one JSON value and nothing after it");
        assertThat(read("{} 5")).isEqualTo("must be one JSON value and nothing after it");
    }

    @Test
    void nulAndHalfAPairAreFoundInsideEscapesToo() {
        assertThat(read("{\"a\":\"\\u0000\"}")).isEqualTo("must not hold the character U+0000");
        assertThat(read("{\"\\u0000\":\"a\"}")).isEqualTo("must not hold the character U+0000");
        for (String half : List.of("\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83dx", "\\ud83d\\\\ude00")) {
            // where the library sees it first, it has its own words
            assertThat(read("{\"a\":\"" + half + "\"}")).startsWith("must ");
            assertThat(read("{\"" + half + "\":\"a\"}")).startsWith("must ");
        }
        assertThat(read(quoted("{\"a\":\"\\ud83d\"}"))).isEqualTo("must not hold half a surrogate pair");
    }

    @Test
    void itsLengthIsThatOfWhatIsKeptInCodePoints() {
        String frame = "{\"a\":\"\"}";
        assertThat(read("{\"a\":\"" + "😀".repeat(40 - frame.length()) + "\"}")).startsWith("{");
        assertThat(read("{\"a\":\"" + "x".repeat(41 - frame.length()) + "\"}"))
                .isEqualTo("must be at most 40 characters long");
        assertThat(read("{" + " ".repeat(70) + "}")).isEqualTo("{}");
        assertThat(read("{\"a\":\"" + "\\u0078".repeat(40 - frame.length()) + "\"}"))
                .as("however it was written")
                .startsWith("{");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 600, 60_000})
    void aPitOfBracketsIsRefusedAtItsRim(int depth) {
        Shape<String> wide = Shape.strings(1_000_000);
        for (String pit : List.of("[".repeat(depth), "{\"a\":".repeat(depth), "{\"a\":" + "[".repeat(depth))) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> wide.read().apply(pit)))
                    .isInstanceOf(Unfit.class);
        }
    }

    @Test
    void largeObjectsAndNamesAreReadOrRefusedButNothingElse() {
        Shape<String> wide = Shape.strings(1_000_000);
        assertThat(wide.read().apply("{\"a\":\"" + "x".repeat(200_000) + "\"}")).hasSize(200_008);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> wide.read().apply("{\"" + "x".repeat(200_000) + "\":\"a\"}")))
                .isInstanceOf(Unfit.class);
    }

    @Test
    void aTreeIsWrittenAsItStands() {
        assertThat(Json.text(List.of(1, 2L, true, "é\"\u0001", Map.of("a", List.of()))))
                .isEqualTo("[1,2,true,\"é\\\"\\u0001\",{\"a\":[]}]");
    }
}
