package dev.countersign.acceptance;

import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Push;
import dev.countersign.testkit.FakeApns;
import dev.countersign.testkit.FakeFcm;
import dev.countersign.testkit.FakeWebPush;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/** A product that reaches phones by every push service there is, and those push services. */
final class PushServices implements AutoCloseable {
    private static final String TRUST = "trusted";

    private final FakeFcm fcm = FakeFcm.start(InstantSource.system());
    private final FakeApns apns = FakeApns.start();
    private final FakeWebPush web = FakeWebPush.start(InstantSource.system());
    private final Product product;

    /** @param folder for its data, and for whom it is to trust */
    PushServices(Path folder, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(
                "COUNTERSIGN_JAVA_OPTS",
                "-Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=" + TRUST
                        + " -Djavax.net.ssl.trustStore=" + trustStore(folder.resolve("trusted.p12")));
        product = Product.start(
                folder.resolve("data"),
                all,
                "--webhook-allow",
                Product.LOOPBACK,
                "--fcm-url",
                fcm.origin(),
                "--apns-server",
                apns.host() + ":" + apns.port());
    }

    /** Pushy's mock of APNs speaks TLS only. */
    private Path trustStore(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", apns.authority().certificate());
            store.store(out, TRUST.toCharArray());
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    FakeFcm fcm() {
        return fcm;
    }

    FakeApns apns() {
        return apns;
    }

    FakeWebPush web() {
        return web;
    }

    Product product() {
        return product;
    }

    /** A new Service whose Credential of that type is made of those names and values. */
    PhoneShop shop(String type, String setting, String... material) {
        Api api = product.api();
        String[] form = new String[material.length + 4];
        System.arraycopy(new String[] {"Type", type, "FriendlyName", type}, 0, form, 0, 4);
        System.arraycopy(material, 0, form, 4, material.length);
        String credential = api.post("/v1/Credentials", form).mustBe(201).sid();
        PhoneShop shop = PhoneShop.of(api);
        set(shop, setting, credential);
        return shop;
    }

    static void set(PhoneShop shop, String setting, String value) {
        shop.api().post("/v2/Services/" + shop.service(), setting, value).mustBe(200);
    }

    PhoneShop fcmShop() {
        return shop("fcm", "Push.FcmCredentialSid", "Secret", fcm.serviceAccount());
    }

    PhoneShop apnShop() {
        return shop(
                "apn",
                "Push.ApnCredentialSid",
                "TeamId",
                apns.teamId(),
                "KeyId",
                apns.keyId(),
                "PrivateKey",
                apns.signingKey(),
                "Sandbox",
                "true");
    }

    /** A token of a device on which FCM has the app. */
    String onAndroid() {
        String token = "android-" + UUID.randomUUID();
        fcm.register(token);
        return token;
    }

    /** A token of a device on which Apple has the app. */
    String onIos() {
        byte[] token = new byte[32];
        PhoneShop.CHANCE.nextBytes(token);
        String text = HexFormat.of().formatHex(token);
        apns.register(handset(Push.NONE).appId(), text);
        return text;
    }

    static Push inBrowser(FakeWebPush.Subscription subscription) {
        return new Push("webpush", subscription.json());
    }

    static Handset handset(Push push) {
        return Handset.of(Habits.PLAIN).toldBy(push);
    }

    /** Somebody who is rung there. */
    static PhoneOwner enrolled(PhoneShop shop, Push push) throws IOException, InterruptedException {
        PhoneOwner owner =
                shop.unverified(handset(push), UUID.randomUUID().toString(), DeviceKey.draw(PhoneShop.CHANCE));
        owner.phone().verify();
        return owner;
    }

    @Override
    public void close() {
        product.close();
        fcm.close();
        apns.close();
        web.close();
    }
}
