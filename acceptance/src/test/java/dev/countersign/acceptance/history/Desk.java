package dev.countersign.acceptance.history;

import dev.countersign.acceptance.history.Wire.Came;
import dev.countersign.acceptance.history.Wire.Request;
import dev.countersign.phone.DeviceKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where one client asks one server: each request there is, by its name. */
final class Desk {
    /** The shortest there is, so that there are many. */
    private static final String STEP_SECONDS = "20";

    private final Site site;
    private final Wire wire;
    private final int client;

    Desk(Site site, Wire wire, int client) {
        this.site = site;
        this.wire = wire;
        this.client = client;
    }

    Came enrolApp(String identity) {
        return enrol(identity, "totp", Map.of("Config.TimeStep", STEP_SECONDS));
    }

    Came enrolDevice(String identity, DeviceKey key) {
        return enrol(
                identity,
                "push",
                Map.of(
                        "Binding.PublicKey",
                        key.spki(),
                        "Config.AppId",
                        "com.example.app",
                        "Config.SdkVersion",
                        "1",
                        "Config.NotificationPlatform",
                        "none"));
    }

    private Came enrol(String identity, String type, Map<String, String> particular) {
        int number = site.history().draw();
        Map<String, String> form = new LinkedHashMap<>(particular);
        form.put("FactorType", type);
        form.put("FriendlyName", Numbered.name(number));
        return ask(number, new Deed.Enrol(identity, type), "POST", site.entity(identity) + "/Factors", form);
    }

    Came verify(String identity, String factor, String payload) {
        Deed deed = new Deed.Verify(identity, factor);
        return ask(deed, "POST", site.factor(identity, factor), Map.of("AuthPayload", payload));
    }

    /**
     * @param code null where none comes with it
     * @param ends null for the usual life
     */
    Came create(Holder holder, Proof proof, @Nullable String code, @Nullable Instant ends) {
        int number = site.history().draw();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("FactorSid", holder.factor());
        form.put("Details.Message", Numbered.name(number));
        if (code != null) {
            form.put("AuthPayload", code);
        }
        if (ends != null) {
            form.put("ExpirationDate", ends.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        Deed deed = new Deed.Create(holder.identity(), holder.factor(), proof);
        return ask(number, deed, "POST", site.challenges(holder.identity()), form);
    }

    Came answer(Question question, Proof proof, String payload) {
        Deed deed = new Deed.Answer(question.identity(), question.sid(), proof);
        String path = site.challenge(question.identity(), question.sid());
        return ask(deed, "POST", path, Map.of("AuthPayload", payload));
    }

    /** The same, brought by the device itself. */
    Came answer(Question question, Proof proof, String payload, String jwt) {
        Deed deed = new Deed.Answer(question.identity(), question.sid(), proof);
        String path = site.challenge(question.identity(), question.sid());
        Request request = new Request("POST", path, Map.of("AuthPayload", payload), "token", jwt);
        return wire.ask(site.history().draw(), client, deed, request);
    }

    Came fetch(String identity, String challenge) {
        return ask(new Deed.Fetch(identity, challenge), "GET", site.challenge(identity, challenge), null);
    }

    /** The first page of that walk. */
    Came list(Deed.Walk walk, int size) {
        StringBuilder query = new StringBuilder("?PageSize=" + size + "&Order=" + (walk.descending() ? "desc" : "asc"));
        if (walk.factor() != null) {
            query.append("&FactorSid=").append(walk.factor());
        }
        if (walk.status() != null) {
            query.append("&Status=").append(walk.status().word());
        }
        return list(walk, 0, site.challenges(walk.identity()) + query);
    }

    /** The page of that walk that is at {@code url}. */
    Came list(Deed.Walk walk, int page, String url) {
        return ask(new Deed.Page(walk, page), "GET", url, null);
    }

    Came deleteFactor(Holder holder) {
        Deed deed = new Deed.DeleteFactor(holder.identity(), holder.factor());
        return ask(deed, "DELETE", site.factor(holder.identity(), holder.factor()), null);
    }

    Came deleteEntity(String identity) {
        return ask(new Deed.DeleteEntity(identity), "DELETE", site.entity(identity), null);
    }

    private Came ask(Deed deed, String method, String path, @Nullable Map<String, String> form) {
        return ask(site.history().draw(), deed, method, path, form);
    }

    private Came ask(int number, Deed deed, String method, String path, @Nullable Map<String, String> form) {
        return wire.ask(number, client, deed, new Request(method, path, form, site.account(), site.token()));
    }
}
