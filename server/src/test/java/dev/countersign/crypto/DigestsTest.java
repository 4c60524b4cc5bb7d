package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DigestsTest {
    // spec FIPS 180-4: the published examples for SHA-256
    @Test
    void thePublishedDigestsAreMade() {
        byte[] abc = HexFormat.of().parseHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Digests.sha256("abc".getBytes(UTF_8))).isEqualTo(abc);
        assertThat(Digests.sha256("a".getBytes(UTF_8), new byte[0], "bc".getBytes(UTF_8)))
                .isEqualTo(abc);
        assertThat(HexFormat.of().formatHex(Digests.sha256()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void onlyTheSameBytesAreTheSame() {
        assertThat(Digests.same(new byte[] {1, 2}, new byte[] {1, 2})).isTrue();
        assertThat(Digests.same(new byte[] {1, 2}, new byte[] {1, 3})).isFalse();
        assertThat(Digests.same(new byte[] {1, 2}, new byte[] {1})).isFalse();
        assertThat(Digests.same(new byte[0], new byte[0])).isTrue();
    }
}
