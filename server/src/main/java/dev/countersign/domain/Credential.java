package dev.countersign.domain;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to a push service. The secret itself is sealed beside it and never shown.
 *
 * @param sandbox whether it is for Apple's sandbox
 * @param publicKey what the other side may know of it: the application server key of a {@code webpush} one, in base64url;
 *     null for the others
 */
public record Credential(
        CredentialSid sid,
        AccountSid account,
        Type type,
        @Nullable String friendlyName,
        boolean sandbox,
        @Nullable String publicKey,
        Instant updated) {
    public static final int LONGEST_NAME = 64;

    /** The words are the wire's and the record's. */
    public enum Type {
        APN,
        FCM,
        /** A server key of FCM's discontinued interface: kept and shown, of no use for sending. */
        GCM,
        /** VAPID, for Web Push. A type of ours. */
        WEBPUSH;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }
    }
}
