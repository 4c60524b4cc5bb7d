package dev.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What no Base32 text may do. An ordinary test run tries the inputs below; with {@code JAZZER_FUZZ=1} in the environment
 * Jazzer looks for others.
 */
class Base32FuzzTest {
    @MethodSource("texts")
    @FuzzTest
    void anyTextIsReadOrRefusedAndWhatIsReadIsWrittenTheSame(@NotNull String text) {
        byte[] read = Base32.decode(text);
        if (read != null) {
            String written = Base32.encode(read);
            assertThat(Base32.decode(written)).isEqualTo(read);
            assertThat(written).hasSameSizeAs(text.replace("=", ""));
        }
    }

    @MethodSource("contents")
    @FuzzTest
    void anyBytesAreReadBackAsTheyWereWritten(byte @NotNull [] bytes) {
        assertThat(Base32.decode(Base32.encode(bytes))).isEqualTo(bytes);
    }

    static Stream<String> texts() {
        return Stream.of(
                "",
                "MY======",
                "mzxw6ytboi",
                "MZ",
                "M",
                "=",
                "========",
                "M=Y=====",
                "\u017fY",
                "\ud800",
                "A".repeat(999));
    }

    static Stream<byte[]> contents() {
        return Stream.of(new byte[0], new byte[] {-1}, new byte[] {0, 0}, new byte[] {1, 2, 3, 4, 5, 6}, new byte[999]);
    }
}
