package dev.countersign.domain;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a push factor's device is reached, as its app told us.
 *
 * @param sdkVersion of the library in the app, free text
 * @param appId bundle id or package name
 * @param token the platform's address of the device; null where the platform is none
 */
public record PushConfig(
        String sdkVersion,
        String appId,
        Platform platform,
        @Nullable String token) {
    public static final int LONGEST_TEXT = 100;

    // spec Verify 3.3.1: tokens of the platforms have outgrown the published 255
    public static final int LONGEST_TOKEN = 4096;

    /** Who carries messages to the device. The words are the wire's and the record's. */
    public enum Platform {
        APN,
        FCM,
        /** A browser's push service, or a UnifiedPush distributor; the token is a {@link Subscription}. A platform of ours. */
        WEBPUSH,
        /** Nobody: the device asks by itself. */
        NONE;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }
    }

    /** Refuses a platform without its token; without a platform there is none. */
    public static PushConfig of(String sdkVersion, String appId, Platform platform, @Nullable String token) {
        if (platform != Platform.NONE && token == null) {
            throw Refusal.INVALID_PARAMETER.refused(
                    "Config.NotificationToken is required unless Config.NotificationPlatform is none");
        }
        return new PushConfig(sdkVersion, appId, platform, platform == Platform.NONE ? null : token);
    }

    /** These with some members changed; null for what is not. A token is good on the platform it came from only. */
    public PushConfig with(
            @Nullable String sdkVersion, @Nullable String appId, @Nullable Platform platform, @Nullable String token) {
        Platform next = platform == null ? this.platform : platform;
        return of(
                sdkVersion == null ? this.sdkVersion : sdkVersion,
                appId == null ? this.appId : appId,
                next,
                token == null && next == this.platform ? this.token : token);
    }
}
