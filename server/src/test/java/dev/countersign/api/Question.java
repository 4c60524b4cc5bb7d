package dev.countersign.api;

import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Json;
import dev.countersign.phone.SignedAnswer;
import dev.countersign.testkit.Forgery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A push challenge by its path, seen by whoever can sign anything at all about it. */
record Question(Rig rig, String path) {
    static final List<String> SIGNED = List.of(
            "account_sid",
            "service_sid",
            "identity",
            "factor_sid",
            "sid",
            "date_created",
            "expiration_date",
            "status",
            "details",
            "hidden_details");

    /** A new one to that factor. */
    static Question to(Rig rig, String entity, String factor, String more) {
        Answer created = rig.post(entity + "/Challenges", "FactorSid=" + factor + "&Details.Message=Log+in%3F" + more);
        return new Question(rig, entity + "/Challenges/" + created.text("sid"));
    }

    static Question to(Hand hand) {
        return to(hand, "");
    }

    static Question to(Hand hand, String more) {
        return to(hand.rig(), hand.entity(), hand.sid(), more);
    }

    String sid() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    Answer seen() {
        return rig.get(path);
    }

    String status() {
        return seen().text("status");
    }

    /** The true answer with that word, signed by that key: bend it. */
    Forgery answer(DeviceKey key, String word) {
        Map<String, @Nullable Object> received = Json.object(seen().json());
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        SIGNED.forEach(name -> payload.put(name, received.get(name)));
        payload.put("status", word);
        return Forgery.of(SignedAnswer.header(), payload, key);
    }

    /** Sends it as that phone. */
    Answer take(Hand from, String payload) {
        return from.ask("POST", path, form(payload));
    }

    /** Sends it as the account's backend. */
    Answer relay(String payload) {
        return rig.post(path, form(payload));
    }

    static String form(String payload) {
        return "AuthPayload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8);
    }
}
