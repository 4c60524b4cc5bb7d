package dev.countersign.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signature of a webhook, as a backend works it out to compare it. */
final class TwilioSignature {
    private TwilioSignature() {}

    /** @param url as it is configured; what follows a {@code #} is not signed */
    // spec Verify 7.3: the URL, then each name in order with each of its distinct values in order, under HMAC-SHA1
    static String of(String authToken, String url, Map<String, List<String>> parameters) {
        StringBuilder text = new StringBuilder(url.replaceFirst("#.*", ""));
        new TreeMap<>(parameters).forEach((name, values) -> new TreeSet<>(values)
                .forEach(value -> text.append(name).append(value)));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
