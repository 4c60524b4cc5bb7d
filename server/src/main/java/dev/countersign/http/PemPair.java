package dev.countersign.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate chain and its private key as two PEM files hold them, checked to belong together. */
public final class PemPair {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    // The store never leaves memory; its interface wants a password all the same.
    private static final char[] NO_SECRET = "in memory only".toCharArray();

    private PemPair() {}

    /** What a TLS server needs of them. Fails with one sentence that says which file is wrong and how. */
    public static SSLContext context(Path certFile, Path keyFile) throws IOException, GeneralSecurityException {
        Certificate[] chain = chain(certFile);
        PrivateKey key = key(keyFile, chain[0].getPublicKey().getAlgorithm());
        if (!belong(key, chain[0].getPublicKey())) {
            throw new KeyException(
                    "The key in " + keyFile + " does not belong to the certificate in " + certFile + ".");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, NO_SECRET, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_SECRET);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static Certificate[] chain(Path file) throws IOException, CertificateException {
        Collection<? extends Certificate> chain;
        try {
            chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (CertificateException e) {
            throw new CertificateException("No PEM certificate could be read from " + file + ".", e);
        }
        if (chain.isEmpty()) {
            throw new CertificateException("There is no certificate in " + file + ".");
        }
        return chain.toArray(Certificate[]::new);
    }

    // spec RFC 7468 10: PKCS#8 under the label PRIVATE KEY; older and encrypted forms carry other labels
    private static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, Math.max(0, begin));
        if (begin < 0 || end < 0) {
            throw new KeyException("The key in " + file
                    + " must be unencrypted PKCS#8 PEM, beginning with '" + BEGIN
                    + "'; 'openssl pkcs8 -topk8 -nodes' converts others.");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new KeyException(
                    "The key in " + file + " is not a key of the certificate's kind, " + algorithm + ".", e);
        }
    }

    private static boolean belong(PrivateKey key, PublicKey published) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        byte[] probe = "countersign".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(published);
        signature.update(probe);
        return signature.verify(signed);
    }
}
