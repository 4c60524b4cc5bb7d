package dev.countersign.testkit;

import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Jws;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Lies about how a text is signed, and with whose key. */
// RFC 8725 2 and 3: these are the attacks it tells of
final class AlgorithmLies {
    private final Forgery truth;
    private final DeviceKey key;
    private final DeviceKey stranger;

    AlgorithmLies(Forgery truth, DeviceKey key, DeviceKey stranger) {
        this.truth = truth;
        this.key = key;
        this.stranger = stranger;
    }

    Map<String, String> all() {
        Map<String, String> lies = new LinkedHashMap<>();
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            Forgery unsigned = truth.header("alg", none);
            lies.put("alg " + none + ", signed", unsigned.text());
            lies.put(
                    "alg " + none + ", unsigned",
                    unsigned.signed(_ -> new byte[0]).text());
        }
        for (String other : List.of("ES384", "ES512", "ES256K", "RS256", "PS256", "EdDSA", "HS256", "es256", "")) {
            lies.put(
                    "alg " + other + ", signed as ES256",
                    truth.header("alg", other).text());
        }
        lies.put("no alg", truth.withoutHeader("alg").text());
        lies.put("alg null", truth.header("alg", null).text());
        lies.put("alg in a list", truth.header("alg", List.of("ES256")).text());
        for (String alg : List.of("HS256", "ES256")) {
            lies.put(alg + " with the DER as secret", hmac(alg, key.publicKey().getEncoded()));
            lies.put(alg + " with the Base64 as secret", hmac(alg, ascii(key.spki())));
            lies.put(alg + " with the PEM as secret", hmac(alg, ascii(pem())));
            lies.put(alg + " with nothing as secret", hmac(alg, new byte[1]));
        }
        lies.put("a stranger's key", truth.signedBy(stranger).text());
        lies.put("a stranger's key, embedded", strangers("jwk", jwk(stranger)));
        lies.put("a stranger's key, as a chain", strangers("x5c", List.of(stranger.spki())));
        lies.put("a stranger's key, by jku", strangers("jku", "https://127.0.0.1:1/keys.json"));
        lies.put("a stranger's key, by x5u", strangers("x5u", "https://127.0.0.1:1/key.pem"));
        // RFC 7515 4.1.11: what is critical and not understood makes it invalid, however well it is signed
        lies.put(
                "something critical",
                truth.header("crit", List.of("exp")).header("exp", 1).text());
        lies.put("crit of nothing", truth.header("crit", List.of()).text());
        lies.put(
                "a payload not encoded",
                truth.header("crit", List.of("b64")).header("b64", false).text());
        return lies;
    }

    private String strangers(String name, Object value) {
        return truth.header(name, value).signedBy(stranger).text();
    }

    private String hmac(String alg, byte[] secret) {
        return truth.header("alg", alg)
                .signed(input -> {
                    try {
                        Mac mac = Mac.getInstance("HmacSHA256");
                        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
                        return mac.doFinal(input);
                    } catch (GeneralSecurityException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .text();
    }

    private String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, ascii("\n"))
                        .encodeToString(key.publicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    // RFC 7518 6.2.1: a key on P-256 by its coordinates
    private static Map<String, Object> jwk(DeviceKey of) {
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("kty", "EC");
        jwk.put("crv", "P-256");
        jwk.put("x", Jws.part(bytes(of.publicKey().getW().getAffineX())));
        jwk.put("y", Jws.part(bytes(of.publicKey().getW().getAffineY())));
        return jwk;
    }

    private static byte[] bytes(BigInteger coordinate) {
        byte[] wide = coordinate.add(BigInteger.TWO.pow(8 * 33)).toByteArray();
        return Arrays.copyOfRange(wide, wide.length - 32, wide.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
