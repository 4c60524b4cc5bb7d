package dev.countersign.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JSON text says, and which texts say the same. */
class JsonTreeTest {
    private static final int LONGEST = 48 * 1024;

    private static Map<String, @Nullable Object> object(String json) {
        return JsonTree.object(json.getBytes(UTF_8));
    }

    private static boolean same(String one, String other) {
        boolean same = JsonTree.same(object(one), object(other));
        assertThat(JsonTree.same(object(other), object(one)))
                .as("the other way about")
                .isEqualTo(same);
        return same;
    }

    private static boolean values(String one, String other) {
        return same("{\"a\":" + one + "}", "{\"a\":" + other + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":2} | {\"b\":2,\"a\":1}",
                "{\"a\":{\"b\":1,\"c\":2}} | { \"a\" :\t{\"c\":2 ,\"b\":1 } }",
                "{\"a\":\"x/y\"} | {\"a\":\"x\\/y\"}",
                "{\"a\":\"a\"} | {\"a\":\"\\u0061\"}",
                "{\"a\":\"a\"} | {\"\\u0061\":\"a\"}",
                "{\"a\":\"é\"} | {\"a\":\"\\u00E9\"}",
                "{\"a\":\"😀\"} | {\"a\":\"\\ud83d\\ude00\"}",
                "{\"a\":\"\\n\"} | {\"a\":\"\\u000a\"}",
                "{\"a\":[]} | {\"a\":[ ]}",
                "{\"a\":{}} | {\"a\":{ }}",
                "{\"a\":[1,{\"x\":[null,true]}]} | {\"a\":[1.0,{\"x\":[null,true]}]}",
                "{} | { }"
            })
    void howItIsSpeltDoesNotMatter(String one, String other) {
        assertThat(same(one, other)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1} | {\"b\":1}",
                "{\"a\":1} | {\"A\":1}",
                "{\"a\":null} | {}",
                "{\"a\":null} | {\"b\":null}",
                "{\"a\":{\"b\":null}} | {\"a\":{}}",
                "{\"a\":[1,2]} | {\"a\":[2,1]}",
                "{\"a\":[1]} | {\"a\":[1,1]}",
                "{\"a\":[]} | {\"a\":{}}",
                "{\"a\":[\"x\"]} | {\"a\":\"x\"}",
                "{\"a\":\"é\"} | {\"a\":\"e\\u0301\"}",
                "{\"a\":\"x\"} | {\"a\":\"x \"}",
                "{\"a\":{\"b\":{\"c\":[0,[1]]}}} | {\"a\":{\"b\":{\"c\":[0,[2]]}}}"
            })
    void whatItSaysDoes(String one, String other) {
        assertThat(same(one, other)).isFalse();
    }

    @Test
    void neitherDoLineEnds() {
        assertThat(same("{\"a\":1}", "\r\n{\n\"a\"\r:\n1\n}\n\t ")).isTrue();
    }

