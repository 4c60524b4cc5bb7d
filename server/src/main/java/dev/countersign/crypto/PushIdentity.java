package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.crypto.UnfitIdentity.Part;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to a push service, ready to sign with. One that exists has been read whole and found to fit together; as text
 * it shows what its service calls it, and nothing secret.
 */
public sealed interface PushIdentity {
    int LONGEST_SUBJECT = 256;

    PrivateKey key();

    /** {@link #key} as text: a secret. */
    default String keyPem() {
        return Pem.write(PrivateKeys.PKCS8, key().getEncoded());
    }

    /** All there is of it, the private key too: what is to be sealed, and what {@link #open} reads. */
    Secret kept();

    /** @throws Unreadable where it was not made by {@link #kept} */
    static PushIdentity open(Secret kept) {
        return KeptIdentity.open(kept);
    }

    /**
     * A Google service account that may send by FCM.
     *
     * @param key RSA of at least 2048 bits
     * @param tokenUri where it gets its access tokens; it came from whoever made the Credential, and is reached with the
     *     caution that other people's addresses ask for
     */
    record Fcm(String project, String clientEmail, String keyId, PrivateKey key, URI tokenUri) implements PushIdentity {
        static final String KIND = "service_account";
        private static final String USUAL_TOKEN_URI = "https://oauth2.googleapis.com/token";
        // It becomes part of a path.
        private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:-]{0,127}");
        private static final Pattern EMAIL = Pattern.compile("[!-~&&[^\"\\\\@]]{1,128}@[!-~&&[^\"\\\\@]]{1,128}");
        private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

        /** Reads the JSON file of a service account, as the Firebase console hands it out. */
        public static Fcm parse(String serviceAccount) {
            Claims c = Claims.read(serviceAccount.getBytes(UTF_8));
            if (c == null || !KeptIdentity.text(c, KeptIdentity.KIND).equals(KIND)) {
                throw wrong(
                        "must be the JSON of a Firebase service account; server keys of the legacy API are of no use");
            }
            return read(c);
        }

        static Fcm read(Claims c) {
            String uri = c.text("token_uri");
            return new Fcm(
                    fit(c, "project_id", PROJECT),
                    fit(c, "client_email", EMAIL),
                    fit(c, KeptIdentity.KEY_ID, KEY_ID),
                    key(c),
                    tokenUri(uri == null ? USUAL_TOKEN_URI : uri));
        }

        private static String fit(Claims c, String name, Pattern pattern) {
            String text = KeptIdentity.text(c, name);
            if (!pattern.matcher(text).matches()) {
                throw wrong("must be the JSON of a Firebase service account; its " + name + " is missing or malformed");
            }
            return text;
        }

        private static PrivateKey key(Claims c) {
            try {
                return PrivateKeys.mustBeGoodRsa(PrivateKeys.parse(KeptIdentity.text(c, KeptIdentity.KEY)));
            } catch (InvalidKeyException e) {
                throw wrong("must be the JSON of a Firebase service account; its private_key " + e.getMessage());
            }
        }

        // spec RFC 6749 3.2: a token endpoint has no fragment and, beyond this machine, TLS
        private static URI tokenUri(String text) {
            URI uri = IdentityParts.uri(text);
            String host = uri == null ? null : uri.getHost();
            if (uri == null
                    || host == null
                    || uri.getRawFragment() != null
                    || uri.getRawUserInfo() != null
                    || !(IdentityParts.isScheme(uri, "https")
                            || (IdentityParts.isScheme(uri, "http") && LOOPBACK.contains(host)))) {
                throw wrong("must be the JSON of a Firebase service account; its token_uri must be an https URL");
            }
            return uri;
        }

        private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

        private static UnfitIdentity wrong(String words) {
            return new UnfitIdentity(Part.SERVICE_ACCOUNT, words);
        }

        @Override
        public Secret kept() {
            return KeptIdentity.of(Map.of(
                    KeptIdentity.KIND,
                    KIND,
                    "project_id",
                    project,
                    "client_email",
                    clientEmail,
                    KeptIdentity.KEY_ID,
                    keyId,
                    KeptIdentity.KEY,
                    keyPem(),
                    "token_uri",
                    tokenUri.toString()));
        }

