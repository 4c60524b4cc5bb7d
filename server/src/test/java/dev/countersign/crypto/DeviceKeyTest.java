package dev.countersign.crypto;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of all that may be sent as a public key, the one spelling of a point on P-256 is taken. */
class DeviceKeyTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final PhoneKey PHONE = PhoneKey.draw();
    private static final String GOOD = HEX.formatHex(PHONE.spki());
    private static final String POINT = GOOD.substring(54);
    private static final String PRIME = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

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
        spellings()
                .forEach((what, hex) ->
                        assertThat(es256.key(HEX.parseHex(hex))).as(what).isNull());
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

    private static Map<String, String> spellings() {
        String y = POINT.substring(64);
        Map<String, String> spellings = new LinkedHashMap<>();
        spellings.put("the curve secp256k1", GOOD.replace("06082a8648ce3d030107", "06082a8648ce3d030106"));
        spellings.put("secp256k1 by its own name", "3056301006072a8648ce3d020106052b8104000a034200" + "04" + POINT);
        spellings.put("no curve", "304e300906072a8648ce3d0201034200" + "04" + POINT);
        spellings.put("the curve implied by null", "3050300b06072a8648ce3d02010500034200" + "04" + POINT);
        spellings.put("for agreement only", GOOD.replace("06072a8648ce3d0201", "06052b8104010c0000"));
        spellings.put(
                "a compressed point",
                "3039301306072a8648ce3d020106082a8648ce3d030107032200" + "02" + POINT.substring(0, 64));
        spellings.put("a hybrid point", GOOD.replace("03420004", "03420006"));
        spellings.put("infinity", "3019301306072a8648ce3d020106082a8648ce3d030107030200" + "00");
        spellings.put("zeros for a point", GOOD.substring(0, 54) + "0".repeat(128));
        spellings.put("the point of another x", GOOD.substring(0, 54) + "0".repeat(63) + "1" + y);
        spellings.put("x and y exchanged", GOOD.substring(0, 54) + y + POINT.substring(0, 64));
        spellings.put("x as large as the prime", GOOD.substring(0, 54) + PRIME + y);
        spellings.put("y as large as the prime", GOOD.substring(0, 118) + PRIME);
        spellings.put("ones for a point", GOOD.substring(0, 54) + "f".repeat(128));
        spellings.put("a byte behind", GOOD + "00");
        spellings.put("a byte before", "00" + GOOD);
        spellings.put("a byte behind the point", GOOD.replace("3059", "305a").replace("034200", "034300") + "00");
        spellings.put("a length in two bytes", "308159" + GOOD.substring(4));
        spellings.put("an inner length in two bytes", GOOD.replace("30593013", "305a308113"));
        spellings.put("no length", "3080" + GOOD.substring(4) + "0000");
        spellings.put("unused bits", GOOD.replace("034200", "034201"));
        spellings.put("the bare point", "04" + POINT);
        return spellings;
    }
}
