package dev.countersign.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.crypto.PushIdentity.ApnsCertificate;
import dev.countersign.crypto.PushIdentity.ApnsToken;
import dev.countersign.crypto.PushIdentity.Fcm;
import dev.countersign.crypto.UnfitIdentity.Part;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who we are to push services: what is read from what their consoles hand out, what is refused and how, what is shown. */
class PushIdentityTest {
    private static final KeyPair RSA = rsa(2048);
    private static final PhoneKey EC = PhoneKey.draw();
    private static final String RSA_PEM =
            Keytool.pem("PRIVATE KEY", RSA.getPrivate().getEncoded());
    private static final String EC_PEM =
            Keytool.pem("PRIVATE KEY", EC.pair().getPrivate().getEncoded());

    @TempDir
    private static Path folder;

    private static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String account(String... changes) {
        Map<String, String> members = new java.util.LinkedHashMap<>();
        members.put("type", "service_account");
        members.put("project_id", "acme-login");
        members.put("private_key_id", "0123456789abcdef0123456789abcdef01234567");
        members.put("private_key", RSA_PEM);
        members.put("client_email", "push@acme-login.iam.gserviceaccount.com");
        members.put("client_id", "1");
        members.put("token_uri", "https://oauth2.googleapis.com/token");
        members.put("universe_domain", "googleapis.com");
        for (int i = 0; i < changes.length; i += 2) {
            members.put(changes[i], changes[i + 1]);
        }
        return new String(Claims.write(members), UTF_8);
    }

    static UnfitIdentity refused(ThrowingCallable parse) {
        UnfitIdentity e = catchThrowableOfType(UnfitIdentity.class, parse);
        assertThat(e).isNotNull();
        assertThat(e.getCause()).isNull();
        return e;
    }

    static void keptWhole(PushIdentity identity, PrivateKey key) {
        PushIdentity again = PushIdentity.open(identity.kept());
        assertThat(again).isEqualTo(identity).isNotSameAs(identity).hasSameHashCodeAs(identity);
        String secret = Base64.getEncoder().encodeToString(key.getEncoded());
        assertThat(new String(identity.kept().reveal(), UTF_8).replace("\\n", ""))
                .contains(secret);
        String some = key instanceof ECPrivateKey ec
                ? ec.getS().toString()
                : ((RSAPrivateCrtKey) key).getPrivateExponent().toString();
        assertThat(identity.toString() + identity.kept())
                .doesNotContain(secret.substring(40, 60), some)
                .hasSizeLessThan(150);
    }

    @Test
    void aServiceAccountIsReadAsGoogleWritesIt() {
        Fcm fcm = Fcm.parse(account());
        assertThat(fcm)
                .isEqualTo(new Fcm(
                        "acme-login",
                        "push@acme-login.iam.gserviceaccount.com",
                        "0123456789abcdef0123456789abcdef01234567",
                        RSA.getPrivate(),
                        URI.create("https://oauth2.googleapis.com/token")))
                .hasToString("Fcm[acme-login]");
        keptWhole(fcm, RSA.getPrivate());
        assertThat(Fcm.parse(account("token_uri", "http://127.0.0.1:81/token")).tokenUri())
                .isEqualTo(URI.create("http://127.0.0.1:81/token"));
        String bare = account().replaceAll(",\"token_uri\":\"[^\"]*\"", "");
        assertThat(bare).doesNotContain("token_uri");
        assertThat(Fcm.parse(bare).tokenUri()).isEqualTo(fcm.tokenUri());
    }

