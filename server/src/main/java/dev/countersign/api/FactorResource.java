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
import dev.countersign.core.Factors.PushChange;
import dev.countersign.core.Factors.TotpChange;
import dev.countersign.domain.AccessToken;
import dev.countersign.domain.Caller;
import dev.countersign.domain.Caller.Role;
import dev.countersign.domain.Factor;
import dev.countersign.domain.FactorSid;
import dev.countersign.domain.PushConfig;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.TotpConfig;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Factors as the world sees them: every name, limit and field of the resource is on this page. */
final class FactorResource {
    private static final List<Factor.Type> TYPES = List.of(Factor.Type.values());
    private static final String ES256 = "ES256";
    static final List<String> TYPE_WORDS = TYPES.stream().map(Factor.Type::word).toList();

    static final Param<Factor.Type> TYPE =
            form("FactorType", oneOf(TYPES, Factor.Type::word)).required();
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
    // spec Verify 3.3.2: a code or a signature, as the factor's type has it, so it is looked at with the factor
    static final Param<String> AUTH_PAYLOAD = form("AuthPayload", text(1, 512));

    static final Param<String> KEY_ALG = form("Binding.Alg", text(1, 64));
    static final Param<String> PUBLIC_KEY = form("Binding.PublicKey", text(1, 1024));
    static final Param<String> APP_ID = form("Config.AppId", text(1, PushConfig.LONGEST_TEXT));
    static final Param<String> SDK_VERSION = form("Config.SdkVersion", text(1, PushConfig.LONGEST_TEXT));
    static final Param<PushConfig.Platform> PLATFORM = form(
            "Config.NotificationPlatform", oneOf(List.of(PushConfig.Platform.values()), PushConfig.Platform::word));
    static final Param<String> TOKEN = form("Config.NotificationToken", text(1, PushConfig.LONGEST_TOKEN));

    private static final View<Factor> TOTP_CONFIG = View.<TotpConfig>of(
                    "TotpConfig",
                    View.text("alg", c -> c.alg().word()),
                    View.number("skew", TotpConfig::skew),
                    View.number("code_length", TotpConfig::codeLength),
                    View.number("time_step", TotpConfig::timeStep))
            .through("TotpConfig", f -> f.totp().config());

