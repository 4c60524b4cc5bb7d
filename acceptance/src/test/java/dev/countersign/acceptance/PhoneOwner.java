package dev.countersign.acceptance;

import dev.countersign.phone.DeviceKey;
import dev.countersign.phone.Factor;
import dev.countersign.phone.Phone;
import dev.countersign.testkit.Forger;
import java.util.ArrayList;
import java.util.List;

/** Somebody whose phone is their push factor, and the backend that asks them. */
final class PhoneOwner {
    private final Api api;
    private final Phone phone;
    private final DeviceKey key;

    /** @param api the backend's */
    PhoneOwner(Api api, Phone phone, DeviceKey key) {
        this.api = api;
        this.phone = phone;
        this.key = key;
    }

    /** The same, when the server is somewhere else. */
    PhoneOwner by(Api other) {
        return new PhoneOwner(other, phone, key);
    }

    /** The API, as the backend asks it. */
    Api backend() {
        return api;
    }

    Phone phone() {
        return phone;
    }

    DeviceKey key() {
        return key;
    }

    Factor factor() {
        return phone.factor();
    }

    Forger forger() {
        return new Forger(key, DeviceKey.draw(PhoneShop.CHANCE));
    }

    /** What the phone shows for itself at this moment. */
    String jwt() {
        return forger().jwt(factor(), api.now()).text();
    }

    /** The API, as this phone asks it. */
    Api device() {
        return device(jwt());
    }

    Api device(String jwt) {
        return api.as("token", jwt);
    }

    String identity() {
        return phone.place().identity();
    }

    String path() {
        return "/v2/Services/" + phone.place().serviceSid() + "/Entities/" + identity();
    }

    String factorPath() {
        return path() + "/Factors/" + factor().sid();
    }

    String challenges() {
        return path() + "/Challenges";
    }

    String challenge(String sid) {
        return challenges() + "/" + sid;
    }

    /** What a backend creates, with whatever else it is to have. */
    Answer challenged(String... more) {
        List<String> form = new ArrayList<>(List.of("FactorSid", factor().sid(), "Details.Message", "Login request"));
        form.addAll(List.of(more));
        return api.post(challenges(), form.toArray(String[]::new));
    }

    /** A challenge's SID. */
    String asked(String... more) {
        return challenged(more).mustBe(201).sid();
    }

    String status(String challenge) {
        return api.get(challenge(challenge)).mustBe(200).text("status");
    }
}
