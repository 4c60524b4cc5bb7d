/** How each setting of a Service is called and grouped. Its limits, its default and a word on it the server declares. */

export type Setting = { label: string; hint?: string };

export type Group = { title: string; lead?: string; open: boolean; settings: Readonly<Record<string, Setting>> };

export const SETTINGS: readonly Group[] = [
  {
    title: "General",
    open: true,
    settings: { FriendlyName: { label: "Name" } },
  },
  {
    title: "Authenticator apps (TOTP)",
    lead: "What a new TOTP factor gets where its creation does not say. Factors that exist keep what they have.",
    open: true,
    settings: {
      "Totp.Issuer": { label: "Issuer" },
      "Totp.TimeStep": { label: "A code's life, in seconds", hint: "Most apps know 30 only." },
      "Totp.CodeLength": { label: "Digits of a code", hint: "Most apps know 6 and 8." },
      "Totp.Skew": {
        label: "Codes accepted before and after",
        hint: "How far a phone's clock may be wrong, in lives of a code.",
      },
    },
  },
  {
    title: "Push",
    open: true,
    settings: {
      "Push.IncludeMessage": { label: "Pushes carry the challenge's message" },
      "Push.IncludeDate": { label: "Challenges tell their date" },
      "Push.FcmCredentialSid": { label: "Credential for Android (FCM)" },
      "Push.ApnCredentialSid": { label: "Credential for Apple (APNs)" },
      "Push.WebpushCredentialSid": { label: "Credential for browsers (Web Push)" },
    },
  },
  {
    title: "Passkeys",
    open: false,
    settings: {
      "Passkeys.RelyingParty.Id": { label: "Relying party: domain" },
      "Passkeys.RelyingParty.Name": { label: "Relying party: name" },
      "Passkeys.RelyingParty.Origins": { label: "Relying party: origins" },
      "Passkeys.AuthenticatorAttachment": { label: "Authenticator attachment" },
      "Passkeys.DiscoverableCredentials": { label: "Discoverable credentials" },
      "Passkeys.UserVerification": { label: "User verification" },
    },
  },
  {
    title: "Codes by message",
    open: false,
    settings: {
      CodeLength: { label: "Digits of a code" },
      LookupEnabled: { label: "Look numbers up" },
      SkipSmsToLandlines: { label: "No SMS to landlines" },
      DtmfInputRequired: { label: "A key must be pressed before a code is read out" },
      TtsName: { label: "Name read out" },
      Psd2Enabled: { label: "PSD2: codes are bound to payee and amount" },
      DoNotShareWarningEnabled: { label: "Warn not to share the code" },
      CustomCodeEnabled: { label: "Codes may be given" },
      VerifyEventSubscriptionEnabled: { label: "Events to a stream" },
      DefaultTemplateSid: { label: "Template" },
      "Whatsapp.MsgServiceSid": { label: "WhatsApp: messaging service" },
      "Whatsapp.From": { label: "WhatsApp: sender" },
    },
  },
];

export const OTHERS = "Other settings";

/** What a setting is called here. */
export function labelOf(parameter: string): string {
  return SETTINGS.map((group) => group.settings[parameter]?.label).find(Boolean) ?? parameter;
}
