package dev.countersign.http;

import dev.countersign.domain.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Who is calling, and by which URL they reached us: from the connection, or from a proxy we were told to believe. */
final class Callers {
    private final @Nullable String publicUrl;
    private final TrustedProxies trusted;

    Callers(@Nullable String publicUrl, TrustedProxies trusted) {
        this.publicUrl = publicUrl;
        this.trusted = trusted;
    }

    /** What every URL that we hand to this caller begins with. */
    String base(Request request) {
        String called = called(request);
        Forwarding said = forwarding(request);
        String host = said == null || said.host() == null ? called : said.host();
        if (!Authority.valid(host)) {
            throw Refusal.BAD_REQUEST.refused("Host");
        }
        if (publicUrl != null) {
            return publicUrl;
        }
        String scheme = said == null ? null : said.scheme();
        if (scheme == null) {
            // The connection's word: a request target may claim any scheme it likes.
            scheme = request.getConnectionMetaData().isSecure() ? "https" : "http";
        }
        return scheme.concat("://").concat(host);
    }

    /** The caller's address as digits, for the log. */
    String client(Request request) {
        InetAddress peer = peer(request);
        Forwarding said = forwarding(request);
        InetAddress client = said == null || said.client() == null ? peer : said.client();
        return client == null ? "" : client.getHostAddress();
    }

    private String called(Request request) {
        // spec RFC 9112 3.2: HTTP/1.0 may come without Host; then nothing says what we are called
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0
                && !request.getHeaders().contains(HttpHeader.HOST)) {
            throw Refusal.BAD_REQUEST.refused("Host");
        }
        String authority = request.getHttpURI().getAuthority();
        return authority == null ? "" : authority;
    }

    private @Nullable Forwarding forwarding(Request request) {
        if (trusted.none()) {
            return null;
        }
        InetAddress peer = peer(request);
        return peer != null && trusted.trusts(peer) ? Forwarding.read(request.getHeaders(), trusted) : null;
    }

    private static @Nullable InetAddress peer(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress address
                ? address.getAddress()
                : null;
    }
}
