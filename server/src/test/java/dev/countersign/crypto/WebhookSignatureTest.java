package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSignatureTest {
    private static final Secret TOKEN = secret("12345");
    private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private static final String BODY =
            "CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234" + "&From=%2B12349013030&To=%2B18005551212";

    // spec Verify 7.3: the second vector
    @Test
    void theClassicVectorIsSigned() {
        assertThat(WebhookSignature.sign(TOKEN, URL, BODY)).isEqualTo("0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
    }

    // spec Verify 7.3: the first vector, and that it is of the string which the contract spells out
    @Test
    void theProtocolsVectorIsSigned() throws Exception {
        Contract webhook =
                Contract.read("vectors.json", "the protocol's worked example").object("webhook");
        String token = webhook.text("auth_token");
        assertThat(WebhookSignature.sign(secret(token), webhook.text("url"), webhook.text("body")))
                .isEqualTo(webhook.text("x_twilio_signature"))
                .isEqualTo(hmac(token, webhook.text("string_to_sign")));
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example.com:443/b, https://a.example.com/b",
        "https://a.example.com:443, https://a.example.com/",
        "https://a.example.com, https://a.example.com/",
        "https://a.example.com?c=d, https://a.example.com/?c=d",
        "https://a.example.com:443?c=:443, https://a.example.com/?c=:443",
        "HTTPS://A.example.com:443/b, HTTPS://A.example.com/b",
        "http://a.example.com:80/b:80, http://a.example.com/b:80",
        "http://[2001:db8::80]:80/, http://[2001:db8::80]/",
        "https://a.example.com/b?c=d#e, https://a.example.com/b?c=d",
        "https://a.example.com:443#/e, https://a.example.com/",
        "https://a.example.com/b#, https://a.example.com/b",
        // and otherwise it is the URL as it was written
        "https://a.example.com:80/b, https://a.example.com:80/b",
        "http://a.example.com:443/b, http://a.example.com:443/b",
        "https://a.example.com:8443/b, https://a.example.com:8443/b",
        "https://a.example.com:4430/b, https://a.example.com:4430/b",
        "https://a.example.com/b:443, https://a.example.com/b:443",
        "https://a.example.com/b?c=:443, https://a.example.com/b?c=:443",
        "http://[2001:db8::80]/, http://[2001:db8::80]/",
        "https://A.example.com/%7eb/../c?d=%C3%BC+e, https://A.example.com/%7eb/../c?d=%C3%BC+e",
    })
    void aUrlIsSignedAsItIsAskedForWithoutItsFragmentAndItsUsualPort(String written, String signed) throws Exception {
        assertThat(WebhookSignature.sign(TOKEN, written, "b=2&a=1")).isEqualTo(hmac("12345", signed + "a1b2"));
    }

    @ParameterizedTest
    @CsvSource({
        "a=1&B=2, B2a1",
        "a=2&a=1&a=2, a1a2",
        "a=&b, ab",
        "a=b=c, ab=c",
        "a=%2B&b=+&c=%20, 'a+b c '",
        "'', ''",
        // an astral letter is two code units, both of them before U+FF21
        "%EF%BC%A1=1&%F0%9D%94%B8=2, \uD835\uDD382\uFF211",
    })
    void parametersAreSignedDecodedByCodeUnitAndOnce(String body, String signed) throws Exception {
        assertThat(WebhookSignature.sign(TOKEN, URL, body)).isEqualTo(hmac("12345", URL + signed));
    }

    @Test
    void anythingAsParametersIsSignedAsAnIndependentComputationSignsIt() throws Exception {
        RandomGenerator random = new Random(731);
        for (int round = 0; round < 2_000; round++) {
            List<Map.Entry<String, String>> pairs = new ArrayList<>();
            for (int i = random.nextInt(9); i >= 0; i--) {
                pairs.add(Map.entry(word(random, 1 + random.nextInt(2)), word(random, random.nextInt(4))));
            }
            String body = pairs.stream()
                    .map(pair -> encoded(random, pair.getKey()) + "=" + encoded(random, pair.getValue()))
                    .collect(Collectors.joining("&"));
            assertThat(WebhookSignature.sign(TOKEN, URL, body)).as(body).isEqualTo(hmac("12345", URL + words(pairs)));
        }
    }

    /** From the pairs as they were before anything was encoded, and by characters in arrays. */
    private static String words(List<Map.Entry<String, String>> pairs) {
        Map<String, Set<String>> byName = new TreeMap<>(WebhookSignatureTest::byCodeUnit);
        pairs.forEach(pair ->
                byName.computeIfAbsent(pair.getKey(), _ -> new HashSet<>()).add(pair.getValue()));
        StringBuilder words = new StringBuilder();
        byName.forEach((name, values) -> values.stream()
                .sorted(WebhookSignatureTest::byCodeUnit)
                .forEach(value -> words.append(name).append(value)));
        return words.toString();
    }

    private static int byCodeUnit(String one, String other) {
        return Arrays.compare(one.toCharArray(), other.toCharArray());
    }

    private static String word(RandomGenerator random, int length) {
        int[] letters = "aAbz09 +%&=#?/\"{}:é’日\uFF21\uD835\uDD38".codePoints().toArray();
        return random.ints(length, 0, letters.length)
                .map(i -> letters[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String encoded(RandomGenerator random, String text) {
        String encoded = URLEncoder.encode(text, UTF_8);
        return random.nextBoolean() ? encoded : encoded.replace("+", "%20");
    }

    private static String hmac(String token, String words) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(token.getBytes(UTF_8), "HmacSHA1"));
        return Base64.getEncoder().encodeToString(mac.doFinal(words.getBytes(UTF_8)));
    }

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(UTF_8));
    }
}
