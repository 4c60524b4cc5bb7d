package dev.countersign.core;

import dev.countersign.crypto.BrowserKeys;
import dev.countersign.domain.Profile;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.PushConfig.Platform;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Subscription;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The tokens of Web Push, which are whole subscriptions: looked at when a device brings one, and kept in one spelling. */
final class Subscriptions {
    private static final int LONGEST_ENDPOINT = 2048;

    private Subscriptions() {}

    /** The same, a browser's token as it is kept; refuses one that is none, or leads over plain http where that may not be. */
    static PushConfig kept(PushConfig config, Profile profile) {
        String token = config.token();
        if (config.platform() != Platform.WEBPUSH || token == null) {
            return config;
        }
        BrowserKeys said = BrowserKeys.read(token);
        if (said == null || !isEndpoint(said.endpoint(), profile)) {
            throw Refusal.INVALID_PARAMETER.refused("Config.NotificationToken must be the JSON of a browser's push"
                    + " subscription: an http or https endpoint, and keys with p256dh and auth");
        }
        Subscription kept = new Subscription(said.endpoint(), said.p256dh(), said.auth());
        return new PushConfig(config.sdkVersion(), config.appId(), config.platform(), kept.text());
    }

    // spec RFC 8030 5: a push resource is an absolute URL that is posted to; whether we may go there is seen on the way
    private static boolean isEndpoint(String text, Profile profile) {
        URI uri = uri(text);
        String scheme = uri == null ? null : uri.getScheme();
        return uri != null
                && scheme != null
                && (scheme.toLowerCase(Locale.ROOT).equals("https")
                        || (profile.plainWebhooks()
                                && scheme.toLowerCase(Locale.ROOT).equals("http")))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && uri.getPort() != 0
                && uri.getPort() <= 65_535;
    }

    private static @Nullable URI uri(String text) {
        // What lies beyond ASCII, and quotes, would have to be escaped on the way out; there is one way of writing a
        // URL.
        if (text.length() > LONGEST_ENDPOINT || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return null;
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
