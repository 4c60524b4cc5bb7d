package dev.countersign.crypto;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of all that may be sent as a public key, the one spelling of a point on P-256 is taken. */
class DeviceKeyTest {
    private static final PhoneKey PHONE = PhoneKey.draw();

    static Stream<Es256> providers() {
        return Stream.of(Es256.jdk(), Es256.best());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aPhonesKeyIsReadAndKeptAsItCame(Es256 es256) {
        byte[] sent = PHONE.spki();
        DeviceKey key = requireNonNull(es256.key(sent));
        sent[90] ^= 1;
        assertThat(key.spki()).isEqualTo(PHONE.spki()).hasSize(91);
        key.spki()[0] = 0;
        assertThat(key).isEqualTo(PHONE.under(es256));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whateverElseIsSentIsNoKey(Es256 es256) throws Exception {
        SpoiltKeys.of(PHONE.spki())
                .forEach((what, spki) -> assertThat(es256.key(spki)).as(what).isNull());
        for (String curve : new String[] {"secp384r1", "secp521r1"}) {
            assertThat(es256.key(PhoneKey.on(curve).spki())).as(curve).isNull();
        }
        for (String kind : new String[] {"RSA", "Ed25519", "X25519", "DSA"}) {
            byte[] spki = KeyPairGenerator.getInstance(kind)
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
            assertThat(es256.key(spki)).as(kind).isNull();
        }
        assertThat(es256.key(new byte[0])).as("nothing").isNull();
        assertThat(es256.key(new byte[91])).as("zeros").isNull();
        assertThat(es256.key(PHONE.pair().getPrivate().getEncoded()))
                .as("private")
                .isNull();
        for (int length = 0; length < 91; length++) {
            assertThat(es256.key(Arrays.copyOf(PHONE.spki(), length))).isNull();
        }
    }

    /** A single bit changed anywhere leaves no key: not in the frame, and not in the point, which then is off the curve. */
    @ParameterizedTest
    @MethodSource("providers")
    void noBitOfItMayDiffer(Es256 es256) {
        for (int bit = 0; bit < 91 * 8; bit++) {
            byte[] changed = PHONE.spki();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(es256.key(changed)).as("bit %d", bit).isNull();
        }
    }
}
