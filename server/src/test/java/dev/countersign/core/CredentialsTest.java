package dev.countersign.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.crypto.Keyring;
import dev.countersign.crypto.Keytool;
import dev.countersign.crypto.PushIdentity;
import dev.countersign.crypto.PushIdentity.ApnsToken;
import dev.countersign.crypto.PushIdentity.Vapid;
import dev.countersign.crypto.Unreadable;
import dev.countersign.domain.AccountSid;
import dev.countersign.domain.Credential;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Service;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.store.CredentialTable;
import dev.countersign.store.Database;
import dev.countersign.store.Db;
import dev.countersign.store.EachDatabase;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Who we are to push services: sealed to its row, handed to the delivery room alone, and good for Services of its account. */
class CredentialsTest {
    static final Material NOTHING = new Material(null, null, null, null, null, null, null, null);

    private static final String CONTACT = "mailto:ops@example.com";

    @TempDir
    private Path folder;

    private static Material vapid(@Nullable String key) {
        return new Material(null, key, null, null, null, null, null, CONTACT);
    }

    private static Material team(@Nullable String key, @Nullable Boolean sandbox, String keyId) {
        return new Material(null, key, sandbox, null, null, "TEAM000001", keyId, null);
    }

    private static ECPrivateKey key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return (ECPrivateKey) generator.generateKeyPair().getPrivate();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(ECPrivateKey key) {
        return Keytool.pem("PRIVATE KEY", key.getEncoded());
    }

    private static CredentialSid create(Rig rig, Credential.Type type, Material material) {
        return rig.credentials.create(rig.account, type, null, material).sid();
    }

    @EachDatabase
    void theDeliveryRoomIsHandedOneObjectUntilTheCredentialChanges(Database database) {
        Rig rig = new Rig(database);
        CredentialSid sid = create(rig, Credential.Type.WEBPUSH, vapid(null));
        PushIdentity first = rig.credentials.identity(sid);
        assertThat(first).isInstanceOf(Vapid.class);
        for (int i = 0; i < 5; i++) {
            rig.stopwatch.addAndGet(700_000_000);
            assertThat(rig.credentials.identity(sid)).isSameAs(first);
        }
        // Within a second, what another process changed is not seen; after it, it is.
        rig.credentials.update(rig.account, sid, null, vapid(pem(key())));
        rig.stopwatch.addAndGet(100_000_000);
        assertThat(rig.credentials.identity(sid)).isSameAs(first);
        rig.stopwatch.addAndGet(1_000_000_000);
        PushIdentity second = rig.credentials.identity(sid);
        assertThat(second).isNotNull().isNotEqualTo(first);
        assertThat(rig.credentials.identity(sid)).isSameAs(second);
        rig.credentials.delete(rig.account, sid);
        assertThat(rig.credentials.identity(sid)).isSameAs(second);
        rig.stopwatch.addAndGet(1_000_000_000);
        assertThat(rig.credentials.identity(sid)).isNull();
        assertThat(rig.credentials.identity(new CredentialSid(new Sid.Id(1, 1))))
                .isNull();
        CredentialSid old =
                create(rig, Credential.Type.GCM, new Material(null, null, null, "server-key", null, null, null, null));
        assertThat(rig.credentials.identity(old)).isNull();
    }

    @EachDatabase
    void thoseWhoLookAtOnceAreHandedTheSameObject(Database database) throws Exception {
        Rig rig = new Rig(database);
        CredentialSid sid = create(rig, Credential.Type.WEBPUSH, vapid(null));
        for (int round = 0; round < 10; round++) {
            rig.stopwatch.addAndGet(1_000_000_000);
            rig.credentials.update(rig.account, sid, "n" + round, NOTHING);
            Queue<PushIdentity> seen = new ConcurrentLinkedQueue<>();
            Together.all(8, _ -> {
                PushIdentity identity = rig.credentials.identity(sid);
                assertThat(identity).isNotNull();
                return seen.add(java.util.Objects.requireNonNull(identity));
            });
            PushIdentity kept = rig.credentials.identity(sid);
            assertThat(rig.credentials.identity(sid)).isSameAs(kept);
            assertThat(seen).hasSize(8).allSatisfy(one -> assertThat(one).isSameAs(kept));
        }
    }

