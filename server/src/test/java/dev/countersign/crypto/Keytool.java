package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A certificate and its key, made by the JDK's own tool, as the PEM files that Apple's customers have. */
public record Keytool(Certificate certificate, Key key) {
    private static final String PASSWORD = "changeit";
    private static final AtomicInteger MADE = new AtomicInteger();

    public static Keytool rsa(Path folder, int bits) {
        return make(folder, "RSA", "-keysize", Integer.toString(bits));
    }

    public static Keytool ec(Path folder, String curve) {
        return make(folder, "EC", "-groupname", curve);
    }

    private static Keytool make(Path folder, String algorithm, String option, String value) {
        Path file = folder.resolve(algorithm + value + "-" + MADE.incrementAndGet() + ".p12");
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "push",
                "-keyalg",
                algorithm,
                option,
                value,
                "-dname",
                "CN=com.example.app",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD);
        try {
            Process keytool =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
            if (keytool.waitFor() != 0) {
                throw new AssertionError(said);
            }
            KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
            return new Keytool(store.getCertificate("push"), store.getKey("push", PASSWORD.toCharArray()));
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
