package dev.countersign.phone;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the SDKs do each in their own way where the protocol leaves them free, or forgives them. */
public enum Habits {
    /** As one would write it from the protocol. */
    PLAIN("0.1.0", "countersign-phone"),
    /** As the SDK for Android does. */
    ANDROID("0.9.0", "App; Android; 1.0; 7; Android 14 (34); Pixel 8; VerifySDK; 0.9.0; 2013"),
    /** As the SDK for iOS does. */
    IOS("3.0.2", "App; iOS; 1.0; 7; iOS 17.1; iPhone; TwilioVerify; 3.0.2; 1");

    private static final String FORM = "application/x-www-form-urlencoded";

    /** What iOS leaves as it is in a query, but for the plus sign. */
    private static final String LEFT_BY_IOS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!$&'()*,-./:;=?@_~";

    private final String sdkVersion;
    private final String userAgent;

    Habits(String sdkVersion, String userAgent) {
        this.sdkVersion = sdkVersion;
        this.userAgent = userAgent;
    }

    public String sdkVersion() {
        return sdkVersion;
    }

    // spec Verify 5.4: both platforms' JSON writers escape the slash, and order names as they please
    boolean escapesSlashes() {
        return this != PLAIN;
    }

    /** The members in the order in which they are written. */
    <K, V extends @Nullable Object> Map<K, V> ordered(Map<K, V> members) {
        return switch (this) {
            case PLAIN -> members;
            case ANDROID -> new HashMap<>(members);
            case IOS -> {
                Map<K, V> backwards = new TreeMap<>(Collections.reverseOrder());
                backwards.putAll(members);
                yield backwards;
            }
        };
    }

    /** A value of a form or query. */
    String encode(String value) {
        return switch (this) {
            case PLAIN -> URLEncoder.encode(value, StandardCharsets.UTF_8);
            case ANDROID -> URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
            case IOS -> permissively(value);
        };
    }

    // spec Verify 5.2: iOS escapes what no query may hold, and the plus sign; an equals sign or a slash goes raw
    private static String permissively(String value) {
        StringBuilder text = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (LEFT_BY_IOS.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }

    // spec Verify 2.7: iOS sends the token of a page as pageToken
    String pageToken() {
        return this == IOS ? "pageToken" : "PageToken";
    }

    // spec Verify 2.3: the SDKs ask for a form on GET, and name one on DELETE that they do not send
    Map<String, String> headers(String method) {
        Map<String, String> headers = new LinkedHashMap<>();
        boolean posts = method.equals("POST");
        if (posts || (this != PLAIN && method.equals("DELETE"))) {
            headers.put("Content-Type", FORM);
        }
        headers.put("Accept", this != PLAIN && method.equals("GET") ? FORM : "application/json");
        headers.put("User-Agent", userAgent);
        return headers;
    }

    // spec Verify 11 T35: plain maps of headers on Android know them by their canonical spelling alone
    @Nullable
    String header(Transport.Answer answer, String name) {
        return this == ANDROID ? answer.headers().get(name) : answer.header(name);
    }

    /** Whether a word that is not known spoils the answer; Android has something to read it as. */
    boolean minds() {
        return this != ANDROID;
    }
}