    @EachDatabase
    void twoChangesInOneMillisecondAreSeenAsTwo(Database database) {
        Rig rig = new Rig(database);
        CredentialSid sid = create(rig, Credential.Type.WEBPUSH, vapid(null));
        var before = rig.credentials.find(rig.account, sid).updated();
        for (int i = 1; i <= 3; i++) {
            Credential next = rig.credentials.update(rig.account, sid, null, vapid(pem(key())));
            assertThat(next.updated()).isEqualTo(before.plusMillis(i));
            assertThat(rig.credentials.find(rig.account, sid)).isEqualTo(next);
        }
    }

    @EachDatabase
    void whatAnUpdateLeavesOutStays(Database database) {
        Rig rig = new Rig(database);
        ECPrivateKey one = key();
        CredentialSid sid = create(rig, Credential.Type.APN, team(pem(one), true, "KEY0000001"));
        rig.credentials.update(rig.account, sid, "named", NOTHING);
        assertThat(identity(rig, sid)).isEqualTo(new ApnsToken("TEAM000001", "KEY0000001", one, true));
        rig.credentials.update(rig.account, sid, null, new Material(null, null, false, null, null, null, null, null));
        assertThat(identity(rig, sid)).isEqualTo(new ApnsToken("TEAM000001", "KEY0000001", one, false));
        assertThat(rig.credentials.find(rig.account, sid).sandbox()).isFalse();
        ECPrivateKey two = key();
        rig.credentials.update(rig.account, sid, null, team(pem(two), null, "KEY0000002"));
        assertThat(identity(rig, sid)).isEqualTo(new ApnsToken("TEAM000001", "KEY0000002", two, false));
        assertThat(rig.credentials.find(rig.account, sid).friendlyName()).isEqualTo("named");
        assertThat(rig.credentials.update(rig.account, sid, "", NOTHING).friendlyName())
                .isNull();
        CredentialSid web = create(rig, Credential.Type.WEBPUSH, vapid(null));
        String point = rig.credentials.find(rig.account, web).publicKey();
        Credential moved = rig.credentials.update(
                rig.account,
                web,
                null,
                new Material(null, null, null, null, null, null, null, "https://example.com/contact"));
        assertThat(moved.publicKey()).isEqualTo(point);
        assertThat(identity(rig, web)).isInstanceOfSatisfying(Vapid.class, v -> {
            assertThat(v.subject()).isEqualTo("https://example.com/contact");
            assertThat(v.publicKey()).isEqualTo(point);
        });
    }

    private static @Nullable PushIdentity identity(Rig rig, CredentialSid sid) {
        rig.stopwatch.addAndGet(1_000_000_000);
        return rig.credentials.identity(sid);
    }

    @EachDatabase
    void changesAtOnceAreMadeOneAfterTheOther(Database database) throws Exception {
        Rig rig = new Rig(database);
        CredentialSid sid = create(rig, Credential.Type.APN, team(pem(key()), true, "KEY0000000"));
        var before = rig.credentials.find(rig.account, sid).updated();
        Together.all(8, n -> {
            Material half = n % 2 == 0
                    ? new Material(null, null, false, null, null, null, null, null)
                    : new Material(null, null, null, null, null, null, "KEY000000" + n, null);
            return rig.credentials.update(rig.account, sid, null, half);
        });
        // Neither half undid the other, and none was lost: the clock stands, so each moved the instant by one.
        assertThat(rig.credentials.find(rig.account, sid).updated()).isEqualTo(before.plusMillis(8));
        assertThat(identity(rig, sid)).isInstanceOfSatisfying(ApnsToken.class, token -> {
            assertThat(token.sandbox()).isFalse();
            assertThat(token.keyId()).matches("KEY000000[1357]");
        });
    }

