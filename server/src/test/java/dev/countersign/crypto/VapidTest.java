package dev.countersign.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.crypto.PushIdentity.Vapid;
import dev.countersign.crypto.UnfitIdentity.Part;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who we are to browsers' push services: a number of the curve, the point that belongs to it, somebody to write to. */
class VapidTest {
    private static final PhoneKey EC = PhoneKey.draw();
    private static final String EC_PEM =
            Keytool.pem("PRIVATE KEY", EC.pair().getPrivate().getEncoded());

    @Test
    void anApplicationServersKeyIsReadInEitherFormAndItsPointIsFound() {
        for (int i = 0; i < 20; i++) {
            PhoneKey pair = PhoneKey.draw();
            byte[] point = Arrays.copyOfRange(pair.spki(), 26, 91);
            String raw = PhoneKey.base64(pair.scalar());
            String pem = Keytool.pem("PRIVATE KEY", pair.pair().getPrivate().getEncoded());
            for (String text : List.of(raw, raw + "=", " " + raw + "\n", pem)) {
                Vapid vapid = Vapid.parse(text, "mailto:ops@example.com");
                assertThat(vapid.publicPoint()).isEqualTo(point);
                assertThat(vapid.publicKey()).isEqualTo(PhoneKey.base64(point));
                assertThat(vapid.key()).isEqualTo(pair.pair().getPrivate());
                assertThat(vapid).hasToString("Vapid[" + PhoneKey.base64(point) + "]");
            }
        }
        Vapid vapid = Vapid.parse(EC_PEM, "https://example.com/contact");
        PushIdentityTest.keptWhole(vapid, EC.pair().getPrivate());
        vapid.publicPoint()[0] = 0;
        assertThat(vapid.publicPoint()[0]).isEqualTo((byte) 4);
    }

    @Test
    void onlyNumbersOfTheCurveAreKeys() {
        String order = PhoneKey.base64(PhoneKey.ORDER);
        String beyond = PhoneKey.base64(HexFormat.of().parseHex("ff".repeat(32)));
        byte[] least = new byte[32];
        least[31] = 1;
        byte[] most = PhoneKey.ORDER.clone();
        most[31]--;
        assertThat(HexFormat.of().formatHex(vapid(PhoneKey.base64(least)).publicPoint()))
                .isEqualTo("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                        + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
        assertThat(HexFormat.of().formatHex(vapid(PhoneKey.base64(most)).publicPoint()))
                .startsWith("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296b01cbd1c");
        for (String no : List.of(
                PhoneKey.base64(new byte[32]),
                order,
                beyond,
                PhoneKey.base64(new byte[31]),
                PhoneKey.base64(new byte[33]),
                "",
                "no",
                rsa())) {
            assertThat(PushIdentityTest.refused(() -> vapid(no))).returns(Part.PRIVATE_KEY, UnfitIdentity::part);
        }
    }

    private static String rsa() {
        try {
            return Keytool.pem(
                    "PRIVATE KEY",
                    KeyPairGenerator.getInstance("RSA")
                            .generateKeyPair()
                            .getPrivate()
                            .getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Vapid vapid(String key) {
        return Vapid.parse(key, "mailto:ops@example.com");
    }

    @Test
    void aSubjectIsAnAddressWhereSomebodyAnswers() {
        for (String no : List.of(
                "",
                "ops@example.com",
                "mailto:",
                "mailto:ops",
                "mailto:a b@example.com",
                "http://example.com",
                "https:",
                "https:///x",
                "javascript:x@y",
                "mailto:" + "o".repeat(250) + "@example.com")) {
            assertThat(PushIdentityTest.refused(() -> Vapid.parse(EC_PEM, no)))
                    .as(no)
                    .returns(Part.SUBJECT, UnfitIdentity::part);
        }
    }

    @Test
    void aDrawnKeyIsWhatTheDiceSay() {
        Vapid one = Vapid.draw("mailto:ops@example.com", new Random(7));
        assertThat(one).isEqualTo(Vapid.draw("mailto:ops@example.com", new Random(7)));
        assertThat(one).isNotEqualTo(Vapid.draw("mailto:ops@example.com", new Random(8)));
        assertThat(P256.isPoint(one.publicPoint())).isTrue();
        PushIdentityTest.keptWhole(one, one.key());
        // A number beyond the order is drawn again, not bent into the range.
        byte[] beyond = new byte[32];
        Arrays.fill(beyond, (byte) 0xff);
        byte[] least = new byte[32];
        least[31] = 1;
        Iterator<byte[]> draws = List.of(beyond, new byte[32], least).iterator();
        Vapid second = Vapid.draw("mailto:ops@example.com", new Random(0) {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(draws.next(), 0, bytes, 0, 32);
            }
        });
        assertThat(second).isEqualTo(vapid(PhoneKey.base64(least)));
    }

    @Test
    void onlyAPointOnTheCurveIsOne() {
        byte[] point = Arrays.copyOfRange(EC.spki(), 26, 91);
        assertThat(P256.isPoint(point)).isTrue();
        for (int bit = 0; bit < 65 * 8; bit++) {
            byte[] changed = point.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(P256.isPoint(changed)).as("bit %d", bit).isFalse();
        }
        assertThat(P256.isPoint(new byte[0])).isFalse();
        assertThat(P256.isPoint(new byte[65])).isFalse();
        assertThat(P256.isPoint(new byte[] {0})).isFalse();
        assertThat(P256.isPoint(Arrays.copyOf(point, 66))).isFalse();
        byte[] compressed = Arrays.copyOf(point, 33);
        compressed[0] = 2;
        assertThat(P256.isPoint(compressed)).isFalse();
    }
}
