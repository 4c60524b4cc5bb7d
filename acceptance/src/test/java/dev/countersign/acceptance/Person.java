package dev.countersign.acceptance;

import dev.countersign.testkit.Authenticator;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Somebody with an authenticator app, enrolled at a Service. */
final class Person {
    private final Api api;
    private final String service;
    private final String identity;
    private final String factor;
    private final Authenticator app;

    private Person(Api api, String service, String identity, String factor, Authenticator app) {
        this.api = api;
        this.service = service;
        this.identity = identity;
        this.factor = factor;
        this.app = app;
    }

    /** A stranger's first factor, not verified yet. */
    static Person unverified(Api api, String service, String... settings) {
        return factor(api, service, UUID.randomUUID().toString(), settings);
    }

    /** The same person with another factor, not verified yet. */
    Person another(String... settings) {
        return factor(api, service, identity, settings);
    }

    private static Person factor(Api api, String service, String identity, String... settings) {
        List<String> form = new ArrayList<>(List.of("FactorType", "totp", "FriendlyName", "Ana's phone"));
        form.addAll(List.of(settings));
        Answer created = api.post(
                        "/v2/Services/" + service + "/Entities/" + identity + "/Factors", form.toArray(String[]::new))
                .mustBe(201);
        return new Person(api, service, identity, created.sid(), Authenticator.scan(created.text("binding.uri")));
    }

    static Person enrolled(Api api, String service, String... settings) {
        return unverified(api, service, settings).verified();
    }

    static Person enrolled(Api api) {
        return enrolled(api, api.service());
    }

    /** The same, to another caller. */
    Person by(Api other) {
        return new Person(other, service, identity, factor, app);
    }

    Person verified() {
        Answer verified =
                api.post(factorPath(), "AuthPayload", app.code(api.now())).mustBe(200);
        if (!verified.text("status").equals("verified")) {
            throw new AssertionError("Not verified: " + verified);
        }
        return this;
    }

    Api api() {
        return api;
    }

    String service() {
        return service;
    }

    String identity() {
        return identity;
    }

    String factor() {
        return factor;
    }

    Authenticator app() {
        return app;
    }

    String path() {
        return "/v2/Services/" + service + "/Entities/" + identity;
    }

    String factorPath() {
        return path() + "/Factors/" + factor;
    }

    String challenges() {
        return path() + "/Challenges";
    }

    String challenge(String sid) {
        return challenges() + "/" + sid;
    }

    /** A challenge, with whatever else it is to have. */
    Answer challenged(String... more) {
        List<String> form = new ArrayList<>(List.of("FactorSid", factor));
        form.addAll(List.of(more));
        return api.post(challenges(), form.toArray(String[]::new));
    }

    Answer answer(String challenge, String code) {
        return api.post(challenge(challenge), "AuthPayload", code);
    }

    String status(String challenge) {
        return api.get(challenge(challenge)).mustBe(200).text("status");
    }

    String wrong() {
        return app.wrongCode(api.now());
    }
}
