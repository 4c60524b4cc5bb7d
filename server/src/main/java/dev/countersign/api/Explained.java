package dev.countersign.api;

import dev.countersign.domain.AccessToken;
import dev.countersign.domain.Service;
import dev.countersign.domain.TotpConfig;
import dev.countersign.domain.Webhook;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter is for, in a sentence, and what counts where it is not sent.
 *
 * @param usual null where nothing does
 */
record Explained(@Nullable Object usual, String words) {
    private static final Map<String, Explained> ALL = new HashMap<>();

    static {
        Service.Codes codes = Service.Codes.DEFAULT;
        Service.Push push = Service.Push.DEFAULT;
        TotpConfig totp = TotpConfig.DEFAULT;
        String kept = " Kept for clients; of no effect on factors.";
        in("ServiceCreate")
                .say("FriendlyName", "What it is called; authenticator apps show it unless an issuer is set.")
                .say("CodeLength", codes.length(), "Digits of codes sent by message." + kept)
                .say("LookupEnabled", codes.lookup(), "Look numbers up before a message." + kept)
                .say("SkipSmsToLandlines", codes.skipSmsToLandlines(), "Send no message to landlines." + kept)
                .say("DtmfInputRequired", codes.dtmfInput(), "Ask for a key before a code is spoken." + kept)
                .say("TtsName", "How the Service is called in a spoken message." + kept)
                .say("Psd2Enabled", codes.psd2(), "Pass payment details on with a message." + kept)
                .say("DoNotShareWarningEnabled", codes.noSharingWarning(), "Warn not to share a code." + kept)
                .say("CustomCodeEnabled", codes.customCode(), "Let callers choose a code." + kept)
                .say("VerifyEventSubscriptionEnabled", codes.events(), "Take part in event streams." + kept)
                .say("DefaultTemplateSid", "A template of messages." + kept)
                .say("Whatsapp.MsgServiceSid", "Sends messages by WhatsApp." + kept)
                .say("Whatsapp.From", "The sender of messages by WhatsApp." + kept)
                .say("Totp.Issuer", "What authenticator apps show above the code; without it the Service's name.")
                .say("Totp.TimeStep", totp.timeStep(), "Seconds that a code stands for, in factors made from now on.")
                .say("Totp.CodeLength", totp.codeLength(), "Digits of a code, in factors made from now on.")
                .say("Totp.Skew", totp.skew(), "Steps before and after the present one whose codes are taken as well.")
                .say("Passkeys.RelyingParty.Id", "The domain of passkeys." + kept)
                .say("Passkeys.RelyingParty.Name", "How it is shown." + kept)
                .say("Passkeys.RelyingParty.Origins", "Where passkeys may be used, separated by commas." + kept)
                .say("Passkeys.AuthenticatorAttachment", "Which authenticators may be used." + kept)
                .say("Passkeys.DiscoverableCredentials", "Whether a passkey can be found without a name." + kept)
                .say("Passkeys.UserVerification", "Whether its holder must show who they are." + kept)
                .say("Push.IncludeDate", push.includeDate(), "Show the date of a challenge among its details.")
                .say("Push.ApnCredentialSid", "The push Credential by which iPhones are rung.")
                .say("Push.FcmCredentialSid", "The push Credential by which Android phones are rung.")
                .say("Push.WebpushCredentialSid", "The push Credential by which browsers are rung.")
                .say(
                        "Push.IncludeMessage",
                        push.includeMessage(),
                        "Put the message into the push; without it no push service learns what is asked.");
        in("WebhookCreate")
                .say("FriendlyName", "What it is called.")
                .say("EventTypes", "What is told there; * for everything.")
                .say("WebhookUrl", "Where events are posted to, signed with the account's auth token.")
                .say("Status", "enabled", "Whether it is told anything.")
                .say(
                        "Version",
                        Webhook.Version.V2.word(),
                        "How much is told: v1 the names, v2 what is known of challenge and factor as well.");
        String apple = " For apn.";
        in("CredentialCreate")
                .say("Type", "Which push service knows us by it.")
                .say("FriendlyName", "What it is called.")
                .say("Certificate", "The certificate of an app, in PEM." + apple)
                .say(
                        "PrivateKey",
                        "The private key to certificate, team or subject; for webpush one is drawn where it is left out.")
                .say("Sandbox", false, "Use the push service's place for apps in development." + apple)
                .say("ApiKey", "The key of the old API. For gcm, which is not sent to.")
                .say("Secret", "The service account's JSON file. For fcm.")
                .say("TeamId", "The team of developers, with KeyId and PrivateKey." + apple)
                .say("KeyId", "The id of the team's key." + apple)
                .say("Subject", "A mailto: or https: address where a push service reaches us. For webpush.");
        in("AccessTokenCreate")
                .say("Identity", "Whose device it is to enrol.")
                .say("FactorType", "What it enrols.")
                .say("FactorFriendlyName", "What the factor is to be called.")
                .say("Ttl", (int) AccessToken.SHORTEST_LIFE.toSeconds(), "Seconds it can be used.");
        String device = " For push; devices say it themselves.";
        in("FactorCreate")
                .say("FactorType", "An authenticator app's codes, or a device that signs.")
                .say("FriendlyName", "What it is called; authenticator apps show it.")
                .say("Binding.Secret", "A seed that is there already, in Base32; without it one is drawn. For totp.")
                .say("Config.Alg", totp.alg().word(), "The hash under the code; not every app knows all. For totp.")
                .say(
                        "Config.TimeStep",
                        totp.timeStep(),
                        "Seconds that a code stands for; the Service's default counts first. For totp.")
                .say(
                        "Config.Skew",
                        totp.skew(),
                        "Steps before and after that are taken as well; the Service's default counts first. For totp.")
                .say(
                        "Config.CodeLength",
                        totp.codeLength(),
                        "Digits of a code; the Service's default counts first. For totp.")
                .say("Binding.Alg", "ES256", "How it signs." + device)
                .say("Binding.PublicKey", "Its public key." + device)
                .say("Config.AppId", "Its app." + device)
                .say("Config.SdkVersion", "Its SDK." + device)
                .say("Config.NotificationPlatform", "How it is rung." + device)
                .say("Config.NotificationToken", "Where it is rung." + device)
                .say("Metadata", "Anything of the application's own, as a JSON object of strings.");
        in("ChallengeCreate")
                .say("FactorSid", "The factor that is asked.")
                .say("ExpirationDate", "Until when it can be answered; without it for five minutes.")
                .say("Details.Message", "What the person is asked. A push factor's needs one.")
                .say("Details.Fields", "A label and a value that are shown with it, as a JSON object.")
                .say("HiddenDetails", "What is kept with it and not shown, as a JSON object of strings.")
                .say("AuthPayload", "A code to be looked at right away. For totp.");
    }

    /** Where the next are put. */
    private record Noun(String name) {
        Noun say(String param, String words) {
            return put(param, new Explained(null, words));
        }

        Noun say(String param, Object usual, String words) {
            return put(param, new Explained(usual, words));
        }

        private Noun put(String param, Explained explained) {
            if (ALL.put(name + " " + param, explained) != null) {
                throw new IllegalStateException(param + " is explained twice");
            }
            return this;
        }
    }

    private static Noun in(String noun) {
        return new Noun(noun);
    }

    /** What is said of a parameter; a parameter of which nothing is said stops the server from starting. */
    static Explained of(String noun, String param) {
        Explained explained = ALL.get(noun + " " + param);
        if (explained == null) {
            throw new IllegalStateException(param + " of " + noun + " is not explained");
        }
        return explained;
    }

    /** How many there are. */
    static int count() {
        return ALL.size();
    }
}
