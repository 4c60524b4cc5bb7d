import type { Form } from "../base/api";
import type { Credential } from "../base/types";

export type CredentialType = Credential["type"];

/** One thing that a Credential is made of, by the API's name. */
export type Piece = {
  name: string;
  label: string;
  hint: string;
  /** A file's worth of text rather than a line. */
  file?: boolean;
  secret?: boolean;
};

export type Kind = {
  type: CredentialType;
  ways: readonly { id: string; name: string; pieces: readonly Piece[] }[];
  title: string;
  sandbox: boolean;
};

const KEY: Piece = { name: "PrivateKey", label: "Private key", hint: "In PEM.", file: true, secret: true };

/** What each push service knows us by, and the ways to show it. */
export const KINDS: readonly Kind[] = [
  {
    type: "fcm",
    title: "Android (FCM)",
    sandbox: false,
    ways: [
      {
        id: "account",
        name: "Service account",
        pieces: [
          {
            name: "Secret",
            label: "Service account",
            hint: "The JSON file that the Firebase console gives: Project settings, Service accounts, Generate new private key.",
            file: true,
            secret: true,
          },
        ],
      },
    ],
  },
  {
    type: "apn",
    title: "Apple (APNs)",
    sandbox: true,
    ways: [
      {
        id: "key",
        name: "By the team's key (.p8)",
        pieces: [
          {
            name: "TeamId",
            label: "Team ID",
            hint: "Ten letters and digits, in the developer account under Membership.",
          },
          { name: "KeyId", label: "Key ID", hint: "Ten letters and digits, beside the key." },
          { ...KEY, hint: "The .p8 file, downloaded once under Keys. One key serves all apps of the team." },
        ],
      },
      {
        id: "certificate",
        name: "By a certificate",
        pieces: [{ name: "Certificate", label: "Certificate", hint: "In PEM.", file: true }, KEY],
      },
    ],
  },
  {
    type: "webpush",
    title: "Browsers (Web Push)",
    sandbox: false,
    ways: [
      {
        id: "drawn",
        name: "With a new key pair",
        pieces: [
          { name: "Subject", label: "Where push services reach you", hint: "mailto:ops@example.com, or an https URL." },
        ],
      },
      {
        id: "brought",
        name: "With a key pair you have",
        pieces: [
          { name: "Subject", label: "Where push services reach you", hint: "mailto:ops@example.com, or an https URL." },
          { ...KEY, hint: "Of the VAPID key pair that your browsers are subscribed with." },
        ],
      },
    ],
  },
];

export function kindOf(type: CredentialType): Kind {
  return KINDS.find((k) => k.type === type) ?? (KINDS[0] as Kind);
}

/** Where push services reach whoever runs this, as they want it: of an e-mail address, or else of this very page. */
export function contact(said: string, origin: string): string {
  const text = said.trim();
  if (!text && origin.startsWith("https:")) return origin;
  return /^[^\s:/]+@[^\s:/]+$/.test(text) ? `mailto:${text}` : text;
}

/** What is sent: of the pieces of one way, those that were given. */
export function credentialForm(pieces: readonly Piece[], values: Readonly<Record<string, string>>, more: Form): Form {
  const form: Record<string, string | undefined> = {};
  for (const piece of pieces) form[piece.name] = values[piece.name]?.trim() || undefined;
  return { ...more, ...form };
}
