package dev.countersign.api;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.View;
import dev.countersign.core.Credentials;
import dev.countersign.core.Factors;
import dev.countersign.domain.Caller.Role;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.Refusal;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * With which key a browser that is a push factor subscribes to its push service, as the world sees it. Ours: apps carry their
 * vendor's keys with them, a browser is told by the server whose messages it will take.
 */
final class PushKeyResource {
    /** @param publicKey null where the Service names no Credential for browsers */
    record PushKey(FactorSid factor, @Nullable String publicKey) {}

    static final View<PushKey> VIEW = View.of(
            "PushKey",
            View.text("factor_sid", k -> k.factor().text()),
            View.oneOf(
                    "notification_platform",
                    List.of(PushConfig.Platform.WEBPUSH.word()),
                    _ -> PushConfig.Platform.WEBPUSH.word()),
            View.text("public_key", PushKey::publicKey));

    private final Factors factors;
    private final Credentials credentials;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    PushKeyResource(Factors factors, Credentials credentials, Consumer<Call> service) {
        this.factors = factors;
        this.credentials = credentials;
        this.service = service;
    }

    List<Endpoint<?>> endpoints() {
        return List.of(Endpoint.get(Paths.FACTORS + "/{Sid}/PushKey")
                .takes(Paths.SERVICE_SID, Paths.IDENTITY, Paths.FACTOR)
                .opensTo(Role.DEVICE)
                .within(service)
                .refuses(Refusal.INVALID_PARAMETER)
                .gives(200, VIEW, this::find));
    }

    private PushKey find(Call call) {
        FactorSid factor = call.get(Paths.FACTOR);
        Paths.mustBeOwn(call, factor);
        if (factors.find(Paths.person(call), factor).type() != Factor.Type.PUSH) {
            throw Refusal.INVALID_PARAMETER.refused("Sid must be a push factor's");
        }
        return new PushKey(
                factor, credentials.applicationServerKey(call.caller().account(), call.get(Paths.SERVICE_SID)));
    }
}