    @Test
    void aServiceAccountThatFitsNobodyIsRefusedByTheNameOfItsMember() {
        for (String[] change : new String[][] {
            {"project_id", ""},
            {"project_id", "a/b"},
            {"project_id", "../x"},
            {"project_id", "a?b"},
            {"client_email", "nobody"},
            {"client_email", "a@b\r\nX: y"},
            {"client_email", "a\"@b"},
            {"private_key_id", ""},
            {"private_key_id", "a b"},
            {"private_key", ""},
            {"private_key", EC_PEM},
            {"private_key", RSA_PEM.replace("PRIVATE", "ENCRYPTED PRIVATE")},
            {"private_key", RSA_PEM.substring(0, 400)},
            {"private_key", Keytool.pem("PRIVATE KEY", rsa(1024).getPrivate().getEncoded())},
            {"private_key", Keytool.pem("PRIVATE KEY", new byte[70_000])},
            {"token_uri", "http://example.com/token"},
            {"token_uri", "http://localhost.example.com/token"},
            {"token_uri", "https://user:x@example.com/token"},
            {"token_uri", "https://example.com/token#x"},
            {"token_uri", "https:///token"},
            {"token_uri", "ftp://127.0.0.1/token"},
            {"token_uri", "file:///etc/passwd"},
            {"token_uri", "token"},
            {"token_uri", "https://exa mple.com/"},
        }) {
            UnfitIdentity e = refused(() -> Fcm.parse(account(change)));
            assertThat(e.part()).isEqualTo(Part.SERVICE_ACCOUNT);
            assertThat(e.words()).as(change[1]).contains("its " + change[0]);
            assertThat(e.words()).doesNotContain("\r", "nobody", "../x", "passwd");
        }
        for (String no : List.of(
                "",
                "AAAAxyz:APA91bLegacyServerKey",
                "[]",
                account("type", "authorized_user"),
                account() + "x",
                account().replace("{\"type\"", "{\"type\":\"service_account\",\"type\""))) {
            assertThat(refused(() -> Fcm.parse(no)).words()).contains("JSON of a Firebase service account");
        }
    }

    @Test
    void anRsaKeyWhosePartsDoNotBelongTogetherIsRefused() throws Exception {
        RSAPrivateCrtKey good = (RSAPrivateCrtKey) RSA.getPrivate();
        PrivateKey bad = KeyFactory.getInstance("RSA")
                .generatePrivate(new RSAPrivateCrtKeySpec(
                        good.getModulus(),
                        good.getPublicExponent(),
                        good.getPrivateExponent(),
                        good.getPrimeP(),
                        good.getPrimeQ(),
                        good.getPrimeExponentP().add(BigInteger.TWO),
                        good.getPrimeExponentQ(),
                        good.getCrtCoefficient()));
        String pem = Keytool.pem("PRIVATE KEY", bad.getEncoded());
        assertThat(refused(() -> Fcm.parse(account("private_key", pem))).words())
                .contains("belong together");
    }

    @Test
    void aTeamsKeyIsReadFromTheTextOfItsFile() {
        ApnsToken token = ApnsToken.parse("A1B2C3D4E5", "KEY0000001", EC_PEM, true);
        assertThat(token)
                .isEqualTo(new ApnsToken("A1B2C3D4E5", "KEY0000001", EC.pair().getPrivate(), true))
                .hasToString("ApnsToken[A1B2C3D4E5 KEY0000001]");
        keptWhole(token, EC.pair().getPrivate());
        assertThat(ApnsToken.parse("A1B2C3D4E5", "KEY0000001", EC_PEM.replace("\n", "\r\n"), true))
                .isEqualTo(token);
        assertThat(refused(() -> ApnsToken.parse("A1B2C3D4E", "KEY0000001", EC_PEM, true))
                        .part())
                .isEqualTo(Part.TEAM_ID);
        assertThat(refused(() -> ApnsToken.parse("A1B2C3D4E5", "key0000001", EC_PEM, true))
                        .part())
                .isEqualTo(Part.KEY_ID);
        for (String no : List.of(
                "",
                "x",
                RSA_PEM,
                EC_PEM.substring(0, 60),
                EC_PEM.replace("PRIVATE", "PUBLIC"),
                Keytool.pem(
                        "PRIVATE KEY",
                        PhoneKey.on("secp384r1").pair().getPrivate().getEncoded()),
                Keytool.pem("PRIVATE KEY", EC.spki()))) {
            assertThat(refused(() -> ApnsToken.parse("A1B2C3D4E5", "KEY0000001", no, false))
                            .part())
                    .isEqualTo(Part.PRIVATE_KEY);
        }
    }

