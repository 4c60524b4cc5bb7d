package dev.countersign.api;

import static dev.countersign.contract.Param.form;
import static dev.countersign.contract.Shape.flag;
import static dev.countersign.contract.Shape.number;
import static dev.countersign.contract.Shape.oneOf;
import static dev.countersign.contract.Shape.text;

import dev.countersign.contract.Call;
import dev.countersign.contract.Endpoint;
import dev.countersign.contract.Param;
import dev.countersign.contract.Shape;
import dev.countersign.contract.View;
import dev.countersign.core.Services;
import dev.countersign.domain.Policy;
import dev.countersign.domain.Refusal;
import dev.countersign.domain.Service;
import dev.countersign.domain.Service.Codes;
import dev.countersign.domain.Service.Passkeys;
import dev.countersign.domain.Service.TotpDefaults;
import dev.countersign.domain.TotpConfig;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Services as the world sees them: every name, limit and field of the resource is on this page. */
final class ServiceResource {
    // spec Verify 3.1: names up to 32 characters, whatever their alphabet
    static final Param<String> FRIENDLY_NAME = form("FriendlyName", text(1, Service.LONGEST_NAME));
    static final Param<Integer> CODE_LENGTH = form("CodeLength", number(4, 10));
    static final Param<Boolean> LOOKUP = form("LookupEnabled", flag());
    static final Param<Boolean> SKIP_LANDLINES = form("SkipSmsToLandlines", flag());
    static final Param<Boolean> DTMF = form("DtmfInputRequired", flag());
    static final Param<String> TTS_NAME = form("TtsName", text(0, 64)).clearable();
    static final Param<Boolean> PSD2 = form("Psd2Enabled", flag());
    static final Param<Boolean> NO_SHARING = form("DoNotShareWarningEnabled", flag());
    static final Param<Boolean> CUSTOM_CODE = form("CustomCodeEnabled", flag());
    static final Param<Boolean> EVENTS = form("VerifyEventSubscriptionEnabled", flag());
    static final Param<String> TEMPLATE = form("DefaultTemplateSid", sid("HJ")).clearable();
    static final Param<String> WHATSAPP_SERVICE =
            form("Whatsapp.MsgServiceSid", sid("MG")).clearable();
    static final Param<String> WHATSAPP_FROM =
            form("Whatsapp.From", text(0, 64)).clearable();
    static final Param<String> ISSUER = form("Totp.Issuer", text(0, 64)).clearable();
    static final Param<Integer> TIME_STEP =
            form("Totp.TimeStep", number(TotpConfig.SHORTEST_STEP, TotpConfig.LONGEST_STEP));
    static final Param<Integer> TOTP_LENGTH =
            form("Totp.CodeLength", number(TotpConfig.FEWEST_DIGITS, TotpConfig.MOST_DIGITS));
    static final Param<Integer> SKEW = form("Totp.Skew", number(0, TotpConfig.MOST_SKEW));
    static final Param<String> RP_ID =
            form("Passkeys.RelyingParty.Id", domain()).clearable();
    static final Param<String> RP_NAME =
            form("Passkeys.RelyingParty.Name", text(0, 64)).clearable();
    static final Param<String> ORIGINS =
            form("Passkeys.RelyingParty.Origins", text(0, 2048)).clearable();
    static final Param<String> ATTACHMENT = form(
                    "Passkeys.AuthenticatorAttachment", words("", "platform", "cross-platform", "any"))
            .clearable();
    static final Param<String> DISCOVERABLE = form(
                    "Passkeys.DiscoverableCredentials", words("", "required", "preferred", "discouraged"))
            .clearable();
    static final Param<String> USER_VERIFICATION = form(
                    "Passkeys.UserVerification", words("", "required", "preferred", "discouraged"))
            .clearable();

    private static final Param<?>[] SETTINGS = {
        CODE_LENGTH,
        LOOKUP,
        SKIP_LANDLINES,
        DTMF,
        TTS_NAME,
        PSD2,
        NO_SHARING,
        CUSTOM_CODE,
        EVENTS,
        TEMPLATE,
        WHATSAPP_SERVICE,
        WHATSAPP_FROM,
        ISSUER,
        TIME_STEP,
        TOTP_LENGTH,
        SKEW,
        RP_ID,
        RP_NAME,
        ORIGINS,
        ATTACHMENT,
        DISCOVERABLE,
        USER_VERIFICATION
    };

