package dev.countersign.api;

import static dev.countersign.contract.Param.form;
import static dev.countersign.contract.Shape.number;
import static dev.countersign.contract.Shape.oneOf;
import static dev.countersign.contract.Shape.strings;
import static dev.countersign.contract.Shape.text;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Fields;
import dev.countersign.contract.Param;
import dev.countersign.contract.View;
import dev.countersign.core.Factors;
import dev.countersign.core.Factors.Enrolled;
import dev.countersign.core.Factors.TotpChange;
import dev.countersign.domain.Factor;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.TotpConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Factors as the world sees them: every name, limit and field of the resource is on this page. */
final class FactorResource {
    static final Param<String> TYPE =
            form("FactorType", oneOf(List.of("totp"), Function.identity())).required();
    static final Param<String> FRIENDLY_NAME = form("FriendlyName", text(1, Factor.LONGEST_NAME));
    static final Param<String> NEW_NAME = FRIENDLY_NAME.required();
    static final Param<String> SECRET = form("Binding.Secret", text(1, 512));
    static final Param<TotpConfig.Alg> ALG =
            form("Config.Alg", oneOf(List.of(TotpConfig.Alg.values()), TotpConfig.Alg::word));
    static final Param<Integer> TIME_STEP =
            form("Config.TimeStep", number(TotpConfig.SHORTEST_STEP, TotpConfig.LONGEST_STEP));
    static final Param<Integer> SKEW = form("Config.Skew", number(0, TotpConfig.MOST_SKEW));
    static final Param<Integer> CODE_LENGTH =
            form("Config.CodeLength", number(TotpConfig.FEWEST_DIGITS, TotpConfig.MOST_DIGITS));
    static final Param<String> METADATA = form("Metadata", strings(1024)).json();
    // spec Verify 8: a code has 3 to 8 characters
    static final Param<String> AUTH_PAYLOAD = form("AuthPayload", text(3, 8));

    static final View<Factor> VIEW = View.of(
            "Factor",
            View.text("sid", f -> f.sid().text()),
            View.text("account_sid", f -> f.person().account().text()),
            View.text("service_sid", f -> f.person().service().text()),
            View.text("entity_sid", f -> f.entity().text()),
            View.text("identity", f -> f.person().identity().text()),
            View.instant("date_created", f -> f.sid().created()),
            View.instant("date_updated", Factor::updated),
            View.text("friendly_name", Factor::friendlyName),
            View.oneOf("status", List.of("unverified", "verified"), f -> f.verified() ? "verified" : "unverified"),
            View.oneOf("factor_type", List.of("totp"), _ -> "totp"),
            View.object(
                    "config",
                    f -> f.totp().config(),
                    View.of(
                            "TotpConfig",
                            View.text("alg", c -> c.alg().word()),
                            View.number("skew", TotpConfig::skew),
                            View.number("code_length", TotpConfig::codeLength),
                            View.number("time_step", TotpConfig::timeStep))),
            View.frozen("metadata", Factor::metadata),
            View.url(
                    "url", f -> Paths.entity(f.person()) + "/Factors/" + f.sid().text()));

    /** The answer to a creation, the one time the seed is shown. */
    // spec Verify 3.3.1: binding and options are in the create answer and never later
    static final View<Enrolled> CREATED = VIEW.through("NewFactor", Enrolled::factor)
            .with(
                    "identity",
                    View.object(
                            "binding",
                            Function.identity(),
                            View.<Enrolled>of(
                                    "TotpBinding",
                                    View.text("secret", Enrolled::secret),
                                    View.text("uri", FactorResource::uri))))
            .with("binding", View.nothing("options", "object"));

    private final Factors factors;
    private final Consumer<Call> service;

    /** @param service refuses where the path's Service does not stand */
    FactorResource(Factors factors, Consumer<Call> service) {
        this.factors = factors;
        this.service = service;
    }

    List<Endpoint<?>> endpoints() {
        String one = Paths.FACTORS + "/{Sid}";
        return List.of(
                Endpoint.post(Paths.FACTORS)
                        .takes(
                                Paths.SERVICE_SID,
                                Paths.IDENTITY,
                                TYPE,
                                NEW_NAME,
                                SECRET,
                                ALG,
                                TIME_STEP,
                                SKEW,
                                CODE_LENGTH,
                                METADATA)
                        .within(service)
                        .refuses(
                                Refusal.INVALID_BINDING,
                                Refusal.TOO_MANY_FACTORS,
                                Refusal.FACTOR_EXISTS,
                                Refusal.TOO_MANY_FACTOR_CREATIONS)
                        .gives(201, CREATED, this::create),
                Endpoint.get(Paths.FACTORS)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY)
                        .within(service)
                        .lists(
                                "factors",
                                VIEW,
                                f -> f.sid().id(),
                                Endpoint.Order.BY_CREATION,
                                (call, slice) -> factors.list(Paths.person(call), slice)),
                Endpoint.get(one)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY, Paths.FACTOR)
                        .within(service)
                        .gives(200, VIEW, call -> factors.find(Paths.person(call), call.get(Paths.FACTOR))),
                Endpoint.post(one)
                        .takes(
                                Paths.SERVICE_SID,
                                Paths.IDENTITY,
                                Paths.FACTOR,
                                AUTH_PAYLOAD,
                                FRIENDLY_NAME,
                                ALG,
                                TIME_STEP,
                                SKEW,
                                CODE_LENGTH)
                        .within(service)
                        .refuses(Refusal.FACTOR_ATTEMPTS_SPENT, Refusal.FACTOR_EXISTS, Refusal.TOO_MANY_FACTORS)
                        .gives(200, VIEW, FactorResource::tells, this::update),
                Endpoint.delete(one)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY, Paths.FACTOR)
                        .within(service)
                        .removes(call -> factors.delete(Paths.person(call), call.get(Paths.FACTOR))));
    }

    private Enrolled create(Call call) {
        return factors.create(
                Paths.person(call),
                new Factors.NewTotp(call.get(NEW_NAME), call.find(SECRET), config(call), call.find(METADATA)));
    }

    private static TotpChange config(Call call) {
        return new TotpChange(call.find(ALG), call.find(TIME_STEP), call.find(SKEW), call.find(CODE_LENGTH));
    }

    private Factor update(Call call) {
        return factors.update(
                Paths.person(call),
                call.get(Paths.FACTOR),
                new Factors.Update(call.find(FRIENDLY_NAME), config(call), call.find(AUTH_PAYLOAD)));
    }

    private static Map<String, String> tells(Factor f) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("factor", f.sid().text());
        told.put("factor_type", "totp");
        told.put("factor_status", f.verified() ? "verified" : "unverified");
        return told;
    }

    // spec Verify 3.3.1: label and issuer with %20 for space, the algorithm in capitals, parameters in this order
    private static String uri(Enrolled e) {
        TotpConfig c = e.factor().totp().config();
        String issuer = Fields.encode(e.issuer());
        return "otpauth://totp/" + issuer + ":" + Fields.encode(e.factor().friendlyName()) + "?secret="
                + e.secret() + "&issuer=" + issuer + "&algorithm="
                + c.alg().word().toUpperCase(Locale.ROOT) + "&digits=" + c.codeLength() + "&period=" + c.timeStep();
    }
}
