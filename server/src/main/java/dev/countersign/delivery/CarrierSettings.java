package dev.countersign.delivery;

import dev.countersign.domain.AddressRange;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator decides about carrying, and what stands in for the world in a test.
 *
 * @param allowed addresses that may be connected to beside those of the public internet
 * @param fcm where FCM is, {@code https://host[:port]} and perhaps the beginning of a path
 * @param apns where APNs is, unresolved; null for Apple's own two places
 * @param mutableContent whether an app on iOS may rewrite what its user is shown
 * @param agent what we call ourselves
 * @param limit within which all there is to one parcel is done
 * @param names looks hosts up
 * @param trusted whose certificates are trusted; empty for those that the JVM trusts
 */
public record CarrierSettings(
        List<AddressRange> allowed,
        URI fcm,
        @Nullable InetSocketAddress apns,
        boolean mutableContent,
        String agent,
        Duration limit,
        Names names,
        List<X509Certificate> trusted) {
    public static final URI USUAL_FCM = URI.create("https://fcm.googleapis.com");

    // spec Verify 7.2: 15 seconds for the answer
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(15);

    public CarrierSettings {
        allowed = List.copyOf(allowed);
        trusted = List.copyOf(trusted);
    }

    /** In the world as it is. */
    public CarrierSettings(
            List<AddressRange> allowed,
            URI fcm,
            @Nullable InetSocketAddress apns,
            boolean mutableContent,
            String version) {
        this(
                allowed,
                fcm,
                apns,
                mutableContent,
                version.isEmpty() ? "Countersign" : "Countersign/" + version,
                USUAL_LIMIT,
                Names.SYSTEM,
                List.of());
    }

    /** @throws IllegalArgumentException unless it is an absolute URL that paths can be put behind */
    public static URI fcm(String text) {
        URI url = GuardedHttp.target(text);
        if (url == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("it must look like " + USUAL_FCM);
        }
        return url;
    }

    /** @throws IllegalArgumentException unless it is a host and a port */
    public static InetSocketAddress apns(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > GuardedHttp.HIGHEST_PORT) {
            throw new IllegalArgumentException("it must look like api.push.apple.com:443");
        }
        return InetSocketAddress.createUnresolved(text.substring(0, colon), Integer.parseInt(port));
    }
}
