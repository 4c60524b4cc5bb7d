package dev.countersign.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.exception.ApiException;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.verify.v2.Service;
import com.twilio.rest.verify.v2.service.entity.Challenge;
import com.twilio.rest.verify.v2.service.entity.Factor;
import com.twilio.rest.verify.v2.service.entity.NewFactor;
import dev.countersign.testkit.Authenticator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The Java SDK as it is published, and what its tests need of it; where the server is, the last of them say. */
abstract class JavaSdk {

    abstract Api api();

    abstract TwilioRestClient client();

    String service() {
        return Service.creator("Acceptance").create(client()).getSid();
    }

    static String somebody() {
        return UUID.randomUUID().toString();
    }

    record Enrolled(String service, String identity, String factor, Authenticator app) {}

    NewFactor newFactor(String service, String identity) {
        return NewFactor.creator(service, identity, "Ana's phone", NewFactor.FactorTypes.TOTP)
                .setConfigSkew(2)
                .create(client());
    }

    Enrolled enrolled(String service) {
        String identity = somebody();
        NewFactor created = newFactor(service, identity);
        Authenticator app = app(created);
        Factor verified = Factor.updater(service, identity, created.getSid())
                .setAuthPayload(app.code(api().now()))
                .update(client());
        assertThat(verified.getStatus()).isEqualTo(Factor.FactorStatuses.VERIFIED);
        return new Enrolled(service, identity, created.getSid(), app);
    }

    static Authenticator app(NewFactor created) {
        return Authenticator.scan(String.valueOf(((Map<?, ?>) created.getBinding()).get("uri")));
    }

    Challenge challenge(Enrolled e) {
        return Challenge.creator(e.service(), e.identity(), e.factor()).create(client());
    }

    static List<String> sids(Iterable<Challenge> challenges) {
        List<String> sids = new ArrayList<>();
        challenges.forEach(c -> sids.add(c.getSid()));
        return sids;
    }

    abstract TwilioRestClient clientOf(Api api);

    static void mustBeMissing(ApiException x) {
        assertThat(x.getStatusCode()).isEqualTo(404);
        assertThat(x.getCode()).isEqualTo(20404);
        assertThat(x.getMoreInfo()).isEqualTo("https://www.twilio.com/docs/errors/20404");
        assertThat(x).hasMessageMatching("The requested resource /Services/.* was not found");
    }
}
