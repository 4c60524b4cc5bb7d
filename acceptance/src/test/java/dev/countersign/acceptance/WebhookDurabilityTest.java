package dev.countersign.acceptance;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.HttpTransport;
import dev.countersign.testkit.Misbehaviour;
import dev.countersign.testkit.WebhookReceiver;
import dev.countersign.testkit.WebhookReceiver.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plug is pulled again and again while phones enrol, answer and are removed, at moments that chance picks: the webhook is
 * told of everything that happened, in order, and of nothing that did not.
 */
class WebhookDurabilityTest {
    private static final int KILLS = Boolean.getBoolean("countersign.long") ? 100 : 12;
    private static final int CALLERS = 6;

    /** Of each four rounds. */
    private static final int SLOW = 1;

    private static final int MOST_IN_A_ROUND = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TOKEN = "a0token0of0more0than0thirty0two0characters";

    /** What became true of each factor, in the order in which its phone was told so. */
    private final Map<String, List<String>> told = new ConcurrentHashMap<>();

    private final Map<String, PhoneOwner> owners = new ConcurrentHashMap<>();
    private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
    private final Semaphore toldNow = new Semaphore(0);
    private volatile boolean dying;

    @Test
    void whateverHappenedIsToldAndNothingElse(@TempDir Path folder) throws Exception {
        Map<String, String> known = Map.of(
                "COUNTERSIGN_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef", "COUNTERSIGN_AUTH_TOKEN", TOKEN);
        Random moments = new Random(20_260_104);
        try (WebhookReceiver receiver = WebhookReceiver.start(TOKEN, "/hooks?tenant=7")) {
            Product product = Product.start(folder.resolve("data"), known, "--webhook-allow", Product.LOOPBACK);
            try {
                String service = product.api().service();
                String webhooks = "/v2/Services/" + service + "/Webhooks";
                Answer webhook = product.api()
                        .post(webhooks, "FriendlyName", "x", "EventTypes", "*", "WebhookUrl", receiver.url())
                        .mustBe(201);
                for (int kill = 0; kill < KILLS; kill++) {
                    misbehave(receiver, kill);
                    int heard = receiver.requests().count();
                    Runnable moment = kill % 4 == SLOW
                            ? () -> receiver.requests().await(heard + 1, PATIENCE)
                            : () -> awaitTold(moments.nextInt(MOST_IN_A_ROUND));
                    killAt(moment, product, service);
                    product = product.startAgain();
                    assertThat(surprises).isEmpty();
                }
                receiver.behaviour().well();
                Api api = product.api();
                awaitNothingOwed(api, webhooks + "/" + webhook.sid() + "/Deliveries");
                compare(receiver, api, service);
            } finally {
                product.close();
            }
        }
    }

    /**
     * Two rounds of four go well. In one the receiver is slow to answer what it acts upon, so that the server dies between
     * sending and noting it; in one it fails before or after it acts.
     */
    private static void misbehave(WebhookReceiver receiver, int kill) {
        receiver.behaviour().well();
        switch (kill % 8) {
            case SLOW, SLOW + 4 -> receiver.behaviour().always(Misbehaviour.drip(Duration.ofMillis(50)));
            case 3 -> receiver.behaviour().next(6, Misbehaviour.status(500));
            case 7 -> receiver.behaviour().next(Misbehaviour.reset(), Misbehaviour.cutShort(), Misbehaviour.hangUp());
            default -> {}
        }
    }

