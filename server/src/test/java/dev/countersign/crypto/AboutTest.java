package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AboutTest {
    /** Values at rest are bound to these bytes: were they ever to change, nothing sealed before could be opened. */
    @Test
    void everyPartStandsBehindItsLength() {
        assertThat(HexFormat.of().formatHex(About.of("seed", new byte[] {1, 2}, new byte[0])))
                .isEqualTo("00000004" + "73656564" + "00000002" + "0102" + "00000000");
    }

    @Test
    void partsDoNotShiftIntoEachOther() {
        Set<String> seen = new HashSet<>();
        assertThat(seen.add(about("ab", "c", "d"))).isTrue();
        assertThat(seen.add(about("a", "bc", "d"))).isTrue();
        assertThat(seen.add(about("ab", "cd"))).isTrue();
        assertThat(seen.add(about("ab", "cd", ""))).isTrue();
        assertThat(seen.add(about("ab", "", "cd"))).isTrue();
        assertThat(seen.add(about("abcd"))).isTrue();
        assertThat(seen.add(about("ab", "d", "c"))).isTrue();
    }

    private static String about(String column, String... parts) {
        byte[][] bytes = new byte[parts.length][];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = parts[i].getBytes(UTF_8);
        }
        return HexFormat.of().formatHex(About.of(column, bytes));
    }
}
