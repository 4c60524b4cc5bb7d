package dev.countersign.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Somebody who issues certificates, and whom nobody trusts but those who are told to. The certificates are good for any
 * time up to 2049.
 */
public final class CertificateAuthority {
    private static final String NAME = "Countersign testkit";
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String USER_ID = "0.9.2342.19200300.100.1.1";

    private final KeyPair keys = P256.pair();
    private final AtomicLong serial = new AtomicLong(1);
    private final X509Certificate certificate;

    public CertificateAuthority() {
        certificate = issue(keys.getPublic(), name(COMMON_NAME, NAME), ofAnAuthority(keys.getPublic()));
    }

    /** A certificate and its private key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {

        public String certificatePem() {
            return pem(certificate);
        }

        public String keyPem() {
            return Pem.of("PRIVATE KEY", key.getEncoded());
        }
    }

    /** For a server on the loopback. */
    public Issued server() {
        KeyPair pair = P256.pair();
        byte[] names = Der.sequence(
                Der.value(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
                Der.value(0x87, InetAddress.getLoopbackAddress().getAddress()));
        byte[] extensions = Der.sequence(extension("2.5.29.17", names), issuerKey());
        return new Issued(issue(pair.getPublic(), name(COMMON_NAME, "localhost"), extensions), pair.getPrivate());
    }

    /** For a client that goes by that user id; Apple names an app's topic so. */
    public Issued client(String userId) {
        KeyPair pair = P256.pair();
        return new Issued(issue(pair.getPublic(), name(USER_ID, userId), Der.sequence(issuerKey())), pair.getPrivate());
    }

    /** The authority's own certificate: trust it. */
    public X509Certificate certificate() {
        return certificate;
    }

    public String certificatePem() {
        return pem(certificate);
    }

    /** For whoever serves on the loopback. */
    public SSLContext serving() {
        try {
            Issued server = server();
            KeyStore store = emptyStore();
            store.setKeyEntry("server", server.key(), new char[0], new X509Certificate[] {server.certificate()});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a client that trusts this authority and no other. */
    public SSLContext trusting() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("authority", certificate);
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    // spec RFC 5280 4.1: version, serial, algorithm, issuer, validity, subject, key and extensions, signed
    private X509Certificate issue(PublicKey subjectKey, byte[] subject, byte[] extensions) {
        byte[] content = Der.sequence(
                Der.value(0xa0, Der.integer(2)),
                Der.integer(serial.getAndIncrement()),
                ECDSA_WITH_SHA256,
                name(COMMON_NAME, NAME),
                Der.sequence(Der.utcTime("200101000000Z"), Der.utcTime("491231235959Z")),
                subject,
                subjectKey.getEncoded(),
                Der.value(0xa3, extensions));
        try {
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(keys.getPrivate());
            signer.update(content);
            byte[] signed = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(0, signer.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] name(String attribute, String value) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(attribute), Der.utf8(value))));
    }

    // spec RFC 5280 4.2.1: an authority says that it is one, may sign certificates (the sixth bit), and names its key
    private static byte[] ofAnAuthority(PublicKey key) {
        return Der.sequence(
                critical("2.5.29.19", Der.sequence(Der.yes())),
                critical("2.5.29.15", Der.bits(2, new byte[] {0x04})),
                extension("2.5.29.14", Der.octets(id(key))));
    }

    private byte[] issuerKey() {
        return extension("2.5.29.35", Der.sequence(Der.value(0x80, id(keys.getPublic()))));
    }

    private static byte[] id(PublicKey key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] critical(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value));
    }

    private static String pem(X509Certificate certificate) {
        try {
            return Pem.of("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