    // spec Verify 11 T6: devices refuse a factor without credential_sid, whatever it answers
    private static final View<Factor> PUSH_CONFIG = View.of(
            "PushConfig",
            View.text("sdk_version", f -> f.push().config().sdkVersion()),
            View.text("app_id", f -> f.push().config().appId()),
            View.oneOf(
                    "notification_platform",
                    Arrays.stream(PushConfig.Platform.values())
                            .map(PushConfig.Platform::word)
                            .toList(),
                    f -> f.push().config().platform().word()),
            View.text("notification_token", f -> f.push().config().token()),
            View.text("credential_sid", f -> f.key().text()),
            // two of ours, for whoever asks why a device is not rung
            View.instant("notification_token_gone", f -> f.push().reach().gone()),
            View.number("notifications_unanswered", f -> f.push().reach().unanswered()));

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
            View.oneOf("factor_type", TYPE_WORDS, f -> f.type().word()),
            View.either("config", f -> f.type() == Factor.Type.TOTP, TOTP_CONFIG, PUSH_CONFIG),
            View.frozen("metadata", Factor::metadata),
            View.url(
                    "url", f -> Paths.entity(f.person()) + "/Factors/" + f.sid().text()));

    private static final View<Enrolled> TOTP_BINDING =
            View.of("TotpBinding", View.text("secret", e -> seed(e).secret()), View.text("uri", FactorResource::uri));

    private static final View<Enrolled> PUSH_BINDING =
            View.of("PushBinding", View.text("alg", _ -> ES256), View.text("public_key", e -> Base64.getEncoder()
                    .encodeToString(e.factor().push().publicKey())));

    /** The answer to a creation, the one time the binding is shown. */
    // spec Verify 3.3.1: binding and options are in the create answer and never later
    static final View<Enrolled> CREATED = VIEW.through("NewFactor", Enrolled::factor)
            .with("identity", View.either("binding", e -> e.seed() != null, TOTP_BINDING, PUSH_BINDING))
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
                                KEY_ALG,
                                PUBLIC_KEY,
                                APP_ID,
                                SDK_VERSION,
                                PLATFORM,
                                TOKEN,
                                METADATA)
                        .opensTo(Role.ENROLLING)
                        .within(service)
                        .refuses(
                                Refusal.UNAUTHORIZED_FACTOR_CREATION,
                                Refusal.INVALID_BINDING,
                                Refusal.TOO_MANY_FACTORS,
                                Refusal.FACTOR_EXISTS,
                                Refusal.TOO_MANY_FACTOR_CREATIONS)
                        .gives(201, CREATED, enrolled -> tells(enrolled.factor()), this::create),
                Endpoint.get(Paths.FACTORS)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY)
                        .opensTo(Role.DEVICE)
                        .within(service)
                        .lists(
                                "factors",
                                VIEW,
                                f -> f.sid().id(),
                                Endpoint.Order.BY_CREATION,
                                (call, slice) -> factors.list(Paths.person(call), Paths.own(call), slice)),
                Endpoint.get(one)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY, Paths.FACTOR)
                        .opensTo(Role.DEVICE)
                        .within(service)
                        .gives(200, VIEW, call -> factors.find(Paths.person(call), factor(call))),
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
                                CODE_LENGTH,
                                APP_ID,
                                SDK_VERSION,
                                PLATFORM,
                                TOKEN)
                        .opensTo(Role.DEVICE)
                        .within(service)
                        .refuses(
                                Refusal.FACTOR_VERIFICATION_FAILED,
                                Refusal.FACTOR_ATTEMPTS_SPENT,
                                Refusal.FACTOR_EXISTS,
                                Refusal.TOO_MANY_FACTORS)
                        .gives(200, VIEW, FactorResource::tells, this::update),
                Endpoint.delete(one)
                        .takes(Paths.SERVICE_SID, Paths.IDENTITY, Paths.FACTOR)
                        .opensTo(Role.DEVICE)
                        .within(service)
                        .removes(call -> factors.delete(Paths.person(call), factor(call))));
    }

    private static FactorSid factor(Call call) {
        Paths.mustBeOwn(call, call.get(Paths.FACTOR));
        return call.get(Paths.FACTOR);
    }

    private Enrolled create(Call call) {
        AccessToken by = call.caller() instanceof Caller.ByAccessToken(AccessToken token) ? token : null;
        return switch (call.get(TYPE)) {
            case TOTP -> {
                if (by != null) {
                    service.accept(call);
                    throw Refusal.UNAUTHORIZED_FACTOR_CREATION.refused("the access token is for a push factor");
                }
                yield factors.create(
                        Paths.person(call),
                        new Factors.NewTotp(call.get(NEW_NAME), call.find(SECRET), totp(call), call.find(METADATA)));
            }
            case PUSH -> factors.create(Paths.person(call), newPush(call), by);
        };
    }

    private static Factors.NewPush newPush(Call call) {
        // spec Verify 3.3.1: ES256 is all there is
        if (!call.find(KEY_ALG, ES256).equals(ES256)) {
            throw Refusal.INVALID_BINDING.refused("Binding.Alg must be " + ES256);
        }
        return new Factors.NewPush(
                call.get(NEW_NAME),
                call.need(PUBLIC_KEY),
                PushConfig.of(call.need(SDK_VERSION), call.need(APP_ID), call.need(PLATFORM), call.find(TOKEN)),
                call.find(METADATA));
    }

    private static TotpChange totp(Call call) {
        return new TotpChange(call.find(ALG), call.find(TIME_STEP), call.find(SKEW), call.find(CODE_LENGTH));
    }

    private Factor update(Call call) {
        return factors.update(
                Paths.person(call),
                factor(call),
                new Factors.Update(
                        call.find(FRIENDLY_NAME),
                        totp(call),
                        new PushChange(
                                call.find(SDK_VERSION), call.find(APP_ID), call.find(PLATFORM), call.find(TOKEN)),
                        call.find(AUTH_PAYLOAD)));
    }

    private static Map<String, String> tells(Factor f) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("factor", f.sid().text());
        told.put("factor_type", f.type().word());
        told.put("factor_status", f.verified() ? "verified" : "unverified");
        return told;
    }

    private static Factors.Seed seed(Enrolled e) {
        return Objects.requireNonNull(e.seed(), "a TOTP factor is made with its seed");
    }

    // spec Verify 3.3.1: label and issuer with %20 for space, the algorithm in capitals, parameters in this order
    private static String uri(Enrolled e) {
        TotpConfig c = e.factor().totp().config();
        String issuer = Fields.encode(seed(e).issuer());
        return "otpauth://totp/" + issuer + ":" + Fields.encode(e.factor().friendlyName()) + "?secret="
                + seed(e).secret() + "&issuer=" + issuer + "&algorithm="
                + c.alg().word().toUpperCase(Locale.ROOT) + "&digits=" + c.codeLength() + "&period=" + c.timeStep();
    }
}
