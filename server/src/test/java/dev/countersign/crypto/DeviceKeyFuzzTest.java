package dev.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What no bytes sent as a public key may do, nor any sent as its signature. An ordinary test run tries the inputs below;
 * with {@code JAZZER_FUZZ=1} in the environment Jazzer looks for others.
 */
class DeviceKeyFuzzTest {
    private static final Es256 JDK = Es256.jdk();
    private static final Es256 BEST = Es256.best();
    private static final PhoneKey PHONE = PhoneKey.draw();

    @MethodSource("keys")
    @FuzzTest
    void anyBytesAreAKeyToBothProvidersOrToNone(byte @NotNull [] bytes) throws Exception {
        DeviceKey key = BEST.key(bytes);
        assertThat(JDK.key(bytes)).isEqualTo(key);
        if (key != null) {
            assertThat(key.spki()).isEqualTo(bytes);
            assertThat(KeyFactory.getInstance("EC")
                            .generatePublic(new X509EncodedKeySpec(bytes))
                            .getEncoded())
                    .isEqualTo(bytes);
            assertThat(BEST.der(key, bytes, PHONE.der(bytes))).isEqualTo(Arrays.equals(bytes, PHONE.spki()));
        }
    }

    @MethodSource("signatures")
    @FuzzTest
    void anyBytesAreJudgedAsASignatureAlikeByBothProviders(byte @NotNull [] bytes) {
        DeviceKey key = PHONE.under(BEST);
        byte[] message = {1};
        assertThat(JDK.der(key, message, bytes)).isEqualTo(BEST.der(key, message, bytes));
        assertThat(JDK.raw(key, message, bytes)).isEqualTo(BEST.raw(key, message, bytes));
    }

    static Stream<byte[]> keys() {
        byte[] longer = Arrays.copyOf(PHONE.spki(), 92);
        byte[] off = PHONE.spki();
        off[90] ^= 1;
        return Stream.of(PHONE.spki(), longer, off, PhoneKey.on("secp384r1").spki(), new byte[0], new byte[91]);
    }

    static Stream<byte[]> signatures() {
        byte[] message = {1};
        return Stream.of(
                PHONE.der(message),
                PHONE.sign("SHA256withECDSAinP1363Format", message),
                HexFormat.of().parseHex("3006020100020100"),
                HexFormat.of().parseHex("30080202000102020001"),
                HexFormat.of().parseHex("3080020101020101" + "0000"),
                new byte[64],
                new byte[0]);
    }
}
