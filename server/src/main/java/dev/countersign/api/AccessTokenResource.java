package dev.countersign.api;

import static dev.countersign.contract.Param.form;
import static dev.countersign.contract.Shape.number;
import static dev.countersign.contract.Shape.oneOf;
import static dev.countersign.contract.Shape.text;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Param;
import dev.countersign.contract.View;
import dev.countersign.core.AccessTokens;
import dev.countersign.core.AccessTokens.Issued;
import dev.countersign.core.People;
import dev.countersign.domain.AccessToken;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Identity;
import dev.countersign.domain.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Access tokens as the world sees them: every name, limit and field of the resource is on this page. */
final class AccessTokenResource {
    static final Param<Identity> IDENTITY = form("Identity", Paths.AN_IDENTITY).required();
    static final Param<Factor.Type> FACTOR_TYPE = form(
                    "FactorType", oneOf(List.of(Factor.Type.PUSH), Factor.Type::word))
            .required();
    static final Param<String> FRIENDLY_NAME = form("FactorFriendlyName", text(1, Factor.LONGEST_NAME));
    static final Param<Integer> TTL =
            form("Ttl", number(seconds(AccessToken.SHORTEST_LIFE), seconds(AccessToken.LONGEST_LIFE)));

    static final View<Issued> VIEW = View.of(
            "AccessToken",
            View.text("sid", t -> t.token().sid().text()),
            View.text("account_sid", t -> t.token().person().account().text()),
            View.text("service_sid", t -> t.token().person().service().text()),
            View.text("entity_identity", t -> t.token().person().identity().text()),
            View.oneOf("factor_type", List.of(Factor.Type.PUSH.word()), _ -> Factor.Type.PUSH.word()),
            View.text("factor_friendly_name", t -> t.token().friendlyName()),
            View.text("token", Issued::text),
            View.number("ttl", t -> seconds(t.token().life())),
            View.instant("date_created", t -> t.token().sid().created()),
            View.url(
                    "url",
                    t -> Paths.service(t.token().person().service()) + "/AccessTokens/"
                            + t.token().sid().text()));

    private final AccessTokens tokens;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    AccessTokenResource(AccessTokens tokens, Consumer<Call> service) {
        this.tokens = tokens;
        this.service = service;
    }

    List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.post(Paths.ACCESS_TOKENS)
                        .takes(Paths.SERVICE_SID, IDENTITY, FACTOR_TYPE, FRIENDLY_NAME, TTL)
                        .within(service)
                        .refusesInvalidWith(Refusal.INVALID_ACCESS_TOKEN_PARAMETER)
                        .gives(201, VIEW, AccessTokenResource::tells, this::create),
                Endpoint.get(Paths.ACCESS_TOKENS + "/{Sid}")
                        .takes(Paths.SERVICE_SID, Paths.ACCESS_TOKEN)
                        .within(service)
                        .gives(
                                200,
                                VIEW,
                                call -> tokens.find(
                                        call.caller().account(),
                                        call.get(Paths.SERVICE_SID),
                                        call.get(Paths.ACCESS_TOKEN))));
    }

    private Issued create(Call call) {
        return tokens.create(
                People.person(call.caller().account(), call.get(Paths.SERVICE_SID), call.get(IDENTITY)),
                call.find(FRIENDLY_NAME),
                Duration.ofSeconds(call.find(TTL, seconds(AccessToken.SHORTEST_LIFE))));
    }

    private static Map<String, String> tells(Issued issued) {
        return Map.of("access_token", issued.token().sid().text());
    }

    private static int seconds(Duration life) {
        return Math.toIntExact(life.toSeconds());
    }
}
