package dev.countersign.api;

import static dev.countersign.contract.Param.form;
import static dev.countersign.contract.Shape.flag;

import dev.countersign.contract.Call;
import dev.countersign.contract.Param;
import dev.countersign.contract.Shape;
import dev.countersign.contract.View;
import dev.countersign.domain.CredentialSid;
import dev.countersign.domain.Service;
import dev.countersign.domain.Sid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a Service has devices rung, as the world sees it: a part of the Service's page. */
final class PushSettings {
    static final Param<Boolean> INCLUDE_DATE = form("Push.IncludeDate", flag());
    static final Param<String> APN = credential("Push.ApnCredentialSid");
    static final Param<String> FCM = credential("Push.FcmCredentialSid");
    /** Ours, as the type of Credential is. */
    static final Param<String> WEBPUSH = credential("Push.WebpushCredentialSid");
    /** Ours: without it no push service learns what a challenge is about. */
    static final Param<Boolean> INCLUDE_MESSAGE = form("Push.IncludeMessage", flag());

    static final List<Param<?>> ALL = List.of(INCLUDE_DATE, APN, FCM, WEBPUSH, INCLUDE_MESSAGE);

    static final View<Service.Push> VIEW = View.of(
            "Push",
            View.flag("include_date", Service.Push::includeDate),
            View.text("apn_credential_sid", p -> text(p.apn())),
            View.text("fcm_credential_sid", p -> text(p.fcm())),
            View.text("webpush_credential_sid", p -> text(p.webpush())),
            View.flag("include_message", Service.Push::includeMessage));

    private PushSettings() {}

    /** What the call sets, over what is there. */
    static Service.Push overlay(Call call, Service.Push p) {
        return new Service.Push(
                call.find(INCLUDE_DATE, p.includeDate()),
                call.find(INCLUDE_MESSAGE, p.includeMessage()),
                kept(call, APN, p.apn()),
                kept(call, FCM, p.fcm()),
                kept(call, WEBPUSH, p.webpush()));
    }

    private static @Nullable CredentialSid kept(Call call, Param<String> param, @Nullable CredentialSid now) {
        String given = call.find(param);
        return given == null ? now : CredentialSid.parse(given);
    }

    /** Empty where none is to be named any more. */
    private static Param<String> credential(String name) {
        Shape<String> shape = Shape.parsed(
                "the SID of a push Credential",
                Sid.pattern(CredentialSid.PREFIX),
                s -> s.isEmpty() || CredentialSid.parse(s) != null ? s : null);
        return form(name, shape).clearable();
    }

    private static @Nullable String text(@Nullable CredentialSid sid) {
        return sid == null ? null : sid.text();
    }
}