    static final View<Service> VIEW = View.of(
            "Service",
            View.text("sid", s -> s.sid().text()),
            View.text("account_sid", s -> s.account().text()),
            View.text("friendly_name", Service::friendlyName),
            View.number("code_length", s -> s.codes().length()),
            View.flag("lookup_enabled", s -> s.codes().lookup()),
            View.flag("psd2_enabled", s -> s.codes().psd2()),
            View.flag("skip_sms_to_landlines", s -> s.codes().skipSmsToLandlines()),
            View.flag("dtmf_input_required", s -> s.codes().dtmfInput()),
            View.text("tts_name", s -> s.codes().ttsName()),
            View.flag("do_not_share_warning_enabled", s -> s.codes().noSharingWarning()),
            View.flag("custom_code_enabled", s -> s.codes().customCode()),
            View.object("push", Service::push, PushSettings.VIEW),
            View.object(
                    "totp",
                    Service::totp,
                    View.of(
                            "Totp",
                            View.text("issuer", TotpDefaults::issuer),
                            View.numberIfSet("time_step", TotpDefaults::timeStep),
                            View.numberIfSet("code_length", TotpDefaults::codeLength),
                            View.numberIfSet("skew", TotpDefaults::skew))),
            View.object(
                    "whatsapp",
                    Service::codes,
                    View.of(
                            "Whatsapp",
                            View.text("msg_service_sid", Codes::whatsappServiceSid),
                            View.text("from", Codes::whatsappFrom))),
            View.object(
                    "passkeys",
                    Service::passkeys,
                    View.of(
                            "Passkeys",
                            View.object(
                                    "relying_party",
                                    Function.identity(),
                                    View.<Passkeys>of(
                                            "RelyingParty",
                                            View.text("id", Passkeys::relyingPartyId),
                                            View.text("name", Passkeys::relyingPartyName),
                                            View.texts("origins", Passkeys::origins))),
                            View.text("authenticator_attachment", Passkeys::attachment),
                            View.text("discoverable_credentials", Passkeys::discoverable),
                            View.text("user_verification", Passkeys::userVerification))),
            View.text("default_template_sid", s -> s.codes().defaultTemplateSid()),
            View.flag("verify_event_subscription_enabled", s -> s.codes().events()),
            View.instant("date_created", s -> s.sid().created()),
            View.instant("date_updated", Service::updated),
            View.url("url", s -> Paths.service(s.sid())),
            View.object(
                    "links",
                    Function.identity(),
                    View.<Service>of(
                            "ServiceLinks",
                            link("verifications", "Verifications"),
                            link("verification_checks", "VerificationCheck"),
                            link("rate_limits", "RateLimits"),
                            link("messaging_configurations", "MessagingConfigurations"),
                            link("entities", "Entities"),
                            link("webhooks", "Webhooks"),
                            link("access_tokens", "AccessTokens"))));

    private final Services services;
    private final Policy policy;

    ServiceResource(Services services, Policy policy) {
        this.services = services;
        this.policy = policy;
    }

    List<Endpoint<?>> endpoints() {
        Param<String> required = FRIENDLY_NAME.required();
        return List.of(
                Endpoint.post(Paths.SERVICES)
                        .takes(join(required))
                        .refusesInvalidWith(Refusal.INVALID_SERVICE_PARAMETER)
                        .gives(
                                201,
                                VIEW,
                                call -> services.create(
                                        call.caller().account(), call.get(required), s -> overlay(call, s))),
                Endpoint.get(Paths.SERVICES)
                        .lists(
                                "services",
                                VIEW,
                                s -> s.sid().id(),
                                Endpoint.Order.BY_CREATION,
                                (call, slice) -> services.list(call.caller().account(), slice)),
                Endpoint.get(Paths.SERVICES + "/{ServiceSid}")
                        .takes(Paths.SERVICE_SID)
                        .gives(200, VIEW, call -> services.find(call.caller().account(), call.get(Paths.SERVICE_SID))),
                Endpoint.post(Paths.SERVICES + "/{ServiceSid}")
                        .takes(join(Paths.SERVICE_SID, FRIENDLY_NAME))
                        .within(this::mustStand)
                        .refusesInvalidWith(Refusal.INVALID_SERVICE_PARAMETER)
                        .gives(200, VIEW, this::update),
                Endpoint.delete(Paths.SERVICES + "/{ServiceSid}")
                        .takes(Paths.SERVICE_SID)
                        .removes(call -> services.delete(call.caller().account(), call.get(Paths.SERVICE_SID))));
    }