    private void killAt(Runnable moment, Product product, String service) throws InterruptedException {
        dying = false;
        toldNow.drainPermits();
        Api api = product.api();
        PhoneShop shop = new PhoneShop(api, new Watched(HttpTransport.usual()), service);
        List<Thread> callers = new ArrayList<>();
        for (int c = 0; c < CALLERS; c++) {
            boolean removes = c % 3 == 0;
            callers.add(Thread.ofPlatform().start(() -> call(shop, removes)));
        }
        moment.run();
        dying = true;
        product.kill();
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void awaitTold(int many) {
        try {
            assertThat(toldNow.tryAcquire(many, PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("%s things happened", many)
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void call(PhoneShop shop, boolean removes) {
        try {
            while (!dying) {
                live(shop, removes);
            }
        } catch (IOException | UncheckedIOException e) {
            if (!dying) {
                surprises.add(e);
            }
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            surprises.add(e);
        }
    }

    private void live(PhoneShop shop, boolean removes) throws IOException, InterruptedException {
        PhoneOwner owner = shop.unverified(
                Handset.of(Habits.PLAIN), UUID.randomUUID().toString(), DeviceKey.draw(PhoneShop.CHANCE));
        owners.put(owner.factor().sid(), owner);
        tell(owner, "factor.created");
        owner.phone().verify();
        tell(owner, "factor.verified");
        for (Status status : List.of(Status.APPROVED, Status.DENIED)) {
            String sid = owner.asked();
            String payload = owner.phone().sign(owner.phone().show(sid), status);
            assertThat(owner.phone().submit(sid, payload).fine()).isTrue();
            tell(owner, "challenge." + status.word() + " " + sid);
        }
        if (removes) {
            owner.device().delete(owner.factorPath()).mustBe(204);
            tell(owner, "factor.deleted");
        }
    }

    private void tell(PhoneOwner owner, String what) {
        told.computeIfAbsent(owner.factor().sid(), _ -> new CopyOnWriteArrayList<>())
                .add(what);
        toldNow.release();
    }

    private static void awaitNothingOwed(Api api, String deliveries) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (Answer owed = queued(api, deliveries);
                !owed.json().get("deliveries").isEmpty();
                owed = queued(api, deliveries)) {
            assertThat(System.nanoTime()).as("owed still: %s", owed).isLessThan(until);
            Api.pause(100);
        }
    }

    private static Answer queued(Api api, String deliveries) {
        return api.get(deliveries + "?Status=queued&PageSize=5").mustBe(200);
    }

    private void compare(WebhookReceiver receiver, Api api, String service) {
        // Among what it objects to is the same event with another body.
        assertThat(receiver.objections().all()).isEmpty();
        List<Delivery> events = receiver.events().all();
        assertThat(events.stream().map(e -> word(e) + " " + e.parameter("factor_sid")))
                .as("one event under two ids")
                .doesNotHaveDuplicates();
        assertThat(events.stream().mapToInt(e -> receiver.tries(e.uuid())))
                .as("a process that died between sending and noting it")
                .anyMatch(tries -> tries > 1);
        Map<String, List<String>> heard = events.stream()
                .collect(groupingBy(
                        e -> String.valueOf(e.parameter("factor_sid")),
                        LinkedHashMap::new,
                        mapping(WebhookDurabilityTest::word, toList())));
        assertThat(told).hasSizeGreaterThan(KILLS);
        assertThat(heard.keySet()).containsAll(told.keySet());
        told.forEach((factor, so) -> mustBeThose(factor, so, heard.getOrDefault(factor, List.of())));
        events.forEach(event -> mustBeOnRecord(event, heard, api, service));
        owners.forEach((factor, owner) -> mustBeHeard(owner.by(api), heard.getOrDefault(factor, List.of()), api));
    }

    private static String word(Delivery event) {
        String challenge = event.parameter("challenge_sid");
        return event.parameter("type") + (challenge == null ? "" : " " + challenge);
    }

    /** One request was on its way when the server died; it may have been done. */
    private static void mustBeThose(String factor, List<String> so, List<String> heard) {
        assertThat(heard.size()).as(factor).isBetween(so.size(), so.size() + 1);
        assertThat(heard.subList(0, so.size())).as(factor).isEqualTo(so);
    }

    private static void mustBeOnRecord(Delivery event, Map<String, List<String>> heard, Api api, String service) {
        String factor = String.valueOf(event.parameter("factor_sid"));
        String entity = "/v2/Services/" + service + "/Entities/" + event.parameter("entity_identity");
        String challenge = event.parameter("challenge_sid");
        if (heard.getOrDefault(factor, List.of()).contains("factor.deleted")) {
            api.get(entity + "/Factors/" + factor).mustBe(404, 20404);
        } else if (challenge != null) {
            Answer found = api.get(entity + "/Challenges/" + challenge).mustBe(200);
            assertThat("challenge." + found.text("status")).isEqualTo(event.parameter("type"));
        } else {
            Answer found = api.get(entity + "/Factors/" + factor).mustBe(200);
            boolean verified = heard.getOrDefault(factor, List.of()).contains("factor.verified");
            assertThat(found.text("status")).isEqualTo(verified ? "verified" : "unverified");
        }
    }

    private static void mustBeHeard(PhoneOwner owner, List<String> heard, Api api) {
        Answer list = api.get(owner.challenges());
        List<String> sids = list.all("challenges", "sid");
        List<String> statuses = list.all("challenges", "status");
        for (int i = 0; i < sids.size(); i++) {
            if (!statuses.get(i).equals("pending") && !statuses.get(i).equals("expired")) {
                assertThat(heard).contains("challenge." + statuses.get(i) + " " + sids.get(i));
            }
        }
    }
}