    @Test
    void everyKindOfValueIsLikeItselfAndLikeNoOther() {
        List<String> kinds = List.of(
                "null", "true", "false", "0", "1", "\"\"", "\"null\"", "\"1\"", "\"true\"", "[]", "[null]", "{}");
        for (String one : kinds) {
            for (String other : kinds) {
                assertThat(values(one, other)).as(one + " and " + other).isEqualTo(one.equals(other));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0, true",
        "1, 1e0, true",
        "1, 10E-1, true",
        "1, 1.000000000000000000000000000000, true",
        "100, 1e2, true",
        "0, -0, true",
        "0, 0e999999, true",
        "0, -0.0e-5, true",
        "1, 1.0000000000000000000000000000001, false",
        "9007199254740993, 9007199254740992, false",
        "9007199254740993, 9007199254740993.0, true",
        "18446744073709551617, 18446744073709551616, false",
        "1e400, 1e401, false",
        "1e-400, 0, false",
        "1, -1, false"
    })
    void numbersAreComparedByTheirExactValue(String one, String other, boolean same) {
        assertThat(values(one, other)).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "-1e999999999",
                "1e-999999999",
                "1e2147483647",
                "1e2147483648",
                "1e-2147483649",
                "1e99999999999999999999",
                "0e2147483647",
                "123456789e2147483640"
            })
    void aHugeExponentKeepsNobodyBusy(String number) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String other : List.of("1", "0", number, "1e999999998", "-1e-999999999")) {
                String one = "{\"a\":" + number + "}";
                try {
                    JsonTree.same(object(one), object("{\"a\":" + other + "}"));
                } catch (Unfit fine) {
                    assertThat(fine).hasMessage("must be a JSON object");
                }
            }
        });
    }

    @Test
    void aVeryLongNumberKeepsNobodyBusy() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            String digits = "9".repeat(LONGEST - 20);
            for (String number : List.of(digits, "-" + digits, "0." + digits, digits + "e99999", "1e" + digits)) {
                try {
                    object("{\"a\":" + number + "}");
                } catch (Unfit fine) {
                    assertThat(fine).hasMessage("must be a JSON object");
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "1",
                "\"{}\"",
                "[]",
                "[{}]",
                "{",
                "}",
                "{}}",
                "{}{}",
                "{} {}",
                "{}x",
                "{}null",
                "{},",
                "x{}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":'x'}",
                "{\"a\":[1,]}",
                "{\"a\":[1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":0x1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":TRUE}",
                "{\"a\":nul}",
                "{\"a\":undefined}",
                "{\"a\":\"x}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"a\nb\"}",
                "{/**/}",
                "{}//x",
                "{\"a\":1 \"b\":2}"
            })
    void whatIsNoJsonObjectIsUnfit(String json) {
        assertThatThrownBy(() -> object(json)).isInstanceOf(Unfit.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"x\":{\"a\":1,\"b\":2,\"a\":3}}",
                "{\"x\":[{\"a\":null,\"a\":null}]}"
            })
    void aNameComesOnce(String json) {
        assertThatThrownBy(() -> object(json)).isInstanceOf(Unfit.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff", // no beginning of anything
                "c3", // cut off
                "c328", // not followed by its second half
                "c080", // NUL, too long
                "c1a1", // a, too long
                "e08080", // too long
                "f8888080ff", // five bytes
                "80", // no beginning
                "f4908080" // beyond the last code point
            })
    void whatIsNoUtf8IsUnfit(String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> JsonTree.object(wrapped(bad))).isInstanceOf(Unfit.class);
    }

    private static byte[] wrapped(byte[] text) {
        byte[] head = "{\"a\":\"".getBytes(UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + text.length + 2);
        System.arraycopy(text, 0, all, head.length, text.length);
        all[all.length - 2] = '"';
        all[all.length - 1] = '}';
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void noOtherEncodingIsGuessed(String charset) {
        byte[] json = "{\"a\":\"b\"}".getBytes(Charset.forName(charset));
        assertThatThrownBy(() -> JsonTree.object(json)).isInstanceOf(Unfit.class);
        assertThatThrownBy(() -> object("\ufeff{}")).as("a mark in front").isInstanceOf(Unfit.class);
    }

    @Test
    void halfASurrogatePairIsNeverTakenForAWholeOne() {
        for (String half : List.of("\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83dx")) {
            try {
                assertThat(same("{\"a\":\"" + half + "\"}", "{\"a\":\"😀\"}")).isFalse();
                assertThat(same("{\"a\":\"" + half + "\"}", "{\"a\":\"?\"}")).isFalse();
            } catch (Unfit fine) {
                assertThat(fine).hasMessage("must be a JSON object");
            }
        }
    }

    @Test
    void asManyBracketsAsFitAreUnfitAndNoHarm() {
        for (String bracket : List.of("[", "{\"a\":", "[{\"a\":")) {
            String many = bracket.repeat(LONGEST / bracket.length());
            for (String json : List.of(many, "{\"a\":" + many, "{\"a\":" + many + "1")) {
                assertThatThrownBy(() -> object(json)).isInstanceOf(Unfit.class);
            }
        }
        String deep = "{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";
        assertThatThrownBy(() -> object(deep)).isInstanceOf(Unfit.class);
    }

    @Test
    void whatIsReadIsWhatWasSaid() {
        assertThat(object("{\"s\":\"x\",\"n\":null,\"t\":true,\"l\":[\"a\",{}],\"o\":{\"k\":\"v\"}}"))
                .hasToString("{s=x, n=null, t=true, l=[a, {}], o={k=v}}");
    }
}
