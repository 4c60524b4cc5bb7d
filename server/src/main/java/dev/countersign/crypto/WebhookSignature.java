package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;

/**
 * What proves to an application that a webhook's request comes from here: the value of {@code X-Twilio-Signature}, over
 * the URL and every parameter, by the account's auth token.
 */
public final class WebhookSignature {
    // The wire's choice, and sound as an HMAC. Nothing but this and one-time codes may use it; InventoryTest looks.
    private static final String ALGORITHM = "HmacSHA1";

    private WebhookSignature() {}

    /**
     * @param url where the request goes, as the operator wrote it
     * @param body what is sent: a form in UTF-8, encoded
     */
    public static String sign(Secret authToken, String url, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(authToken.keyFor(ALGORITHM));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(words(url, body).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA1", e);
        }
    }

    // spec Verify 7.3: the URL, then each name and value by code unit, nothing between; values that are equal once
    private static String words(String url, String body) {
        StringBuilder words = new StringBuilder(address(url));
        parameters(body).forEach((name, values) -> {
            for (String value : values) {
                words.append(name).append(value);
            }
        });
        return words.toString();
    }

    // spec Verify 7.3: without the fragment, and without the port that goes without saying. An empty path is asked for
    // as
    // a slash, which is what the application's side sees and what its validator signs.
    private static String address(String url) {
        int hash = url.indexOf('#');
        String address = hash < 0 ? url : url.substring(0, hash);
        int host = address.indexOf("://") + 3;
        int end = host;
        while (end < address.length() && "/?".indexOf(address.charAt(end)) < 0) {
            end++;
        }
        String rest = address.substring(end);
        String port = address.substring(0, host).toLowerCase(Locale.ROOT).equals("https://") ? ":443" : ":80";
        boolean said = address.substring(host, end).endsWith(port);
        return address.substring(0, said ? end - port.length() : end) + (rest.startsWith("/") ? rest : "/" + rest);
    }

    private static SortedMap<String, SortedSet<String>> parameters(String body) {
        SortedMap<String, SortedSet<String>> parameters = new TreeMap<>();
        for (String pair : body.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters
                        .computeIfAbsent(URLDecoder.decode(name, UTF_8), _ -> new TreeSet<>())
                        .add(URLDecoder.decode(value, UTF_8));
            }
        }
        return parameters;
    }
}
