/** What each setting of a Service is for, in an operator's words. Its limits and default the server declares. */

export type Setting = { label: string; hint?: string };

export type Group = { title: string; lead?: string; open: boolean; settings: Readonly<Record<string, Setting>> };

export const SETTINGS: readonly Group[] = [
  {
    title: "General",
    open: true,
    settings: { FriendlyName: { label: "Name", hint: "People see it in their authenticator app unless an issuer is set." } },
  },
  {
    title: "Authenticator apps (TOTP)",
    lead: "What a new TOTP factor gets where its creation does not say. Factors that exist keep what they have.",
    open: true,
    settings: {
      "Totp.Issuer": { label: "Issuer", hint: "Shown above the code in the app; the Service's name where left empty." },
      "Totp.TimeStep": { label: "A code's life, in seconds", hint: "Most apps know 30 only." },
      "Totp.CodeLength": { label: "Digits of a code", hint: "Most apps know 6 and 8." },
      "Totp.Skew": { label: "Codes accepted before and after", hint: "How far a phone's clock may be wrong, in lives of a code." },
    },
  },
  {
    title: "Push",
    open: true,
    settings: {
      "Push.IncludeMessage": { label: "Pushes carry the challenge's message", hint: "Without it no push service learns what is asked: the app fetches it." },
      "Push.IncludeDate": { label: "Challenges tell their date", hint: "Adds the date of creation to what is shown and signed." },
      "Push.FcmCredentialSid": { label: "Credential for Android (FCM)" },
      "Push.ApnCredentialSid": { label: "Credential for Apple (APNs)" },
      "Push.WebpushCredentialSid": { label: "Credential for browsers (Web Push)" },
    },
  },
  {
    title: "Passkeys",
    lead: "Kept and shown for applications that read them; there are no passkey factors.",
    open: false,
    settings: {
      "Passkeys.RelyingParty.Id": { label: "Relying party: domain" },
      "Passkeys.RelyingParty.Name": { label: "Relying party: name" },
      "Passkeys.RelyingParty.Origins": { label: "Relying party: origins", hint: "Separated by commas." },
      "Passkeys.AuthenticatorAttachment": { label: "Authenticator attachment" },
      "Passkeys.DiscoverableCredentials": { label: "Discoverable credentials" },
      "Passkeys.UserVerification": { label: "User verification" },
    },
  },
  {
    title: "Codes by message",
    lead: "Kept and shown for applications that read them. Nothing is sent by SMS, voice or WhatsApp, and factors heed none of this.",
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