    /** A number that would do for P-256 as well is refused with its curve. */
    @Test
    void aSmallKeyOfALargerCurveIsRefused() throws Exception {
        ECPrivateKey large = (ECPrivateKey) PhoneKey.on("secp384r1").pair().getPrivate();
        PrivateKey two =
                KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(BigInteger.TWO, large.getParams()));
        String pem = Keytool.pem("PRIVATE KEY", two.getEncoded());
        assertThat(refused(() -> ApnsToken.parse("A1B2C3D4E5", "KEY0000001", pem, false)))
                .returns("must be a key on P-256", UnfitIdentity::words);
    }

    @Test
    void anAppsCertificateIsReadWithTheKeyThatBelongsToIt() {
        for (Keytool pair : List.of(Keytool.rsa(folder, 2048), Keytool.ec(folder, "secp256r1"))) {
            ApnsCertificate read = ApnsCertificate.parse(pair.certificatePem(), pair.keyPem(), false);
            assertThat(read.chain()).singleElement().isEqualTo(pair.certificate());
            assertThat(read.key().getEncoded()).isEqualTo(pair.key().getEncoded());
            assertThat(read)
                    .hasToString("ApnsCertificate["
                            + ((X509Certificate) pair.certificate())
                                    .getSerialNumber()
                                    .toString(16) + "]");
            keptWhole(read, read.key());
            String bags = "Bag Attributes\n    friendlyName: x\n" + pair.certificatePem() + "subject=/CN=y\n"
                    + pair.certificatePem() + pair.keyPem();
            assertThat(ApnsCertificate.parse(bags, bags, true).chain()).hasSize(2);
            assertThat(refused(() -> ApnsCertificate.parse(pair.certificatePem(), RSA_PEM, true)))
                    .returns(Part.PRIVATE_KEY, UnfitIdentity::part)
                    .returns("must be the key of the first certificate", UnfitIdentity::words);
            assertThat(refused(() -> ApnsCertificate.parse(pair.certificatePem(), "", true)))
                    .returns(Part.PRIVATE_KEY, UnfitIdentity::part);
            for (String no : List.of(
                    "",
                    pair.keyPem(),
                    Keytool.pem("CERTIFICATE", new byte[9]),
                    pair.certificatePem().repeat(9))) {
                assertThat(refused(() -> ApnsCertificate.parse(no, pair.keyPem(), true)))
                        .returns(Part.CERTIFICATE, UnfitIdentity::part);
            }
        }
        Keytool large = Keytool.ec(folder, "secp384r1");
        assertThat(refused(() -> ApnsCertificate.parse(large.certificatePem(), large.keyPem(), true)))
                .returns(Part.PRIVATE_KEY, UnfitIdentity::part);
    }

    /** What OpenSSL wrote before PKCS#8: the key's own structure without the frame that names the algorithm. */
    @Test
    void theOlderFormsOfKeysAreReadToo() {
        byte[] rsa = RSA.getPrivate().getEncoded();
        String pkcs1 = Keytool.pem("RSA PRIVATE KEY", Arrays.copyOfRange(rsa, 26, rsa.length));
        assertThat(Fcm.parse(account("private_key", pkcs1))).isEqualTo(Fcm.parse(account()));
        byte[] d = EC.scalar();
        byte[] point = Arrays.copyOfRange(EC.spki(), 26, 91);
        byte[] sec1 = HexFormat.of()
                .parseHex("30770201010420" + HexFormat.of().formatHex(d) + "a00a06082a8648ce3d030107a144034200"
                        + HexFormat.of().formatHex(point));
        String old = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                + Keytool.pem("EC PRIVATE KEY", sec1);
        assertThat(ApnsToken.parse("A1B2C3D4E5", "KEY0000001", old, true).key())
                .isEqualTo(EC.pair().getPrivate());
    }

    @Test
    void whatWasKeptOtherwiseIsNotOpened() {
        for (String no : List.of("", "{}", "{\"type\":\"x\"}", "{\"type\":\"vapid\"}", "{\"type\":\"apns_token\"}")) {
            assertThatThrownBy(() -> PushIdentity.open(Secret.of(no.getBytes(UTF_8))))
                    .isInstanceOf(Unreadable.class);
        }
    }
}
