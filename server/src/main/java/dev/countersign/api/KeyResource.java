package dev.countersign.api;

import static dev.countersign.contract.Param.form;
import static dev.countersign.contract.Shape.text;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Param;
import dev.countersign.contract.SessionCookie;
import dev.countersign.contract.Shape;
import dev.countersign.contract.View;
import dev.countersign.core.Accounts;
import dev.countersign.core.Accounts.WithSecret;
import dev.countersign.domain.ApiKey;
import dev.countersign.domain.ApiKeySid;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Sid;
import java.util.List;

/**
 * API keys as operators see them. Whoever came in with a key makes and revokes none: a key that was taken by somebody is gone
 * when it is revoked, and leaves no other behind.
 */
final class KeyResource {
    private static final String PATH = SessionCookie.PATH + "/Keys";

    static final Param<String> FRIENDLY_NAME = form("FriendlyName", text(1, 64)).required();
    private static final Param<ApiKeySid> KEY =
            Param.path("Sid", Shape.parsed("an API key's SID", Sid.pattern(ApiKeySid.PREFIX), ApiKeySid::parse));

    static final View<ApiKey> VIEW = View.of(
            "ApiKey",
            View.text("sid", k -> k.sid().text()),
            View.text("friendly_name", ApiKey::friendlyName),
            View.instant("date_created", k -> k.sid().created()));

    /** The answer to a creation, the one time the secret is shown. */
    static final View<WithSecret> CREATED =
            VIEW.through("NewApiKey", WithSecret::key).with("date_created", View.text("secret", WithSecret::secret));

    private final Accounts accounts;

    KeyResource(Accounts accounts) {
        this.accounts = accounts;
    }

    List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.get(PATH)
                        .lists(
                                "keys",
                                VIEW,
                                k -> k.sid().id(),
                                Endpoint.Order.BY_CREATION,
                                (call, slice) -> accounts.keys(call.caller().account(), slice)),
                Endpoint.post(PATH).takes(FRIENDLY_NAME).gives(201, CREATED, call -> {
                    mustBeTheAccountItself(call);
                    return accounts.createKey(call.caller().account(), call.get(FRIENDLY_NAME));
                }),
                Endpoint.delete(PATH + "/{Sid}").takes(KEY).removes(call -> {
                    mustBeTheAccountItself(call);
                    accounts.revokeKey(call.caller().account(), call.get(KEY));
                }));
    }

    private static void mustBeTheAccountItself(Call call) {
        if (SessionResource.session(call).key() != null) {
            throw Refusal.FORBIDDEN.refused("sign in with the account's auth token to make or revoke API keys");
        }
    }
}
