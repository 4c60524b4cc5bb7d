package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class Mac256Test {
    private static final byte[] KEY = "a key of thirty-two bytes, truly".getBytes(UTF_8);
    private static final Mac256 MAC = Mac256.of(Secret.of(KEY));
    private static final byte[] WORDS = "words".getBytes(UTF_8);

    // spec RFC 4231 4.3: test case 2
    @Test
    void theVectorOfRfc4231IsSigned() {
        byte[] data = "what do ya want for nothing?".getBytes(UTF_8);
        byte[] mac = HexFormat.of().parseHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        Mac256 jefe = Mac256.of(Secret.of("Jefe".getBytes(UTF_8)));
        assertThat(jefe.sign(data)).isEqualTo(mac);
        assertThat(jefe.sign(Arrays.copyOf(data, 5), Arrays.copyOfRange(data, 5, data.length)))
                .isEqualTo(mac);
        assertThat(jefe.verify(mac, data)).isTrue();
    }

    @Test
    void anythingElseIsNotItsSignature() {
        byte[] mac = MAC.sign(WORDS);
        byte[] changed = mac.clone();
        changed[31] ^= 1;
        assertThat(MAC.verify(mac, WORDS)).isTrue();
        assertThat(MAC.verify(changed, WORDS)).isFalse();
        assertThat(MAC.verify(Arrays.copyOf(mac, 31), WORDS)).isFalse();
        assertThat(MAC.verify(new byte[0], WORDS)).isFalse();
        assertThat(MAC.verify(mac, KEY)).isFalse();
        assertThat(MAC.derive("another").verify(mac, WORDS)).isFalse();
    }

    @Test
    void aDerivedKeyIsTheOneHkdfExpandMakes() throws Exception {
        HKDFParameterSpec expand =
                HKDFParameterSpec.expandOnly(new SecretKeySpec(KEY, "Generic"), "tokens".getBytes(UTF_8), 32);
        byte[] expected = KDF.getInstance("HKDF-SHA256").deriveData(expand);
        assertThat(MAC.derive("tokens").sign(WORDS))
                .isEqualTo(Mac256.of(Secret.of(expected)).sign(WORDS));
    }

    @Test
    void everyPurposeHasItsOwnKey() {
        assertThat(MAC.derive("a").sign(WORDS)).isEqualTo(MAC.derive("a").sign(WORDS));
        assertThat(MAC.derive("a").sign(WORDS)).isNotEqualTo(MAC.derive("b").sign(WORDS));
        assertThat(MAC.derive("a").sign(WORDS)).isNotEqualTo(MAC.sign(WORDS));
    }

    @Test
    void itShowsNothingOfItsKey() {
        assertThat(MAC).hasToString("Mac256");
    }

    @Test
    void anEmptyKeyIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Mac256.of(Secret.of(new byte[0])));
    }
}
