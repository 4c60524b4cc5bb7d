package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plug is pulled while phones enrol, answer and are removed: what they were told is so afterwards. */
class PushDurabilityTest {
    private static final int CALLERS = 8;
    private static final int ROUNDS = Boolean.getBoolean("countersign.long") ? 10 : 1;

    private final Map<String, String> answered = new ConcurrentHashMap<>();
    private final Map<String, String> spent = new ConcurrentHashMap<>();
    private final Queue<PhoneOwner> removed = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();

    @Test
    void whatAPhoneWasToldOutlivesTheProcess(@TempDir Path folder) throws Exception {
        Product product = Product.start(folder.resolve("data"));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                killWhilePhonesAreBusy(product);
                product = product.startAgain();
                Api api = product.api();
                assertThat(surprises).isEmpty();
                assertThat(answered).hasSizeGreaterThan(CALLERS);
                answered.forEach((path, status) ->
                        assertThat(api.get(path).mustBe(200).text("status")).isEqualTo(status));
                spent.forEach(
                        (path, token) -> enrol(api.as("token", token), path).mustBe(403, 60313));
                removed.stream().map(owner -> owner.by(api)).forEach(owner -> {
                    api.get(owner.factorPath()).mustBe(404, 20404);
                    assertThat(api.get(owner.challenges()).all("challenges", "sid"))
                            .isEmpty();
                    owner.device().get(owner.challenges()).mustBe(401, 20003);
                });
            }
        } finally {
            product.close();
        }
    }

    private void killWhilePhonesAreBusy(Product product) throws InterruptedException {
        PhoneShop shop = PhoneShop.of(product.api());
        CountDownLatch warm = new CountDownLatch(CALLERS * 4);
        List<Thread> callers = new ArrayList<>();
        for (int c = 0; c < CALLERS; c++) {
            callers.add(Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        live(shop);
                        warm.countDown();
                    }
                } catch (IOException | UncheckedIOException e) {
                    // The server is dead, as it should be: nothing more was acknowledged.
                    if (warm.getCount() > 0) {
                        surprises.add(e);
                    }
                } catch (InterruptedException | RuntimeException | AssertionError e) {
                    surprises.add(e);
                }
                while (warm.getCount() > 0) {
                    warm.countDown();
                }
            }));
        }
        warm.await();
        product.kill();
        for (Thread caller : callers) {
            caller.join();
        }
    }

    /** One phone's life: it enrols, approves and denies, and half of them are removed. */
    private void live(PhoneShop shop) throws IOException, InterruptedException {
        PhoneOwner owner = shop.enrolled(Habits.PLAIN);
        String token = shop.accessToken(owner.identity()).mustBe(201).text("token");
        if (enrol(shop.api().as("token", token), owner.path() + "/Factors").status() == 201) {
            spent.put(owner.path() + "/Factors", token);
        }
        boolean goes = spent.size() % 2 == 0;
        for (Status status : List.of(Status.APPROVED, Status.DENIED)) {
            String sid = owner.asked();
            String payload = owner.phone().sign(owner.phone().show(sid), status);
            if (owner.phone().submit(sid, payload).fine() && !goes) {
                answered.put(owner.challenge(sid), status.word());
            }
        }
        if (goes) {
            owner.device().delete(owner.factorPath()).mustBe(204);
            removed.add(owner);
        }
    }

    private static Answer enrol(Api caller, String path) {
        return caller.post(
                path,
                "FactorType",
                "push",
                "FriendlyName",
                "x",
                "Binding.PublicKey",
                DeviceKey.draw(PhoneShop.CHANCE).spki(),
                "Config.AppId",
                "com.example.app",
                "Config.SdkVersion",
                "1",
                "Config.NotificationPlatform",
                "none");
    }
}
