package dev.countersign.http;

import dev.countersign.contract.ErrorBody;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator decides about the doors: where to listen, under which name the world sees us, whom to believe, and
 * how much to bear.
 *
 * @param port 0 takes any free one
 * @param metricsPort on loopback only; 0 takes any free one, below 0 there is none
 * @param publicUrl {@code https://host[:port]}; without it URLs are built from what the caller called us
 * @param trustedProxies addresses and CIDR ranges whose forwarding headers are believed
 * @param tlsCert PEM chain; given together with {@code tlsKey} or not at all
 * @param tlsKey PEM, PKCS#8, not encrypted
 * @param moreInfoPrefix what {@code more_info} of an error begins with
 */
public record HttpSettings(
        String host,
        int port,
        int metricsPort,
        @Nullable String publicUrl,
        List<String> trustedProxies,
        @Nullable Path tlsCert,
        @Nullable Path tlsKey,
        String moreInfoPrefix,
        Limits limits) {

    /**
     * How much of a caller we bear.
     *
     * @param maxInFlight requests in the application at once; beyond it callers are asked to come again
     * @param maxBody bytes of a request's body
     * @param maxHeaders bytes of a request's line and headers together
     * @param bodyTime from the first wait for a body to its end
     * @param headerTime from a request's first byte to the end of its headers, and for a TLS handshake
     * @param idleTime for a connection on which nothing moves
     * @param drainTime for requests in flight when we stop
     * @param tlsPoll how often the TLS files are looked at
     * @param waiting how much of those who wait we bear
     */
    public record Limits(
            int maxInFlight,
            int maxBody,
            int maxHeaders,
            Duration bodyTime,
            Duration headerTime,
            Duration idleTime,
            Duration drainTime,
            Duration tlsPoll,
            Waiting waiting) {
        public static final Limits USUAL = new Limits(
                512,
                128 * 1024,
                16 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Waiting.USUAL);
    }

    /**
     * How much we bear of those who wait for what is not there yet.
     *
     * @param most at once; beyond it callers are asked to come again
     * @param heartbeat how often a stream says that it is there, and how long its reader may leave that lying
     */
    public record Waiting(int most, Duration heartbeat) {
        public static final Waiting USUAL = new Waiting(20_000, Duration.ofSeconds(15));
    }

    public HttpSettings {
        trustedProxies = List.copyOf(trustedProxies);
        publicUrl = publicUrl == null ? null : origin(publicUrl);
        if ((tlsCert == null) != (tlsKey == null)) {
            throw new IllegalArgumentException("TLS needs both a certificate and a key, or neither.");
        }
    }

    /** Plain HTTP on loopback with the usual limits: what tests and a first try want. */
    public static HttpSettings loopback(int port, int metricsPort) {
        return new HttpSettings(
                "127.0.0.1", port, metricsPort, null, List.of(), null, null, ErrorBody.USUAL_MORE_INFO, Limits.USUAL);
    }

    /** @throws IllegalArgumentException unless they are addresses and CIDR ranges */
    public static List<String> proxies(List<String> texts) {
        return new TrustedProxies(texts).none() ? List.of() : List.copyOf(texts);
    }

    /** @throws IllegalArgumentException unless it is a scheme, a host and perhaps a port */
    public static String origin(String text) {
        String url = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        int scheme = url.startsWith("https://") ? 8 : url.startsWith("http://") ? 7 : -1;
        if (scheme < 0 || !Authority.valid(url.substring(scheme))) {
            throw new IllegalArgumentException(
                    "The public URL must look like https://verify.example.com, without a path: " + text);
        }
        return URI.create(url).toString();
    }
}
