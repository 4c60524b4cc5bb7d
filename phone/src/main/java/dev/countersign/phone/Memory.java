package dev.countersign.phone;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a phone keeps between two starts, as one JSON object. The private key is in it. */
final class Memory {
    private final Place place;
    private final Handset handset;
    private final Factor factor;
    private final DeviceKey key;
    private final Duration correction;

    Memory(Place place, Handset handset, Factor factor, DeviceKey key, Duration correction) {
        this.place = place;
        this.handset = handset;
        this.factor = factor;
        this.key = key;
        this.correction = correction;
    }

    String text() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("server", place.server().toString());
        tree.put("service_sid", place.serviceSid());
        tree.put("identity", place.identity());
        tree.put("habits", handset.habits().name());
        tree.put("name", handset.name());
        tree.put("app_id", handset.appId());
        tree.put("platform", handset.push().platform());
        tree.put("push_token", handset.push().token());
        tree.put("metadata", handset.metadata());
        tree.put("factor", factor.tree());
        tree.put("public_key", key.spki());
        tree.put("private_key", key.pkcs8());
        tree.put("clock_correction", BigInteger.valueOf(correction.toSeconds()));
        return Json.text(tree, Habits.PLAIN);
    }

    /** @throws Unusable where the text is no such memory */
    static Memory read(String text, RandomGenerator random) {
        Members kept = Members.of(text);
        try {
            Habits habits = Habits.valueOf(kept.string("habits"));
            Map<String, String> metadata = kept.stringsOrNull("metadata");
            Handset handset = new Handset(
                    habits,
                    kept.string("name"),
                    kept.string("app_id"),
                    new Push(kept.string("platform"), kept.stringOrNull("push_token")),
                    metadata == null ? Map.of() : metadata);
            Place place =
                    new Place(URI.create(kept.string("server")), kept.string("service_sid"), kept.string("identity"));
            DeviceKey key = DeviceKey.load(kept.string("private_key"), kept.string("public_key"), random);
            Duration correction = Duration.ofSeconds(kept.number("clock_correction"));
            return new Memory(place, handset, Factor.read(kept.object("factor"), habits), key, correction);
        } catch (IllegalArgumentException e) {
            throw new Unusable("it is not what a phone keeps", e);
        }
    }

    Place place() {
        return place;
    }

    Handset handset() {
        return handset;
    }

    Factor factor() {
        return factor;
    }

    DeviceKey key() {
        return key;
    }

    Duration correction() {
        return correction;
    }
}