    /** For whatever lies below a Service: refuses where that is not there. */
    void mustStand(Call call) {
        services.mustStand(call.caller().account(), call.get(Paths.SERVICE_SID));
    }

    private Service update(Call call) {
        return services.update(
                call.caller().account(),
                call.get(Paths.SERVICE_SID),
                s -> overlay(call, named(s, call.find(FRIENDLY_NAME, s.friendlyName()))));
    }

    private static Service named(Service s, String name) {
        return new Service(s.sid(), s.account(), name, s.codes(), s.push(), s.totp(), s.passkeys(), s.updated());
    }

    /** What the call sets, over what is there. */
    private Service overlay(Call call, Service s) {
        return new Service(
                s.sid(),
                s.account(),
                s.friendlyName(),
                codes(call, s.codes()),
                PushSettings.overlay(call, s.push()),
                totp(call, s.totp()),
                passkeys(call, s.passkeys()),
                s.updated());
    }

    private static Codes codes(Call call, Codes c) {
        return new Codes(
                call.find(CODE_LENGTH, c.length()),
                call.find(LOOKUP, c.lookup()),
                call.find(PSD2, c.psd2()),
                call.find(SKIP_LANDLINES, c.skipSmsToLandlines()),
                call.find(DTMF, c.dtmfInput()),
                call.find(NO_SHARING, c.noSharingWarning()),
                call.find(CUSTOM_CODE, c.customCode()),
                call.find(EVENTS, c.events()),
                kept(call, TTS_NAME, c.ttsName()),
                kept(call, TEMPLATE, c.defaultTemplateSid()),
                kept(call, WHATSAPP_SERVICE, c.whatsappServiceSid()),
                kept(call, WHATSAPP_FROM, c.whatsappFrom()));
    }

    private TotpDefaults totp(Call call, TotpDefaults t) {
        Integer length = call.find(TOTP_LENGTH);
        if (length != null && length < policy.profile().fewestDigits()) {
            throw Refusal.INVALID_SERVICE_PARAMETER.refused(
                    "Totp.CodeLength must be at least " + policy.profile().fewestDigits());
        }
        return new TotpDefaults(
                kept(call, ISSUER, t.issuer()),
                kept(call, TIME_STEP, t.timeStep()),
                length == null ? t.codeLength() : length,
                kept(call, SKEW, t.skew()));
    }

    private static Passkeys passkeys(Call call, Passkeys p) {
        String origins = call.find(ORIGINS);
        return new Passkeys(
                kept(call, RP_ID, p.relyingPartyId()),
                kept(call, RP_NAME, p.relyingPartyName()),
                origins == null ? p.origins() : split(origins),
                kept(call, ATTACHMENT, p.attachment()),
                kept(call, DISCOVERABLE, p.discoverable()),
                kept(call, USER_VERIFICATION, p.userVerification()));
    }

    // spec Verify 3.1: one parameter, comma separated; shown as an array
    private static @Nullable List<String> split(String origins) {
        List<String> all = Arrays.stream(origins.split(",", -1))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
        return all.isEmpty() ? null : all;
    }

    private static @Nullable String kept(Call call, Param<String> param, @Nullable String now) {
        String given = call.find(param);
        return given == null ? now : given.isEmpty() ? null : given;
    }

    private static @Nullable Integer kept(Call call, Param<Integer> param, @Nullable Integer now) {
        Integer given = call.find(param);
        return given == null ? now : given;
    }

    private static View.Field<Service> link(String name, String last) {
        return View.url(name, s -> Paths.service(s.sid()) + "/" + last);
    }

    private static Param<?>[] join(Param<?>... first) {
        return Stream.of(List.of(first), List.of(SETTINGS), PushSettings.ALL)
                .flatMap(List::stream)
                .toArray(Param<?>[]::new);
    }

    private static Shape<String> sid(String prefix) {
        String pattern = "^" + prefix + "[0-9a-fA-F]{32}$";
        return Shape.parsed(
                "a SID that begins with " + prefix, pattern, s -> s.isEmpty() || s.matches(pattern) ? s : null);
    }

    private static Shape<String> words(String... words) {
        return oneOf(List.of(words), Function.identity());
    }

    // spec Verify 3.1: a domain without scheme or port
    private static Shape<String> domain() {
        return Shape.parsed(
                "a domain without scheme or port",
                "^[A-Za-z0-9.-]{0,253}$",
                s -> s.matches("[A-Za-z0-9.-]{0,253}") ? s : null);
    }
}
