package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What only the browser can read: the RFC's example, and what is around it. That it opens, the testkit's browser shows. */
class WebPushCipherTest {
    private static final byte[] TEXT = "When I grow up, I want to be a watermelon".getBytes(UTF_8);
    private static final String AUTH = "BTBZMqHH6r4Tts7J_aSIgg";
    private static final String POINT =
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    private static final String SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    private static final String SALT = "DGv6ra1nlYgDCS1FRnbzlw";

    // RFC 8291, section 5
    private static final String BODY = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
            + "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
            + "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    private static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }

    @Test
    void theExampleOfTheRfcComesOutToTheByte() throws Exception {
        byte[] body = WebPushCipher.encrypt(
                TEXT, bytes(POINT), bytes(AUTH), TEXT.length, bytes(SALT), P256.key(bytes(SENDER)));
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(body)).isEqualTo(BODY);
    }

    @Test
    void everyMessageIsOfOneLengthAndUnderKeysOfItsOwn() {
        WebPushCipher cipher = new WebPushCipher(new Random(1));
        byte[] one = cipher.encrypt(TEXT, POINT, AUTH, 2048);
        byte[] other = cipher.encrypt(new byte[0], POINT, AUTH, 2048);
        assertThat(one).hasSize(16 + 4 + 1 + 65 + 2048 + 1 + 16).hasSameSizeAs(other);
        assertThat(java.util.Arrays.copyOf(one, 86)).isNotEqualTo(java.util.Arrays.copyOf(other, 86));
        assertThat(cipher.encrypt(TEXT, POINT, AUTH, WebPushCipher.LONGEST)).hasSize(4096);
    }

    @Test
    void keysThatAreNoneAreNotEncryptedFor() {
        WebPushCipher cipher = new WebPushCipher(new Random(1));
        String offTheCurve = POINT.substring(0, POINT.length() - 1) + "5";
        for (String point : List.of("", offTheCurve, POINT + "AA", "!" + POINT.substring(1))) {
            assertThat(cipher.encrypt(TEXT, point, AUTH, 2048)).as(point).isNull();
        }
        for (String auth : List.of("", AUTH + "AA", AUTH.substring(4))) {
            assertThat(cipher.encrypt(TEXT, POINT, auth, 2048)).as(auth).isNull();
        }
    }

    @Test
    void whatDoesNotFitIsNotCutShort() {
        WebPushCipher cipher = new WebPushCipher(new Random(1));
        assertThatThrownBy(() -> cipher.encrypt(new byte[2049], POINT, AUTH, 2048))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cipher.encrypt(TEXT, POINT, AUTH, WebPushCipher.LONGEST + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
