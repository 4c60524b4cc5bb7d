package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeyringTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(38);
    private static final Secret OLD = Secret.draw(32, RANDOM);
    private static final Secret NEW = Secret.draw(32, RANDOM);
    private static final Keyring RING = Keyring.of(Map.of(7, NEW, 3, OLD), 7);
    private static final byte[] PLAIN = "a planted seed".getBytes(UTF_8);
    private static final byte[] ABOUT = About.of("factor.seed", new byte[] {1}, new byte[] {2});

    @Test
    void whatIsSealedIsOpenedAboutTheSameThing() {
        byte[] sealed = RING.seal(PLAIN, ABOUT);
        assertThat(RING.open(sealed, ABOUT)).isEqualTo(PLAIN);
        assertThat(RING.open(RING.seal(new byte[0], new byte[0]), new byte[0])).isEmpty();
    }

    @Test
    void theCurrentKeySealsAndAnyKeyOnTheRingOpens() {
        byte[] old = Keyring.of(Map.of(3, OLD), 3).seal(PLAIN, ABOUT);
        assertThat(Keyring.keyId(old)).isEqualTo(3);
        assertThat(RING.open(old, ABOUT)).isEqualTo(PLAIN);
        assertThat(Keyring.keyId(RING.seal(PLAIN, ABOUT))).isEqualTo(7);
        assertThat(RING.current()).isEqualTo(7);
        assertThat(RING.holds(3)).isTrue();
        assertThat(RING.holds(4)).isFalse();
    }

    @Test
    void aSealedValueIsVersionKeyIdNonceCiphertextAndTag() throws Exception {
        byte[] header = HexFormat.of().parseHex("0100000007");
        byte[] nonce = HexFormat.of().parseHex("000102030405060708090a0b");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(NEW.reveal(), "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(header);
        cipher.updateAAD(ABOUT);
        byte[] sealed = ByteBuffer.allocate(5 + 12 + PLAIN.length + 16)
                .put(header)
                .put(nonce)
                .put(cipher.doFinal(PLAIN))
                .array();
        assertThat(RING.open(sealed, ABOUT)).isEqualTo(PLAIN);
        assertThat(RING.seal(PLAIN, ABOUT)).hasSameSizeAs(sealed).startsWith(header);
    }

    @Test
    void aValueCarriedToAnotherRowOrColumnIsRefused() {
        byte[] sealed = RING.seal(PLAIN, ABOUT);
        assertUnreadable(() -> RING.open(sealed, About.of("factor.seed", new byte[] {2}, new byte[] {1})));
        assertUnreadable(() -> RING.open(sealed, About.of("factor.seed", new byte[] {1, 2})));
        assertUnreadable(() -> RING.open(sealed, About.of("factor.token", new byte[] {1}, new byte[] {2})));
        assertUnreadable(() -> RING.open(sealed, new byte[0]));
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] sealed = RING.seal(PLAIN, ABOUT);
        for (int i = 0; i < sealed.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = sealed.clone();
                changed[i] ^= (byte) (1 << bit);
                assertUnreadable(() -> RING.open(changed, ABOUT));
            }
        }
    }

    @Test
    void aValueCutShortOrLengthenedIsRefused() {
        byte[] sealed = RING.seal(PLAIN, ABOUT);
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertUnreadable(() -> RING.open(cut, ABOUT));
        }
        assertUnreadable(() -> RING.open(Arrays.copyOf(sealed, sealed.length + 1), ABOUT));
    }

    /** Two keys with the same bytes: only the header differs, and it is bound in. */
    @Test
    void theKeyIdIsBoundIn() {
        Keyring twins = Keyring.of(Map.of(1, OLD, 2, OLD), 1);
        byte[] sealed = twins.seal(PLAIN, ABOUT);
        sealed[4] = 2;
        assertThat(Keyring.keyId(sealed)).isEqualTo(2);
        assertUnreadable(() -> twins.open(sealed, ABOUT));
    }

    @Test
    void aKeyThatIsNotOnTheRingIsNamed() {
        byte[] sealed = Keyring.of(Map.of(-5, OLD), -5).seal(PLAIN, ABOUT);
        assertThatExceptionOfType(UnknownKey.class)
                .isThrownBy(() -> RING.open(sealed, ABOUT))
                .satisfies(unknown -> assertThat(unknown.keyId()).isEqualTo(-5))
                .withMessageContaining("-5");
    }

    @Test
    void anotherVersionIsRefusedAndNotTakenForAnUnknownKey() {
        byte[] sealed = RING.seal(PLAIN, ABOUT);
        sealed[0] = 2;
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> Keyring.keyId(sealed))
                .isExactlyInstanceOf(Unreadable.class);
    }

    @Test
    void noNonceIsDrawnTwice() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            nonces.add(HexFormat.of().formatHex(RING.seal(PLAIN, ABOUT), 5, 17));
        }
        assertThat(nonces).hasSize(10_000);
    }

    @Test
    void aRingWithoutItsCurrentKeyOrWithAShortOneIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Keyring.of(Map.of(3, OLD), 4));
        assertThatIllegalArgumentException().isThrownBy(() -> Keyring.of(Map.of(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Keyring.of(Map.of(3, Secret.of(new byte[16])), 3));
    }

    @Test
    void neitherTheRingNorARefusalTellsASecret() {
        byte[] sealed = RING.seal(PLAIN, ABOUT);
        StringWriter said = new StringWriter();
        try {
            RING.open(sealed, new byte[0]);
        } catch (Unreadable e) {
            e.printStackTrace(new PrintWriter(said, true));
        }
        assertThat(RING).hasToString("Keyring[2 keys, current 7]");
        assertThat(said.toString())
                .contains("Unreadable")
                .doesNotContain(
                        "planted",
                        HexFormat.of().formatHex(PLAIN),
                        HexFormat.of().formatHex(NEW.reveal()));
    }

    private static void assertUnreadable(ThrowingCallable opening) {
        assertThatExceptionOfType(Unreadable.class).isThrownBy(opening);
    }
}
