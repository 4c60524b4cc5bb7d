package dev.countersign.crypto;

import static dev.countersign.crypto.PhoneKey.HEADER;
import static dev.countersign.crypto.PhoneKey.ORDER;
import static dev.countersign.crypto.PhoneKey.base64;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.crypto.tink.subtle.EllipticCurves;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Es256Test {
    private static final PhoneKey PHONE = PhoneKey.draw();
    private static final String PAYLOAD = "{\"status\":\"approved\"}";
    private static final byte[] MESSAGE = "YF00000000000000000000000000000004".getBytes(US_ASCII);

    static Stream<Es256> providers() {
        return Stream.of(Es256.jdk(), Es256.best());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatThePhoneSignedIsVerifiedAndNothingElse(Es256 es256) {
        DeviceKey key = PHONE.under(es256);
        DeviceKey another = PhoneKey.draw().under(es256);
        byte[] der = PHONE.der(MESSAGE);
        Jws jws = PhoneKey.read(PHONE.jws(HEADER, PAYLOAD));
        assertThat(es256.der(key, MESSAGE, der)).isTrue();
        assertThat(es256.der(another, MESSAGE, der)).isFalse();
        assertThat(es256.der(key, "YF05".getBytes(US_ASCII), der)).isFalse();
        assertThat(es256.jws(key, jws)).isTrue();
        assertThat(es256.jws(another, jws)).isFalse();
        String[] parts = PHONE.jws(HEADER, PAYLOAD).split("\\.", -1);
        String denied = base64(PAYLOAD.replace("approved", "denied").getBytes(UTF_8));
        assertThat(es256.jws(key, PhoneKey.read(parts[0] + "." + denied + "." + parts[2])))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void noHeaderChoosesTheAlgorithmOrTheKey(Es256 es256) {
        DeviceKey key = PHONE.under(es256);
        String jwk = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}";
        assertThat(es256.jws(key, PhoneKey.read(PHONE.jws("{\"alg\":\"ES256\",\"kid\":\"CR1\"}", PAYLOAD))))
                .isTrue();
        for (String header : List.of(
                "{}",
                "{\"alg\":null}",
                "{\"alg\":[\"ES256\"]}",
                "{\"alg\":\"none\"}",
                "{\"alg\":\"es256\"}",
                "{\"alg\":\"ES256 \"}",
                "{\"alg\":\"ES384\"}",
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"ES256K\"}",
                "{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}",
                "{\"alg\":\"ES256\",\"crit\":[]}",
                "{\"alg\":\"ES256\",\"crit\":null}",
                "{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}",
                "{\"alg\":\"ES256\",\"jwk\":" + jwk + "}",
                "{\"alg\":\"ES256\",\"jku\":\"https://example.org/keys\"}",
                "{\"alg\":\"ES256\",\"x5u\":\"https://example.org/chain\"}",
                "{\"alg\":\"ES256\",\"x5c\":[\"AA==\"]}",
                "{\"alg\":\"ES256\",\"x5t\":\"AA\"}",
                "{\"alg\":\"ES256\",\"x5t#S256\":\"AA\"}")) {
            assertThat(es256.jws(key, PhoneKey.read(PHONE.jws(header, PAYLOAD))))
                    .as(header)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void theKeyThatEverybodyKnowsIsNoSecretToSignWith(Es256 es256) {
        String signed = base64("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "." + base64(PAYLOAD.getBytes(UTF_8));
        for (byte[] known : List.of(PHONE.spki(), Base64.getEncoder().encode(PHONE.spki()))) {
            byte[] mac = Mac256.of(Secret.of(known)).sign(signed.getBytes(US_ASCII));
            assertThat(es256.jws(PHONE.under(es256), PhoneKey.read(signed + "." + base64(mac))))
                    .isFalse();
        }
        String unsigned = base64("{\"alg\":\"none\"}".getBytes(UTF_8)) + "." + base64(PAYLOAD.getBytes(UTF_8)) + ".";
        assertThat(es256.jws(PHONE.under(es256), PhoneKey.read(unsigned))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aSignatureOfAnotherLengthRangeOrSpellingIsNone(Es256 es256) throws Exception {
        DeviceKey key = PHONE.under(es256);
        byte[] raw = PHONE.sign("SHA256withECDSAinP1363Format", MESSAGE);
        byte[] der = EllipticCurves.ecdsaIeee2Der(raw);
        assertThat(es256.raw(key, MESSAGE, raw)).isTrue();
        assertThat(es256.der(key, MESSAGE, der)).isTrue();
        List<byte[]> none = new ArrayList<>(List.of(der, new byte[0], new byte[64], Arrays.copyOf(raw, 63)));
        none.add(Arrays.copyOf(raw, 65));
        none.add(Arrays.copyOfRange(raw, 1, 64));
        none.add(joined(new byte[32], half(raw, 32)));
        none.add(joined(half(raw, 0), new byte[32]));
        none.add(joined(ORDER, half(raw, 32)));
        none.add(joined(half(raw, 0), ORDER));
        none.add(joined(ORDER, ORDER));
        none.add(joined(new byte[1], half(raw, 0), new byte[1], half(raw, 32)));
        for (byte[] signature : none) {
            assertThat(es256.raw(key, MESSAGE, signature)).isFalse();
            String jws = PHONE.jws(HEADER, PAYLOAD);
            String other = jws.substring(0, jws.lastIndexOf('.') + 1) + base64(signature);
            assertThat(es256.jws(key, PhoneKey.read(other))).isFalse();
        }
        for (byte[] signature :
                List.of(raw, new byte[0], joined(der, new byte[1]), Arrays.copyOf(der, der.length - 1))) {
            assertThat(es256.der(key, MESSAGE, signature)).isFalse();
        }
        assertThat(es256.der(key, MESSAGE, new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}))
                .isFalse();
    }

    @Test
    void theBestIsAmazonsWhereItLoadsAndItIsNotRegistered() {
        String processor = System.getProperty("os.arch");
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && List.of("amd64", "aarch64").contains(processor),
                "the native library is for Linux on two processors, and this is none of them: the JDK's is tested twice");
        assertThat(Es256.best().provider()).startsWith("AmazonCorrettoCryptoProvider 2.");
        assertThat(Security.getProvider("AmazonCorrettoCryptoProvider")).isNull();
        assertThat(Es256.jdk().provider()).startsWith("SunEC ");
    }

    @Test
    void aKeyReadWithOneProviderServesTheOther() {
        Es256 jdk = Es256.jdk();
        Es256 best = Es256.best();
        byte[] der = PHONE.der(MESSAGE);
        assertThat(jdk.der(PHONE.under(best), MESSAGE, der)).isTrue();
        assertThat(best.der(PHONE.under(jdk), MESSAGE, der)).isTrue();
        assertThat(PHONE.under(best)).isEqualTo(PHONE.under(jdk)).hasSameHashCodeAs(PHONE.under(jdk));
        assertThat(PHONE.under(best)).isNotEqualTo(PhoneKey.draw().under(best));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void manyThreadsAtOnceAllGetTheRightVerdicts(Es256 es256) throws Exception {
        List<PhoneKey> phones = Stream.generate(PhoneKey::draw).limit(4).toList();
        List<DeviceKey> keys = phones.stream().map(phone -> phone.under(es256)).toList();
        List<Jws> signed = phones.stream()
                .map(phone -> PhoneKey.read(phone.jws(HEADER, PAYLOAD)))
                .toList();
        List<Callable<Boolean>> checks = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            int by = i % 4;
            int of = i / 4 % 4;
            checks.add(() ->
                    es256.jws(of % 2 == 0 ? keys.get(by) : phones.get(by).under(es256), signed.get(of)) == (by == of));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> right : threads.invokeAll(checks)) {
                assertThat(requireNonNull(right.get())).isTrue();
            }
        }
    }

    private static byte[] half(byte[] raw, int from) {
        return Arrays.copyOfRange(raw, from, from + 32);
    }

    private static byte[] joined(byte[]... parts) {
        byte[] whole = new byte[0];
        for (byte[] part : parts) {
            int at = whole.length;
            whole = Arrays.copyOf(whole, at + part.length);
            System.arraycopy(part, 0, whole, at, part.length);
        }
        return whole;
    }
}