        @Override
        public String toString() {
            return "Fcm[" + project + "]";
        }
    }

    /**
     * A team of Apple's developers, with one of its keys for push notifications.
     *
     * @param key on P-256
     * @param sandbox whether it speaks to the service for apps under development
     */
    record ApnsToken(String teamId, String keyId, PrivateKey key, boolean sandbox) implements PushIdentity {
        static final String KIND = "apns_token";
        private static final Pattern ID = Pattern.compile("[A-Z0-9]{10}");

        /** @param privateKey the text of a {@code .p8} file */
        public static ApnsToken parse(String teamId, String keyId, String privateKey, boolean sandbox) {
            return new ApnsToken(
                    id(Part.TEAM_ID, teamId), id(Part.KEY_ID, keyId), IdentityParts.p256(privateKey), sandbox);
        }

        private static String id(Part part, String text) {
            if (!ID.matcher(text).matches()) {
                throw new UnfitIdentity(part, "must be the 10 capital letters and digits that Apple shows");
            }
            return text;
        }

        @Override
        public Secret kept() {
            return KeptIdentity.of(Map.of(
                    KeptIdentity.KIND, KIND,
                    KeptIdentity.TEAM, teamId,
                    KeptIdentity.KEY_ID, keyId,
                    KeptIdentity.KEY, keyPem(),
                    KeptIdentity.SANDBOX, Boolean.toString(sandbox)));
        }

        @Override
        public String toString() {
            return "ApnsToken[" + teamId + " " + keyId + "]";
        }
    }

    /**
     * An app, by the certificate that Apple gave for it.
     *
     * @param chain the app's own first
     * @param sandbox whether it speaks to the service for apps under development
     */
    record ApnsCertificate(List<X509Certificate> chain, PrivateKey key, boolean sandbox) implements PushIdentity {
        static final String KIND = "apns_certificate";
        private static final String LABEL = "CERTIFICATE";
        private static final int LONGEST_CHAIN = 8;

        public ApnsCertificate {
            chain = List.copyOf(chain);
        }

        /** Reads both from PEM; whatever else stands in the texts is passed over. */
        public static ApnsCertificate parse(String certificate, String privateKey, boolean sandbox) {
            List<X509Certificate> chain = chain(certificate);
            try {
                PrivateKey key = PrivateKeys.parse(privateKey);
                if (key.getAlgorithm().equals("RSA")) {
                    PrivateKeys.mustBeGoodRsa(key);
                } else {
                    key = P256.mustBeOfIt(key);
                }
                if (PrivateKeys.belong(key, chain.getFirst().getPublicKey())) {
                    return new ApnsCertificate(chain, key, sandbox);
                }
            } catch (InvalidKeyException e) {
                throw new UnfitIdentity(Part.PRIVATE_KEY, String.valueOf(e.getMessage()));
            }
            throw new UnfitIdentity(Part.PRIVATE_KEY, "must be the key of the first certificate");
        }

        private static List<X509Certificate> chain(String pem) {
            List<byte[]> blocks = Pem.all(LABEL, pem);
            if (blocks.isEmpty() || blocks.size() > LONGEST_CHAIN) {
                throw wrong();
            }
            List<X509Certificate> chain = new ArrayList<>();
            try {
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                for (byte[] block : blocks) {
                    chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
                }
            } catch (CertificateException _) {
                throw wrong();
            }
            return chain;
        }

        private static UnfitIdentity wrong() {
            return new UnfitIdentity(
                    Part.CERTIFICATE,
                    "must be a certificate in PEM, beginning with '" + Pem.begin(LABEL)
                            + "', and may be followed by those that signed it");
        }

        @Override
        public Secret kept() {
            return KeptIdentity.of(Map.of(
                    KeptIdentity.KIND, KIND,
                    KeptIdentity.CERTIFICATE,
                            chain.stream().map(ApnsCertificate::pem).collect(Collectors.joining()),
                    KeptIdentity.KEY, keyPem(),
                    KeptIdentity.SANDBOX, Boolean.toString(sandbox)));
        }

        public String chainPem() {
            return chain.stream().map(ApnsCertificate::pem).collect(Collectors.joining());
        }

        private static String pem(X509Certificate certificate) {
            try {
                return Pem.write(LABEL, certificate.getEncoded());
            } catch (CertificateException e) {
                throw new IllegalStateException("What was decoded can be encoded", e);
            }
        }

        @Override
        public String toString() {
            return "ApnsCertificate[" + chain.getFirst().getSerialNumber().toString(16) + "]";
        }
    }

    /**
     * An application server, as Web Push knows it.
     *
     * @param key on P-256
     * @param publicPoint that belongs to it: 65 bytes, uncompressed
     * @param subject where its operator can be reached: a {@code mailto:} or {@code https:} URI
     */
    record Vapid(PrivateKey key, byte[] publicPoint, String subject) implements PushIdentity {
        static final String KIND = "vapid";

        public Vapid {
            publicPoint = publicPoint.clone();
        }

        /** @param privateKey PKCS#8 in PEM, or the 32 bytes in base64url as the common tools print them */
        public static Vapid parse(String privateKey, String subject) {
            return of(IdentityParts.p256(privateKey), subject);
        }

        public static Vapid draw(String subject, RandomGenerator random) {
            return of(P256.draw(random), subject);
        }

        private static Vapid of(PrivateKey key, String subject) {
            try {
                return new Vapid(key, P256.pointOf(key), fit(subject));
            } catch (GeneralSecurityException e) {
                throw new UnfitIdentity(Part.PRIVATE_KEY, "must be a key on P-256");
            }
        }

        // spec RFC 8292 2.1: a contact, as a mailto or https URI
        private static String fit(String subject) {
            URI uri = IdentityParts.uri(subject);
            boolean mail = uri != null
                    && IdentityParts.isScheme(uri, "mailto")
                    && uri.getRawSchemeSpecificPart().matches("[^@?]+@[^@?]+");
            boolean page = uri != null && IdentityParts.isScheme(uri, "https") && uri.getHost() != null;
            if (!(mail || page) || subject.length() > LONGEST_SUBJECT) {
                throw new UnfitIdentity(
                        Part.SUBJECT, "must be a mailto: or https: URI of at most " + LONGEST_SUBJECT + " characters");
            }
            return subject;
        }

        @Override
        public byte[] publicPoint() {
            return publicPoint.clone();
        }

        /** The point as browsers are given it, in base64url: the {@code applicationServerKey}. */
        public String publicKey() {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(publicPoint);
        }

        @Override
        public Secret kept() {
            return KeptIdentity.of(
                    Map.of(KeptIdentity.KIND, KIND, KeptIdentity.KEY, keyPem(), KeptIdentity.SUBJECT, subject));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Vapid v
                    && key.equals(v.key)
                    && Arrays.equals(publicPoint, v.publicPoint)
                    && subject.equals(v.subject);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(publicPoint);
        }

        @Override
        public String toString() {
            return "Vapid[" + publicKey() + "]";
        }
    }
}
