package dev.countersign.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.phone.Challenge;
import dev.countersign.phone.Challenge.Status;
import dev.countersign.phone.ChallengeList;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.Json;
import dev.countersign.phone.Phone;
import dev.countersign.phone.Place;
import dev.countersign.phone.Push;
import dev.countersign.phone.Refused;
import dev.countersign.phone.Transport;
import dev.countersign.phone.Unusable;
import dev.countersign.phone.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Phones for scripts in other languages, which say in a form what is to be done with them and read JSON. */
final class PhoneBooth implements AutoCloseable {
    private final HttpServer server;
    private final URI product;
    private final World world;
    private final Map<String, Phone> phones = new ConcurrentHashMap<>();

    /**
     * Opens now.
     *
     * @param product where the phones enrol
     */
    PhoneBooth(URI product, Transport network) throws IOException {
        this.product = product;
        this.world = new World(new Watched(network), InstantSource.system(), PhoneShop.CHANCE);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, @Nullable Object> told;
            try {
                String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                told = done(exchange.getRequestURI().getPath().substring(1), pairs(form));
            } catch (Refused e) {
                told = Map.of("refused", e.code(), "status", e.status());
            } catch (Unusable | AssertionError e) {
                told = Map.of("gave_up", String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                told = Map.of("gave_up", "interrupted");
            }
            byte[] body = Json.text(told, Habits.PLAIN).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> pairs(String form) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : form.split("&", -1)) {
            int at = pair.indexOf('=');
            pairs.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        return pairs;
    }

    private Map<String, @Nullable Object> done(String deed, Map<String, String> said)
            throws IOException, InterruptedException {
        if (deed.equals("enrol")) {
            return enrolled(said);
        }
        Phone phone = phones.get(value(said, "factor"));
        if (phone == null) {
            throw new AssertionError("there is no such phone");
        }
        return switch (deed) {
            case "list" -> listed(phone.list(ChallengeList.Asked.LATEST_PENDING));
            case "show" -> shown(phone.show(value(said, "challenge")));
            case "approve" -> shown(phone.approve(value(said, "challenge")));
            case "deny" -> shown(phone.deny(value(said, "challenge")));
            case "sign" ->
                Map.of(
                        "payload",
                        phone.sign(phone.show(value(said, "challenge")), Status.valueOf(value(said, "answer"))));
            default -> throw new AssertionError("no phone can " + deed);
        };
    }

    private static String value(Map<String, String> said, String name) {
        String value = said.get(name);
        if (value == null) {
            throw new AssertionError("say which " + name);
        }
        return value;
    }

    private Map<String, @Nullable Object> enrolled(Map<String, String> said) throws IOException, InterruptedException {
        Handset handset =
                Handset.of(Habits.valueOf(value(said, "habits"))).toldBy(Push.fcm("a push token of a script"));
        Place place = new Place(product, value(said, "service"), value(said, "identity"));
        Phone phone = Phone.enrol(world, handset, place, value(said, "token"));
        phones.put(phone.factor().sid(), phone);
        return Map.of("factor", phone.factor().sid(), "verified", phone.factor().verified());
    }

    private static Map<String, @Nullable Object> listed(ChallengeList list) {
        List<String> sids = list.challenges().stream().map(Challenge::sid).toList();
        return Map.of("challenges", sids);
    }

    private static Map<String, @Nullable Object> shown(Challenge challenge) {
        Map<String, @Nullable Object> shown = new HashMap<>();
        shown.put("status", challenge.status().word());
        shown.put("message", challenge.details().message());
        shown.put(
                "fields",
                challenge.details().fields().stream()
                        .map(field -> Map.of("label", field.label(), "value", field.value()))
                        .toList());
        shown.put("hidden", challenge.hidden());
        return shown;
    }
}