    @EachDatabase
    void aServiceNamesOnlyCredentialsOfItsAccountAndOfTheRightType(Database database) throws Throwable {
        Rig rig = new Rig(database);
        AccountSid other = rig.accounts.create("other").account().sid();
        CredentialSid web = create(rig, Credential.Type.WEBPUSH, vapid(null));
        CredentialSid theirs = rig.credentials
                .create(other, Credential.Type.WEBPUSH, null, vapid(null))
                .sid();
        for (CredentialSid bad : List.of(theirs, new CredentialSid(new Sid.Id(1, 1)))) {
            assertThat(Rig.refusal(() -> name(rig, rig.service, null, bad)))
                    .isEqualTo(Refusal.INVALID_SERVICE_PARAMETER);
        }
        assertThat(Rig.refusal(() -> name(rig, rig.service, web, null))).isEqualTo(Refusal.INVALID_SERVICE_PARAMETER);
        assertThat(rig.services.find(rig.account, rig.service).push()).isEqualTo(Service.Push.DEFAULT);
        name(rig, rig.service, null, web);
        assertThat(rig.services.find(rig.account, rig.service).push().webpush()).isEqualTo(web);
        assertThat(Rig.refusal(() -> rig.services.create(rig.account, "x", s -> with(s, web, null))))
                .isEqualTo(Refusal.INVALID_SERVICE_PARAMETER);
    }

    private static Service name(
            Rig rig, ServiceSid service, @Nullable CredentialSid apn, @Nullable CredentialSid webpush) {
        return rig.services.update(rig.account, service, s -> with(s, apn, webpush));
    }

    private static Service with(Service s, @Nullable CredentialSid apn, @Nullable CredentialSid webpush) {
        Service.Push push = new Service.Push(
                s.push().includeDate(), s.push().includeMessage(), apn, s.push().fcm(), webpush);
        return new Service(
                s.sid(), s.account(), s.friendlyName(), s.codes(), push, s.totp(), s.passkeys(), s.updated());
    }

    @EachDatabase
    void aDeletedCredentialIsNamedByNoServiceAnyMore(Database database) {
        Rig rig = new Rig(database);
        CredentialSid web = create(rig, Credential.Type.WEBPUSH, vapid(null));
        CredentialSid kept = create(rig, Credential.Type.WEBPUSH, vapid(null));
        name(rig, rig.service, null, web);
        ServiceSid second = rig.services
                .create(rig.account, "second", s -> with(s, null, kept))
                .sid();
        Service untouched = rig.services.find(rig.account, second);
        rig.clock.forward(Duration.ofMinutes(1));
        rig.credentials.delete(rig.account, web);
        Service left = rig.services.find(rig.account, rig.service);
        assertThat(left.push()).isEqualTo(Service.Push.DEFAULT);
        assertThat(left.updated()).isEqualTo(rig.clock.instant());
        assertThat(rig.services.find(rig.account, second)).isEqualTo(untouched);
    }

