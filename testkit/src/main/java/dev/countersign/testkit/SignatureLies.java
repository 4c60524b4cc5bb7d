package dev.countersign.testkit;

import dev.countersign.phone.DeviceKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signatures of other lengths, other encodings and other numbers than ES256 has. */
final class SignatureLies {
    private static final int HALF = 32;

    private final Forgery truth;
    private final DeviceKey key;

    SignatureLies(Forgery truth, DeviceKey key) {
        this.truth = truth;
        this.key = key;
    }

    Map<String, String> all() {
        byte[] zero = new byte[HALF];
        byte[] order = Arrays.copyOfRange(order(), 1, HALF + 1);
        Map<String, String> lies = new LinkedHashMap<>();
        lies.put("a signature in DER", truth.signed(key::der).text());
        lies.put("no signature", truth.signed(_ -> new byte[0]).text());
        lies.put(
                "63 bytes, as iOS writes one in many",
                truth.signed(this::shortened).text());
        lies.put("63 bytes, cut off", truth.bent(s -> Arrays.copyOf(s, 63)).text());
        lies.put(
                "65 bytes, with a zero before",
                truth.bent(s -> joined(new byte[1], s)).text());
        lies.put(
                "65 bytes, with a zero behind",
                truth.bent(s -> Arrays.copyOf(s, 65)).text());
        lies.put(
                "66 bytes, both halves led by a zero",
                truth.bent(s -> joined(led(first(s)), led(second(s)))).text());
        lies.put("the signature twice", truth.bent(s -> joined(s, s)).text());
        lies.put(
                "r and s changed about",
                truth.bent(s -> joined(second(s), first(s))).text());
        lies.put("r zero", truth.bent(s -> joined(zero, second(s))).text());
        lies.put("s zero", truth.bent(s -> joined(first(s), zero)).text());
        lies.put("r and s zero", truth.signed(_ -> joined(zero, zero)).text());
        lies.put(
                "r the order of the curve",
                truth.bent(s -> joined(order, second(s))).text());
        lies.put(
                "s the order of the curve",
                truth.bent(s -> joined(first(s), order)).text());
        lies.put(
                "r and s the order of the curve",
                truth.signed(_ -> joined(order, order)).text());
        lies.put("one bit turned", truth.bent(SignatureLies::turned).text());
        lies.put(
                "signed over something else",
                truth.signed(_ -> key.raw(new byte[1])).text());
        return lies;
    }

    /** A good signature whose first byte is zero, without that byte: whoever pads it again finds it good. */
    // Verify 5.1: about one in 2^16 comes so from iOS, and is a bad one
    private byte[] shortened(byte[] input) {
        byte[] signature = key.raw(input);
        while (signature[0] != 0) {
            signature = key.raw(input);
        }
        return Arrays.copyOfRange(signature, 1, signature.length);
    }

    private byte[] order() {
        byte[] bytes = key.publicKey().getParams().getOrder().toByteArray();
        if (bytes.length != HALF + 1 || new BigInteger(bytes).signum() < 1) {
            throw new IllegalStateException("this is not P-256");
        }
        return bytes;
    }

    private static byte[] turned(byte[] signature) {
        byte[] turned = signature.clone();
        turned[40] ^= 1;
        return turned;
    }

    private static byte[] led(byte[] half) {
        return joined(new byte[1], half);
    }

    private static byte[] first(byte[] signature) {
        return Arrays.copyOf(signature, HALF);
    }

    private static byte[] second(byte[] signature) {
        return Arrays.copyOfRange(signature, HALF, 2 * HALF);
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
