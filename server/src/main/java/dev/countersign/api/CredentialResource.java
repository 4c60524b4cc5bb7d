package dev.countersign.api;

import static dev.countersign.contract.Param.form;
import static dev.countersign.contract.Shape.flag;
import static dev.countersign.contract.Shape.oneOf;
import static dev.countersign.contract.Shape.text;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Param;
import dev.countersign.contract.View;
import dev.countersign.core.Credentials;
import dev.countersign.core.Material;
import dev.countersign.domain.Credential;
import dev.countersign.domain.Refusal;
import java.util.List;
import java.util.Map;

/**
 * Push Credentials as the world sees them: every name, limit and field of the resource is on this page. Secrets are
 * written and never read. What an update leaves out stays as it is; a Credential that is deleted is named by no Service any
 * more.
 */
final class CredentialResource {
    private static final List<Credential.Type> TYPES = List.of(Credential.Type.values());
    private static final int LONGEST_FILE = 32_768;

    static final Param<Credential.Type> TYPE =
            form("Type", oneOf(TYPES, Credential.Type::word)).required();
    static final Param<String> FRIENDLY_NAME =
            form("FriendlyName", text(0, Credential.LONGEST_NAME)).clearable();

    /** Of an app, with its {@link #PRIVATE_KEY}. */
    static final Param<String> CERTIFICATE = form("Certificate", text(1, LONGEST_FILE));

    static final Param<String> PRIVATE_KEY = form("PrivateKey", text(1, LONGEST_FILE));
    static final Param<Boolean> SANDBOX = form("Sandbox", flag());
    static final Param<String> API_KEY = form("ApiKey", text(1, 4096));
    static final Param<String> SECRET = form("Secret", text(1, LONGEST_FILE));

    /** Of a team of Apple's developers, with {@link #KEY_ID} and its {@link #PRIVATE_KEY}. Ours. */
    static final Param<String> TEAM_ID = form("TeamId", text(1, 64));

    static final Param<String> KEY_ID = form("KeyId", text(1, 64));
    /** Of an application server; where its {@link #PRIVATE_KEY} is left out, one is drawn. Ours. */
    static final Param<String> SUBJECT = form("Subject", text(1, 256));

    static final View<Credential> VIEW = View.of(
            "Credential",
            View.text("sid", c -> c.sid().text()),
            View.text("account_sid", c -> c.account().text()),
            View.text("friendly_name", Credential::friendlyName),
            View.oneOf("type", TYPES.stream().map(Credential.Type::word).toList(), c -> c.type()
                    .word()),
            // spec Verify 3.7: a string, in capitals as another language spells it
            View.oneOf("sandbox", List.of("True", "False"), c -> c.sandbox() ? "True" : "False"),
            View.text("public_key", Credential::publicKey),
            View.instant("date_created", c -> c.sid().created()),
            View.instant("date_updated", Credential::updated),
            View.url("url", c -> Paths.CREDENTIALS + "/" + c.sid().text()));

    private final Credentials credentials;

    CredentialResource(Credentials credentials) {
        this.credentials = credentials;
    }

    List<Endpoint<?>> endpoints() {
        String one = Paths.CREDENTIALS + "/{Sid}";
        return List.of(
                Endpoint.post(Paths.CREDENTIALS)
                        .takes(and(TYPE))
                        .refusesInvalidWith(Refusal.INVALID_SERVICE_PARAMETER)
                        .gives(201, VIEW, CredentialResource::tells, this::create),
                Endpoint.get(Paths.CREDENTIALS)
                        .lists(
                                "credentials",
                                VIEW,
                                c -> c.sid().id(),
                                Endpoint.Order.BY_CREATION,
                                (call, slice) -> credentials.list(call.caller().account(), slice)),
                Endpoint.get(one)
                        .takes(Paths.CREDENTIAL)
                        .gives(
                                200,
                                VIEW,
                                call -> credentials.find(call.caller().account(), call.get(Paths.CREDENTIAL))),
                Endpoint.post(one)
                        .takes(and(Paths.CREDENTIAL))
                        .within(call -> credentials.find(call.caller().account(), call.get(Paths.CREDENTIAL)))
                        .refusesInvalidWith(Refusal.INVALID_SERVICE_PARAMETER)
                        .gives(200, VIEW, CredentialResource::tells, this::update),
                Endpoint.delete(one)
                        .takes(Paths.CREDENTIAL)
                        .removes(call -> credentials.delete(call.caller().account(), call.get(Paths.CREDENTIAL))));
    }

    private static Param<?>[] and(Param<?> first) {
        return new Param<?>[] {
            first, FRIENDLY_NAME, CERTIFICATE, PRIVATE_KEY, SANDBOX, API_KEY, SECRET, TEAM_ID, KEY_ID, SUBJECT
        };
    }

    private Credential create(Call call) {
        String name = call.find(FRIENDLY_NAME, "");
        return credentials.create(
                call.caller().account(), call.get(TYPE), name.isEmpty() ? null : name, material(call));
    }

    private Credential update(Call call) {
        return credentials.update(
                call.caller().account(), call.get(Paths.CREDENTIAL), call.find(FRIENDLY_NAME), material(call));
    }

    private static Material material(Call call) {
        return new Material(
                call.find(CERTIFICATE),
                call.find(PRIVATE_KEY),
                call.find(SANDBOX),
                call.find(API_KEY),
                call.find(SECRET),
                call.find(TEAM_ID),
                call.find(KEY_ID),
                call.find(SUBJECT));
    }

    private static Map<String, String> tells(Credential c) {
        return Map.of("credential", c.sid().text(), "credential_type", c.type().word());
    }
}
