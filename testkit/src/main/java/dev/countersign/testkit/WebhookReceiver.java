package dev.countersign.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A backend's webhook: takes events that are signed with its account's auth token, and knows each by its {@code uuid}
 * when it is told of it again.
 */
public final class WebhookReceiver extends HttpCounterpart {
    private static final String FORM = "application/x-www-form-urlencoded;charset=utf-8";

    private final String authToken;
    private final String url;
    private final Map<String, Delivery> firsts = new HashMap<>();
    private final Map<String, Integer> tries = new HashMap<>();
    private final Arrivals<Delivery> deliveries = new Arrivals<>("deliveries");
    private final Arrivals<Delivery> events = new Arrivals<>("events");

    /** An event as it was told once. The first time is try 1. */
    public record Delivery(String uuid, int attempt, boolean accepted, String body) {

        /** Every value of every parameter, decoded. */
        public Map<String, List<String>> parameters() {
            try {
                return FormBody.read(body).values();
            } catch (Objection e) {
                throw new IllegalStateException(e);
            }
        }

        /** The first value of that parameter, or null where it was not told. */
        public @Nullable String parameter(String name) {
            List<String> values = parameters().get(name);
            return values == null ? null : values.getFirst();
        }
    }

    private WebhookReceiver(String authToken, String path, int port, @Nullable CertificateAuthority authority) {
        super(port, authority == null ? null : authority.serving());
        this.authToken = authToken;
        url = origin() + path;
    }

    /** @param path with its query, as it is configured */
    public static WebhookReceiver start(String authToken, String path) {
        return startAt(0, authToken, path);
    }

    /** Where a receiver was before, for instance. */
    public static WebhookReceiver startAt(int port, String authToken, String path) {
        return opened(new WebhookReceiver(authToken, path, port, null));
    }

    /** Behind TLS, with a certificate of that authority. */
    public static WebhookReceiver start(String authToken, String path, CertificateAuthority authority) {
        return opened(new WebhookReceiver(authToken, path, 0, authority));
    }

    private static WebhookReceiver opened(WebhookReceiver receiver) {
        receiver.open();
        return receiver;
    }

    /** Its URL, to the letter in which it has to be configured. */
    public String url() {
        return url;
    }

    /** Every well-made delivery, in order, whatever was answered. */
    public Arrivals<Delivery> deliveries() {
        return deliveries;
    }

    /** Every event that it acted upon, once each, in the order in which it did. */
    public Arrivals<Delivery> events() {
        return events;
    }

    /** Waits until it has acted upon so many events. */
    public List<Delivery> await(int events, Duration atMost) {
        return this.events.await(events, atMost);
    }

    /** How often it was told of that event. */
    public synchronized int tries(String uuid) {
        return tries.getOrDefault(uuid, 0);
    }

    @Override
    HttpAnswer answer(HttpAsked asked) throws Objection {
        take(asked, true);
        return HttpAnswer.empty(200);
    }

    @Override
    void overhear(HttpAsked asked) throws Objection {
        take(asked, false);
    }

    private void take(HttpAsked asked, boolean accepted) throws Objection {
        String uuid = checked(asked);
        synchronized (this) {
            Delivery delivery = new Delivery(uuid, tries.merge(uuid, 1, Integer::sum), accepted, asked.text());
            Delivery first = firsts.putIfAbsent(uuid, delivery);
            if (first != null && !first.parameters().equals(delivery.parameters())) {
                throw new Objection(409, "the event " + uuid + " was another one before");
            }
            deliveries.add(delivery);
            if (accepted && (first == null || !first.accepted())) {
                firsts.put(uuid, delivery);
                events.add(delivery);
            }
        }
    }

    // spec Verify 7.2: a form in UTF-8, by POST, signed
    private String checked(HttpAsked asked) throws Objection {
        URI configured = URI.create(url);
        String query = configured.getRawQuery();
        if (!asked.target().equals(configured.getRawPath() + (query == null ? "" : "?" + query))) {
            throw new Objection(404, "nothing is at " + asked);
        }
        if (!asked.method().equals("POST")) {
            throw new Objection(405, "an event comes by POST and not by " + asked.method());
        }
        String type = asked.required("content-type");
        if (!type.toLowerCase(Locale.ROOT).replace(" ", "").equals(FORM)) {
            throw new Objection(415, "an event comes as a form in UTF-8 and not as " + type);
        }
        FormBody form = FormBody.read(asked.text());
        String signature = asked.required("x-twilio-signature");
        if (!signature.equals(TwilioSignature.of(authToken, url, form.values()))) {
            throw new Objection(403, "the signature is not that of these parameters for " + url);
        }
        return form.only("uuid");
    }
}
