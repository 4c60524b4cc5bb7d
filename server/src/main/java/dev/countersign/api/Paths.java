package dev.countersign.api;

import dev.countersign.contract.Call;
import dev.countersign.contract.Param;
import dev.countersign.contract.Shape;
import dev.countersign.core.People;
import dev.countersign.domain.AccessTokenSid;
import dev.countersign.domain.Caller;
import dev.countersign.domain.ChallengeSid;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.DeliverySid;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.Identity;
import dev.countersign.domain.Person;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.ServiceSid;
import dev.countersign.domain.Sid;
import dev.countersign.domain.WebhookSid;
import org.jspecify.annotations.Nullable;

/** The ways to each resource, and what stands in them. */
final class Paths {
    static final String SERVICES = "/v2/Services";
    static final String ENTITIES = SERVICES + "/{ServiceSid}/Entities";
    static final String FACTORS = ENTITIES + "/{Identity}/Factors";
    static final String CHALLENGES = ENTITIES + "/{Identity}/Challenges";
    // spec Verify 3.7: of another API, and so of another version
    static final String CREDENTIALS = "/v1/Credentials";
    static final String ACCESS_TOKENS = SERVICES + "/{ServiceSid}/AccessTokens";

    static final String WEBHOOKS = SERVICES + "/{ServiceSid}/Webhooks";
    static final String DELIVERIES = WEBHOOKS + "/{WebhookSid}/Deliveries";

    static final Shape<Identity> AN_IDENTITY =
            Shape.parsed("8 to 64 letters, digits and dashes", "^[A-Za-z0-9-]{8,64}$", Identity::parse);
    static final Shape<FactorSid> A_FACTOR_SID =
            Shape.parsed("a Factor's SID", Sid.pattern(FactorSid.PREFIX), FactorSid::parse);

    static final Param<ServiceSid> SERVICE_SID = Param.path(
            "ServiceSid", Shape.parsed("a Service's SID", Sid.pattern(ServiceSid.PREFIX), ServiceSid::parse));
    // spec Verify 3.2: an identity in a path that is none is a bad request
    static final Param<Identity> IDENTITY = Param.path("Identity", AN_IDENTITY).spelt();
    static final Param<FactorSid> FACTOR = Param.path("Sid", A_FACTOR_SID);
    static final Param<AccessTokenSid> ACCESS_TOKEN = Param.path(
            "Sid", Shape.parsed("an AccessToken's SID", Sid.pattern(AccessTokenSid.PREFIX), AccessTokenSid::parse));
    static final Param<ChallengeSid> CHALLENGE =
            Param.path("Sid", Shape.parsed("a Challenge's SID", Sid.pattern(ChallengeSid.PREFIX), ChallengeSid::parse));

    static final Param<ChallengeSid> OF_CHALLENGE = Param.path("ChallengeSid", CHALLENGE.shape());
    static final Param<WebhookSid> WEBHOOK =
            Param.path("Sid", Shape.parsed("a Webhook's SID", Sid.pattern(WebhookSid.PREFIX), WebhookSid::parse));

    static final Param<WebhookSid> OF_WEBHOOK = Param.path("WebhookSid", WEBHOOK.shape());
    static final Param<DeliverySid> DELIVERY =
            Param.path("Sid", Shape.parsed("a Delivery's SID", Sid.pattern(DeliverySid.PREFIX), DeliverySid::parse));
    static final Param<CredentialSid> CREDENTIAL = Param.path(
            "Sid", Shape.parsed("a Credential's SID", Sid.pattern(CredentialSid.PREFIX), CredentialSid::parse));

    private Paths() {}

    static Person person(Call call) {
        return People.person(call.caller().account(), call.get(SERVICE_SID), call.get(IDENTITY));
    }

    /** The factor that a device speaks for; null where a backend asks, to whom all of its account is open. */
    static @Nullable FactorSid own(Call call) {
        return call.caller() instanceof Caller.ByDevice device ? device.factor() : null;
    }

    /** Refuses a device what is another's, as if it were not there. */
    // spec Verify 2.2: a device touching another factor, or its challenges, within its Entity finds nothing
    static void mustBeOwn(Call call, FactorSid factor) {
        FactorSid own = own(call);
        if (own != null && !own.equals(factor)) {
            throw Refusal.NOT_FOUND.refused();
        }
    }

    static String service(ServiceSid sid) {
        return SERVICES + "/" + sid.text();
    }

    static String entity(Person person) {
        return service(person.service()) + "/Entities/" + person.identity().text();
    }
}
