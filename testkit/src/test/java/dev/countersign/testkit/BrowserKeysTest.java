package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A browser opens what was sealed for it as the RFC's own example is, and nothing that is sealed otherwise. */
class BrowserKeysTest {
    // RFC 8291 5 and appendix A
    private static final String AUTH = "BTBZMqHH6r4Tts7J_aSIgg";
    private static final String PUBLIC =
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    private static final String PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    private static final String SENDER_PUBLIC =
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    private static final String SENDER_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    private static final String SALT = "DGv6ra1nlYgDCS1FRnbzlw";
    private static final String BODY = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
            + "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
            + "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
    private static final String TEXT = "When I grow up, I want to be a watermelon";

    private static BrowserKeys example() throws GeneralSecurityException {
        return new BrowserKeys(P256.privateKey(of(PRIVATE)), P256.publicKey(of(PUBLIC)), of(AUTH));
    }

    private static byte[] of(String base64Url) {
        return SignedToken.base64Url(base64Url);
    }

    @Test
    void theExampleOfTheRfcOpens() throws GeneralSecurityException {
        assertThat(example().open(of(BODY))).asString().isEqualTo(TEXT);
        assertThat(example().p256dh()).isEqualTo(PUBLIC);
        assertThat(example().auth()).isEqualTo(AUTH);
    }

    @Test
    void theExampleOfTheRfcIsSealedToTheByte() throws GeneralSecurityException {
        Sealer sealer = new Sealer(P256.privateKey(of(SENDER_PRIVATE)), P256.publicKey(of(SENDER_PUBLIC)), of(SALT));
        assertThat(sealer.seal(TEXT, PUBLIC, AUTH)).isEqualTo(of(BODY));
    }

    @Test
    void whatIsBentInAnyByteStaysShut() throws GeneralSecurityException {
        BrowserKeys keys = example();
        for (int i = 0; i < of(BODY).length; i++) {
            byte[] bent = of(BODY);
            bent[i] ^= 1;
            // The record's size may be any that is large enough.
            if (i < 16 || i >= 20) {
                assertThatThrownBy(() -> keys.open(bent)).as("byte " + i).isInstanceOf(GeneralSecurityException.class);
            }
        }
    }

    @Test
    void whatIsForAnotherBrowserStaysShut() throws GeneralSecurityException {
        BrowserKeys otherAuth = new BrowserKeys(P256.privateKey(of(PRIVATE)), P256.publicKey(of(PUBLIC)), of(SALT));
        assertThatThrownBy(() -> otherAuth.open(of(BODY))).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> BrowserKeys.draw().open(of(BODY))).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void aRecordIsTheOnlyOneAndMarkedAsTheLast() throws GeneralSecurityException {
        BrowserKeys keys = BrowserKeys.draw();
        assertThat(opened(keys, padded -> padded)).isEqualTo("x");
        assertThat(opened(keys, padded -> Arrays.copyOf(padded, 40))).isEqualTo("x");
        for (byte[] marked : new byte[][] {{'x', 1}, {'x', 2, 1}, {'x'}, {0}, {0, 0, 0}}) {
            assertThatThrownBy(() -> opened(keys, _ -> marked)).isInstanceOf(GeneralSecurityException.class);
        }
        byte[] body = new Sealer().seal("long enough to be more than that", keys.p256dh(), keys.auth());
        for (int size : new int[] {0, 17, 18, body.length - 86 - 1}) {
            byte[] resized = body.clone();
            ByteBuffer.wrap(resized).putInt(16, size);
            assertThatThrownBy(() -> keys.open(resized)).as("" + size).isInstanceOf(GeneralSecurityException.class);
        }
        ByteBuffer.wrap(body).putInt(16, body.length - 86);
        assertThat(keys.open(body)).asString().isEqualTo("long enough to be more than that");
    }

    private static String opened(BrowserKeys keys, UnaryOperator<byte[]> padding) throws GeneralSecurityException {
        return new String(
                keys.open(new Sealer().seal("x", keys.p256dh(), keys.auth(), padding)), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsTooShortOrNoPointStaysShut() throws GeneralSecurityException {
        BrowserKeys keys = example();
        for (int length : new int[] {0, 16, 20, 21, 85, 86, 100}) {
            byte[] cut = Arrays.copyOf(of(BODY), length);
            assertThatThrownBy(() -> keys.open(cut)).as("" + length).isInstanceOf(GeneralSecurityException.class);
        }
        byte[] off = of(PUBLIC);
        off[64] ^= 1;
        assertThatThrownBy(() -> P256.publicKey(off)).hasMessage("no point of the curve");
        assertThatThrownBy(() -> P256.publicKey(new byte[65])).hasMessage("no uncompressed point");
    }

    @Test
    void pointsAreWrittenInFullLength() throws GeneralSecurityException {
        // One in 128 keys has a coordinate that begins with a zero, or none: a few hundred show both.
        for (int i = 0; i < 300; i++) {
            KeyPair pair = P256.pair();
            byte[] point = P256.point((ECPublicKey) pair.getPublic());
            assertThat(P256.publicKey(point)).isEqualTo(pair.getPublic());
        }
    }
}