    @EachDatabase
    void whatIsAnotherAccountsIsNotThere(Database database) throws Throwable {
        Rig rig = new Rig(database);
        AccountSid other = rig.accounts.create("other").account().sid();
        CredentialSid sid = create(rig, Credential.Type.WEBPUSH, vapid(null));
        assertThat(Rig.refusal(() -> rig.credentials.find(other, sid))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> rig.credentials.update(other, sid, "x", NOTHING)))
                .isEqualTo(Refusal.NOT_FOUND);
        assertThat(Rig.refusal(() -> rig.credentials.delete(other, sid))).isEqualTo(Refusal.NOT_FOUND);
        assertThat(rig.credentials.list(other, Rig.FIRST).rows()).isEmpty();
        assertThat(rig.credentials.list(rig.account, Rig.FIRST).rows())
                .containsExactly(rig.credentials.find(rig.account, sid));
    }

    @EachDatabase
    void aSecretCarriedToAnotherRowOpensNothingThere(Database database) {
        Rig rig = new Rig(database);
        CredentialSid one = create(rig, Credential.Type.WEBPUSH, vapid(null));
        CredentialSid two = create(rig, Credential.Type.WEBPUSH, vapid(null));
        rig.db.write(
                tx -> tx.update("UPDATE credential SET sealed = (SELECT sealed FROM credential WHERE sid = ?)", (Object)
                        one.id().bytes()));
        assertThat(rig.credentials.identity(one)).isNotNull();
        assertThatThrownBy(() -> rig.credentials.identity(two)).isInstanceOf(Unreadable.class);
    }

    @EachDatabase
    void aRotationOfTheMasterKeySealsThemAnewAndLeavesThemAsTheyAre(Database database) {
        Rig rig = new Rig(database);
        List<CredentialSid> sids = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            Material material = new Material(null, null, null, "server-key", null, null, null, null);
            sids.add(create(rig, Credential.Type.GCM, material));
        }
        CredentialSid web = create(rig, Credential.Type.WEBPUSH, vapid(null));
        PushIdentity before = rig.credentials.identity(web);
        assertThat(sealedUnder(rig.db)).hasSize(451).containsOnly(1);
        var next = Rig.master(9);
        rig.keys.admit(Rig.MASTER, next);
        assertThat(rig.keys.reseal()).as("the account's token among them").isEqualTo(452);
        assertThat(rig.keys.reseal()).isZero();
        assertThat(sealedUnder(rig.db)).hasSize(451).containsOnly(2);
        rig.stopwatch.addAndGet(1_000_000_000);
        assertThat(rig.credentials.identity(web)).as("nothing about it changed").isSameAs(before);
        rig.keys.retire(next);
        Rig reopened = new Rig(database, Policy.DEFAULT, () -> next, rig.db);
        assertThat(reopened.credentials.identity(web)).isEqualTo(before);
        assertThat(reopened.credentials
                        .update(rig.account, sids.getFirst(), "x", NOTHING)
                        .friendlyName())
                .isEqualTo("x");
    }

    private static List<Integer> sealedUnder(Db db) {
        return db.read(tx -> new CredentialTable(tx)
                .sealed(new CredentialSid(new Sid.Id(0, 0)), 1000).stream()
                        .map(s -> Keyring.keyId(s.bytes()))
                        .toList());
    }

    @EachDatabase
    void noSecretIsFoundInAnyFileInAnySpelling(Database database) {
        Rig rig = new Rig(database);
        List<String> secrets = new ArrayList<>();
        ECPrivateKey p8 = key();
        ECPrivateKey web = key();
        Keytool pair = Keytool.rsa(folder, 2048);
        String account = "{\"type\":\"service_account\",\"project_id\":\"planted-project\",\"private_key_id\":\"1\","
                + "\"client_email\":\"push@example.com\",\"private_key\":\""
                + pair.keyPem().replace("\n", "\\n") + "\"}";
        create(rig, Credential.Type.APN, team(pem(p8), true, "KEY0000001"));
        create(rig, Credential.Type.WEBPUSH, vapid(pem(web)));
        CredentialSid drawn = create(rig, Credential.Type.WEBPUSH, vapid(null));
        create(
                rig,
                Credential.Type.APN,
                new Material(pair.certificatePem(), pair.keyPem(), null, null, null, null, null, null));
        create(rig, Credential.Type.FCM, new Material(null, null, null, null, account, null, null, null));
        create(rig, Credential.Type.GCM, new Material(null, null, null, "planted-server-key", null, null, null, null));
        ECPrivateKey own = (ECPrivateKey) java.util.Objects.requireNonNull(rig.credentials.identity(drawn))
                .key();
        List<byte[]> spellings = new ArrayList<>();
        for (ECPrivateKey key : List.of(p8, web, own)) {
            byte[] scalar = HexFormat.of().parseHex("%064x".formatted(key.getS()));
            spellings.add(scalar);
            secrets.add(HexFormat.of().formatHex(scalar));
            secrets.add(Base64.getUrlEncoder().withoutPadding().encodeToString(scalar));
            secrets.add(Base64.getEncoder().encodeToString(key.getEncoded()).substring(30, 80));
        }
        byte[] rsa = pair.key().getEncoded();
        spellings.add(java.util.Arrays.copyOfRange(rsa, 300, 340));
        secrets.add(Base64.getEncoder().encodeToString(rsa).substring(64 * 5, 64 * 6));
        secrets.addAll(List.of("planted-server-key", "planted-project", "PRIVATE KEY"));
        secrets.forEach(s -> spellings.add(s.getBytes(US_ASCII)));
        List<byte[]> files = database.bytes();
        String point = java.util.Objects.requireNonNull((Vapid) rig.credentials.identity(drawn))
                .publicKey();
        assertThat(files).as("the search finds what is there").anyMatch(f -> holds(f, point.getBytes(US_ASCII)));
        for (byte[] spelling : spellings) {
            assertThat(files).noneMatch(f -> holds(f, spelling));
        }
        assertThat(new Material("planted", "planted", true, "planted", "planted", "a", "b", "c"))
                .hasToString("Material");
    }

    private static boolean holds(byte[] file, byte[] needle) {
        return new String(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                .contains(new String(needle, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
}
