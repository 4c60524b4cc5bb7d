package dev.countersign.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An environment of the application's: settings, and everything below it. What a Service leaves unset is null, and the
 * default is applied where it is used, so that changing a default changes no Service.
 *
 * @param updated when one of its settings last changed
 */
public record Service(
        ServiceSid sid,
        AccountSid account,
        String friendlyName,
        Codes codes,
        Push push,
        TotpDefaults totp,
        Passkeys passkeys,
        Instant updated) {
    public static final int LONGEST_NAME = 32;

    /** Settings of the channels that carry codes by message: kept and shown, of no effect on factors. */
    public record Codes(
            int length,
            boolean lookup,
            boolean psd2,
            boolean skipSmsToLandlines,
            boolean dtmfInput,
            boolean noSharingWarning,
            boolean customCode,
            boolean events,
            @Nullable String ttsName,
            @Nullable String defaultTemplateSid,
            @Nullable String whatsappServiceSid,
            @Nullable String whatsappFrom) {
        public static final Codes DEFAULT =
                new Codes(6, false, false, false, false, false, false, false, null, null, null, null);
    }

    /**
     * How devices are rung.
     *
     * @param includeDate whether a challenge's details carry the date of its creation
     * @param includeMessage whether a push carries the challenge's message; without it the app fetches it
     * @param apn the Credential we show the platform; null where none was named
     */
    public record Push(
            boolean includeDate,
            boolean includeMessage,
            @Nullable CredentialSid apn,
            @Nullable CredentialSid fcm,
            @Nullable CredentialSid webpush) {
        public static final Push DEFAULT = new Push(false, true, null, null, null);
    }

    /** What a TOTP factor gets where its creation does not say; null members fall back to {@link TotpConfig#DEFAULT}. */
    public record TotpDefaults(
            @Nullable String issuer,
            @Nullable Integer timeStep,
            @Nullable Integer codeLength,
            @Nullable Integer skew) {
        public static final TotpDefaults NONE = new TotpDefaults(null, null, null, null);
    }

    /** Settings of passkeys: kept and shown. */
    public record Passkeys(
            @Nullable String relyingPartyId,
            @Nullable String relyingPartyName,
            @Nullable List<String> origins,
            @Nullable String attachment,
            @Nullable String discoverable,
            @Nullable String userVerification) {
        public static final Passkeys NONE = new Passkeys(null, null, null, null, null, null);
    }

    /** A Service of that name with nothing set. */
    public static Service named(ServiceSid sid, AccountSid account, String friendlyName, Instant now) {
        return new Service(
                sid, account, friendlyName, Codes.DEFAULT, Push.DEFAULT, TotpDefaults.NONE, Passkeys.NONE, now);
    }

    /** What authenticator apps show above the code. */
    public String issuer() {
        String issuer = totp.issuer();
        return issuer == null ? friendlyName : issuer;
    }
}
