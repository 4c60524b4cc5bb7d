package dev.countersign.testkit;

import dev.countersign.phone.Habits;
import dev.countersign.phone.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A push service of the web with its browsers. It takes what application servers send to its subscriptions, and opens it
 * as the browser would. A distributor of UnifiedPush does the same.
 */
public final class FakeWebPush extends HttpCounterpart {
    private static final int MOST_BYTES = 4096;
    private static final Set<String> URGENCIES = Set.of("very-low", "low", "normal", "high");

    private final InstantSource clock;
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private final Arrivals<Push> pushes = new Arrivals<>("pushes");

    /** What a browser has when it has subscribed. */
    public static final class Subscription {
        private final String endpoint;
        private final BrowserKeys keys;
        private final @Nullable String boundTo;
        private volatile boolean ended;

        private Subscription(String endpoint, BrowserKeys keys, @Nullable String boundTo) {
            this.endpoint = endpoint;
            this.keys = keys;
            this.boundTo = boundTo;
        }

        public String endpoint() {
            return endpoint;
        }

        /** As a page gets it from the browser and hands it on. */
        public String json() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("endpoint", endpoint);
            json.put("expirationTime", null);
            json.put("keys", Map.of("p256dh", keys.p256dh(), "auth", keys.auth()));
            return Json.text(json, Habits.PLAIN);
        }

        /** The person withdraws the leave, or uninstalls the app: it is gone for good. */
        public void end() {
            ended = true;
        }
    }

    /**
     * A push that was accepted and opened.
     *
     * @param ttl in seconds
     * @param topic null where it replaces nothing
     */
    public record Push(
            Subscription to,
            String text,
            long ttl,
            String urgency,
            @Nullable String topic) {}

    private FakeWebPush(InstantSource clock, @Nullable CertificateAuthority authority) {
        super(0, authority == null ? null : authority.serving());
        this.clock = clock;
    }

    /** @param clock by which the tokens of application servers expire */
    public static FakeWebPush start(InstantSource clock) {
        return opened(new FakeWebPush(clock, null));
    }

    /** Behind TLS, with a certificate of that authority. */
    public static FakeWebPush start(InstantSource clock, CertificateAuthority authority) {
        return opened(new FakeWebPush(clock, authority));
    }

    private static FakeWebPush opened(FakeWebPush service) {
        service.open();
        return service;
    }

    /** A new subscription that any application server may send to, as UnifiedPush has them. */
    public Subscription subscribe() {
        return subscribed(null);
    }

    /** A new subscription for that application server alone; browsers make no other. */
    public Subscription subscribe(String applicationServerKey) {
        return subscribed(applicationServerKey);
    }

    private Subscription subscribed(@Nullable String boundTo) {
        String path = "/push/" + number.incrementAndGet();
        Subscription subscription = new Subscription(origin() + path, BrowserKeys.draw(), boundTo);
        subscriptions.put(path, subscription);
        return subscription;
    }

    /** What it accepted, in order. */
    public Arrivals<Push> pushes() {
        return pushes;
    }

    @Override
    HttpAnswer answer(HttpAsked asked) throws Objection {
        Subscription subscription = subscriptions.get(asked.target());
        if (subscription == null) {
            throw new Objection(404, "no subscription is at " + asked);
        }
        if (!asked.method().equals("POST")) {
            throw new Objection(405, "a push comes by POST and not by " + asked.method());
        }
        Vapid.check(asked.header("authorization"), subscription.boundTo, origin(), clock.instant());
        // spec RFC 8030 7.3: a subscription that has ended may be told from one that never was
        if (subscription.ended) {
            throw new Objection(410, "the subscription has ended");
        }
        pushes.add(push(asked, subscription));
        // spec RFC 8030 5: created, and where
        return HttpAnswer.empty(201).with(Map.of("Location", origin() + "/message/" + number.incrementAndGet()));
    }

    private static Push push(HttpAsked asked, Subscription to) throws Objection {
        // spec RFC 8030 5.2: whoever sends says for how many seconds it is worth keeping
        String ttl = asked.required("ttl");
        require(ttl.matches("[0-9]{1,10}"), "TTL is no number of seconds: " + ttl);
        String urgency = asked.header("urgency");
        // spec RFC 8030 5.3: one of four words
        require(urgency == null || URGENCIES.contains(urgency), "Urgency has no such value: " + urgency);
        String topic = asked.header("topic");
        // spec RFC 8030 5.4: at most 32 characters of Base64url
        require(topic == null || topic.matches("[\\w-]{1,32}"), "Topic is not of its form: " + topic);
        String encoding = asked.required("content-encoding");
        require(encoding.equals("aes128gcm"), "Content-Encoding is another than aes128gcm: " + encoding);
        // spec RFC 8030 7.2: a push service need carry no more
        if (asked.body().length > MOST_BYTES) {
            throw new Objection(413, asked.body().length + " bytes, and no more than " + MOST_BYTES + " are carried");
        }
        String text = opened(asked.body(), to.keys);
        return new Push(to, text, Long.parseLong(ttl), urgency == null ? "normal" : urgency, topic);
    }

    /** The real service cannot look, and the browser drops what it cannot open; here the sender is told. */
    private static String opened(byte[] body, BrowserKeys keys) throws Objection {
        try {
            return new String(keys.open(body), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new Objection(400, "the browser could not open it: " + e.getMessage());
        }
    }

    private static void require(boolean holds, String otherwise) throws Objection {
        if (!holds) {
            throw new Objection(400, otherwise);
        }
    }

    @Override
    HttpAnswer refusal(HttpAsked asked, Objection objection) {
        HttpAnswer answer = super.refusal(asked, objection);
        // spec RFC 9110 15.5.2: 401 names the scheme by which to come again
        return objection.status() == 401 ? answer.with(Map.of("WWW-Authenticate", "vapid")) : answer;
    }
}
