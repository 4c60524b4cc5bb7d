package dev.countersign.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What no bytes may do to whoever reads what a phone signed. An ordinary test run tries the inputs below; with
 * {@code JAZZER_FUZZ=1} in the environment Jazzer looks for others.
 */
class JsonTreeFuzzTest {
    @MethodSource("texts")
    @FuzzTest
    void anyBytesAreAnObjectOrUnfitAndAnObjectIsLikeItselfAlone(byte @NotNull [] json) {
        Map<String, @Nullable Object> read = read(json);
        if (read != null) {
            Map<String, @Nullable Object> again = read(json);
            assertThat(JsonTree.same(read, again)).isTrue();
            Map<String, @Nullable Object> more = new LinkedHashMap<>(read);
            more.put("one more than " + read.keySet(), null);
            assertThat(JsonTree.same(read, more)).isFalse();
            assertThat(JsonTree.same(more, read)).isFalse();
            read.forEach((name, value) -> {
                Map<String, @Nullable Object> less = new LinkedHashMap<>(read);
                less.remove(name);
                assertThat(JsonTree.same(read, less)).isFalse();
                less.put(name, List.of(value == null ? "null" : value));
                assertThat(JsonTree.same(read, less)).isFalse();
                assertOneOfOurs(value);
            });
        }
    }

    private static @Nullable Map<String, @Nullable Object> read(byte[] json) {
        try {
            return JsonTree.object(json);
        } catch (Unfit refused) {
            return null;
        }
    }

    private static void assertOneOfOurs(@Nullable Object value) {
        switch (value) {
            case Map<?, ?> members -> members.values().forEach(JsonTreeFuzzTest::assertOneOfOurs);
            case List<?> items -> items.forEach(JsonTreeFuzzTest::assertOneOfOurs);
            case null, default ->
                assertThat(value == null
                                || value instanceof String
                                || value instanceof BigDecimal
                                || value instanceof Boolean)
                        .isTrue();
        }
    }

    static Stream<byte[]> texts() {
        return Stream.of(
                        "",
                        "{}",
                        "{\"a\":1,\"a\":2}",
                        "{\"sid\":\"YC\",\"details\":{\"message\":\"x\",\"fields\":[{\"label\":\"a\",\"value\":\"b\"}]}}",
                        "{\"a\":[null,true,false,-1.5e-3,\"\\u0061\\/\\ud83d\\ude00\"]}",
                        "{\"a\":1e999999999,\"b\":1e-999999999,\"c\":-0.0}",
                        "{\"a\":\"\\ud800\"}",
                        "[".repeat(48 * 1024),
                        "{\"a\":".repeat(8 * 1024),
                        "{}{}",
                        "{\"\":\"\"}")
                .map(text -> text.getBytes(UTF_8));
    }
}
