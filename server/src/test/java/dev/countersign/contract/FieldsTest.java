package dev.countersign.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private static List<String> all(String text, String name) {
        return Fields.parse(text, false).all(name);
    }

    @Test
    void aPairIsSplitAtItsFirstEqualsSign() {
        assertThat(all("key=a=b==&x=y", "key")).containsExactly("a=b==");
        assertThat(all("=a", "")).containsExactly("a");
        assertThat(all("key&x", "key")).containsExactly("");
        assertThat(all("bare&key=1", "bare")).containsExactly("");
    }

    @Test
    void plusAndPercentTwentyAreBothASpace() {
        assertThat(all("a=1+2%203%2B4", "a")).containsExactly("1 2 3+4");
        assertThat(all("a+b=1", "a b")).containsExactly("1");
        assertThat(Fields.decode("a+b%20c", false)).isEqualTo("a+b c");
    }

    @Test
    void bytesBeyondAsciiAreUtf8EscapedOrNot() {
        String raw = new String("a=é😀".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(all(raw, "a")).containsExactly("é😀");
        assertThat(all("a=%C3%a9%F0%9F%98%80", "a")).containsExactly("é😀");
        assertThat(all(raw + "%20", "a")).containsExactly("é😀 ");
        assertThatExceptionOfType(Unfit.class).isThrownBy(() -> all("a=\u00ff", "a"));
    }

    @Test
    void whatIsEscapedComesBack() {
        String text = "a b+c&d=e%f/é😀~*'()\u0000\n";
        assertThat(Fields.decode(Fields.encode(text), false)).isEqualTo(text);
        assertThat(Fields.decode(Fields.encode(text), true)).isEqualTo(text);
        assertThat(Fields.encode("a b+c&d=é")).isEqualTo("a%20b%2Bc%26d%3D%C3%A9");
    }

    @Test
    void nothingIsNothing() {
        assertThat(all("", "a")).isEmpty();
        assertThat(all("&&", "a")).isEmpty();
        assertThat(Fields.NONE.all("a")).isEmpty();
        assertThat(Fields.parse("A=1&a=2", true).all("a")).containsExactly("1", "2");
    }
}
