package dev.countersign.acceptance;

import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Habits;
import dev.countersign.phone.Handset;
import dev.countersign.phone.HttpTransport;
import dev.countersign.phone.Phone;
import dev.countersign.phone.Place;
import dev.countersign.phone.World;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/** Where people of one Service get their phones: enrolled the way apps enrol, each with a key of its own. */
final class PhoneShop {
    static final SecureRandom CHANCE = new SecureRandom();

    private final Api api;
    private final Watched network;
    private final String service;

    PhoneShop(Api api, Watched network, String service) {
        this.api = api;
        this.network = network;
        this.service = service;
    }

    /** At a Service of its own, over plain HTTP. */
    static PhoneShop of(Api api) {
        return new PhoneShop(api, new Watched(HttpTransport.usual()), api.service());
    }

    Api api() {
        return api;
    }

    String service() {
        return service;
    }

    Watched network() {
        return network;
    }

    World world() {
        return world(InstantSource.system());
    }

    World world(InstantSource clock) {
        return new World(network, clock, CHANCE);
    }

    Answer accessToken(String identity) {
        return api.post(
                "/v2/Services/" + service + "/AccessTokens", "Identity", identity, "FactorType", "push", "Ttl", "300");
    }

    Place place(String identity) {
        return new Place(api.base(), service, identity);
    }

    /** Somebody's phone, which has not shown yet that it has the key. */
    PhoneOwner unverified(Handset handset, String identity, DeviceKey key) throws IOException, InterruptedException {
        String token = accessToken(identity).mustBe(201).text("token");
        return new PhoneOwner(api, Phone.create(world(), handset, place(identity), token, key), key);
    }

    PhoneOwner unverified(Handset handset) throws IOException, InterruptedException {
        return unverified(handset, UUID.randomUUID().toString(), DeviceKey.draw(CHANCE));
    }

    PhoneOwner enrolled(Habits habits) throws IOException, InterruptedException {
        return enrolled(habits, UUID.randomUUID().toString());
    }

    PhoneOwner enrolled(Habits habits, String identity) throws IOException, InterruptedException {
        PhoneOwner owner = unverified(Handset.of(habits), identity, DeviceKey.draw(CHANCE));
        if (!owner.phone().verify().verified()) {
            throw new AssertionError("not verified");
        }
        return owner;
    }
}
