package dev.countersign.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate and key we serve TLS with, followed when they are renewed on disk. A pair that is no good changes
 * nothing: the one in use stays.
 */
final class TlsFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    private record Stamp(FileTime certTime, long certSize, FileTime keyTime, long keySize) {}

    private final Path cert;
    private final Path key;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private Stamp seen;
    private @Nullable String complaint;

    TlsFiles(Path cert, Path key) throws IOException, GeneralSecurityException {
        this.cert = cert;
        this.key = key;
        this.seen = stamp();
        factory.setSslContext(PemPair.context(cert, key));
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setCipherComparator(HTTP2Cipher.COMPARATOR);
        factory.setRenegotiationAllowed(false);
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    /** Looks whether the files changed, and takes up the new pair if it is whole. */
    void look() {
        try {
            // Stamped before it is read: what changes meanwhile is seen as a change the next time.
            Stamp now = stamp();
            if (now.equals(seen)) {
                return;
            }
            SSLContext context = PemPair.context(cert, key);
            factory.reload(f -> f.setSslContext(context));
            seen = now;
            complaint = null;
            LOG.info("New TLS certificate taken up from {}", cert);
        } catch (Exception e) {
            // Tried again at every look, for it may be made whole without a change we can see; told once.
            if (!String.valueOf(e.getMessage()).equals(complaint)) {
                complaint = String.valueOf(e.getMessage());
                LOG.warn("The TLS files changed but cannot be used, so the old pair stays: {}", complaint);
            }
        }
    }

    private Stamp stamp() throws IOException {
        return new Stamp(
                Files.getLastModifiedTime(cert), Files.size(cert), Files.getLastModifiedTime(key), Files.size(key));
    }
}
