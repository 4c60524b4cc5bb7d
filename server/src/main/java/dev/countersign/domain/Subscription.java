package dev.countersign.domain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a browser, or an app with a UnifiedPush distributor, is reached, and what to encrypt for it with.
 *
 * @param endpoint an absolute http or https URL without user or fragment
 * @param p256dh the uncompressed public key, 65 bytes in base64url without padding
 * @param auth the shared secret, 16 bytes likewise
 */
public record Subscription(String endpoint, String p256dh, String auth) {
    private static final Pattern TEXT = Pattern.compile(
            "\\{\"endpoint\":\"([^\"\\\\]+)\",\"keys\":\\{\"p256dh\":\"([\\w-]+)\",\"auth\":\"([\\w-]+)\"}}");

    /** As it lies in the record and is shown: JSON with the members of a browser's {@code PushSubscription}. */
    public String text() {
        return "{\"endpoint\":\"" + endpoint + "\",\"keys\":{\"p256dh\":\"" + p256dh + "\",\"auth\":\"" + auth + "\"}}";
    }

    /** The subscription that {@link #text} made; null for any other text, also for JSON of the same meaning. */
    public static @Nullable Subscription parse(String text) {
        Matcher m = TEXT.matcher(text);
        return m.matches() ? new Subscription(m.group(1), m.group(2), m.group(3)) : null;
    }
}
